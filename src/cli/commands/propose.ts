import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import type { SendOptions } from '../send.ts';

/** `propose`: a draft that waits for its second officer. */
export const addPropose: AddCommand = (program, io, end) => {
  declare(
    program,
    'propose [file]',
    [
      'Propose one event as a draft.',
      'It is signed by the first officer; another one countersigns it.',
    ],
    ['propose --case LIVE-1 --as EMB-HD-1 decision.json'],
  )
    .requiredOption('--case <no>', 'the case')
    .option('--as <officer>', 'who proposes; default: `by` of the event')
    .action(async (file: string | undefined, options: SendOptions) => {
      const { sendEvent } = await import('../send.ts');
      end(await sendEvent(io, 'propose', file, options));
    });
};
