import { Option } from 'commander';
import type { Act } from '../../../activities/contract.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { readObject, settingsOf } from '../io.ts';

interface Options {
  readonly json?: true;
  readonly case: string;
  readonly as: string;
  readonly second?: string;
  readonly act: Act;
}

/** `sign`: a signed submission for any Temporal client. */
export const addSign: AddCommand = (program, io, end) => {
  declare(
    program,
    'sign [file]',
    [
      'Sign one event and print the submission as JSON.',
      'From a file or standard input, with the officers’ keys of the data folder. Needs no service. For a withdrawal it reads { "id", "reasons" }.',
    ],
    [
      'sign --case LIVE-1 --as EMB-CO-1 event.json > submission.json',
      'sign --case LIVE-1 --as EMB-HD-1 --second MFA-CD-1 decision.json',
      'sign --case LIVE-1 --as MFA-CD-1 --act countersign event.json',
      'sign --case policy-notice/1958-1 --as EMB-CO-1 event.json',
    ],
  )
    .requiredOption('--case <no>', 'the case, or duty, that the signature is for')
    .requiredOption('--as <officer>', 'who signs')
    .option('--second <officer>', 'the second officer, who signs too')
    .addOption(
      new Option('--act <act>', 'what the signature is for')
        .choices(['submit', 'propose', 'countersign', 'withdraw'])
        .default('submit'),
    )
    .action(async (file: string | undefined, options: Options) => {
      const { signed, withSecond } = await import('../signing.ts');
      const event = withSecond(await readObject(io, file), options.second);
      const officers = options.second === undefined ? [options.as] : [options.as, options.second];
      const { dataDir } = settingsOf(io);
      const { act } = options;
      io.out(JSON.stringify(await signed(dataDir, { caseNo: options.case, act, event, officers })));
      end(EXIT.done);
    });
};
