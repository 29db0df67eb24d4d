import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import type { SendOptions } from '../send.ts';

/** `submit`: one event to a case. */
export const addSubmit: AddCommand = (program, io, end) => {
  declare(
    program,
    'submit [file]',
    [
      'Send one event to a case and show its outcome.',
      'From a file or standard input. An event is signed with the officers’ keys of the data folder; a submission from `sign` goes as it is.',
    ],
    [
      'submit --case LIVE-1 event.json',
      'submit --case policy-notice/1958-1 event.json',
      'submit --case LIVE-1 --as EMB-HD-1 --second MFA-CD-1 decision.json',
      'sign --case LIVE-1 --as EMB-CO-1 event.json | npx crossing-cases submit --case LIVE-1 -',
    ],
  )
    .requiredOption('--case <no>', 'the case, or duty')
    .option('--as <officer>', 'who signs; default: `by` of the event')
    .option('--second <officer>', 'the second officer, who signs too')
    .action(async (file: string | undefined, options: SendOptions) => {
      const { sendEvent } = await import('../send.ts');
      end(await sendEvent(io, 'submit', file, options));
    });
};
