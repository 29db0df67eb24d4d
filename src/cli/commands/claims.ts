import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { lineOf } from './tasks.ts';

interface Options {
  readonly json?: true;
  readonly to?: string;
  readonly reasons?: string;
}

const SIGNED_IN =
  'For the officer who is signed in by CROSSING_TOKEN; it stops nobody from deciding.';
const AS_HEAD = 'why, where the head of the office acts for the one who has it';

/** `claim`, `release`, `hand-over`: in whose hands a task is. */
export const addClaims: AddCommand = (program, io, end) => {
  const deed = (call: string) => async (caseNo: string, task: string, options: Options) => {
    await say(
      io,
      `/v1/tasks/${encodeURIComponent(caseNo)}/${encodeURIComponent(task)}/${call}`,
      options,
    );
    end(EXIT.done);
  };
  declare(
    program,
    'claim <case> <task>',
    ['Take a task in hand.', SIGNED_IN],
    ['claim LIVE-1 TASK'],
  ).action(deed('claim'));
  declare(
    program,
    'release <case> <task>',
    ['Give a task out of hand.', SIGNED_IN],
    ['release LIVE-1 TASK', 'release LIVE-1 TASK --reasons "he is away until Monday"'],
  )
    .option('--reasons <text>', AS_HEAD)
    .action(deed('release'));
  declare(
    program,
    'hand-over <case> <task>',
    ['Give a task into the hands of another who may act on it.', SIGNED_IN],
    ['hand-over LIVE-1 TASK --to EMB-HD-2'],
  )
    .requiredOption('--to <officer>', 'who has it in hand from now on')
    .option('--reasons <text>', AS_HEAD)
    .action(deed('hand-over'));
};

async function say(io: CliIo, path: string, { json, ...said }: Options): Promise<void> {
  const { findService } = await import('../service.ts');
  const service = await findService(io);
  const { body } = await service.post(path, said);
  io.out(json === true ? JSON.stringify(body) : lineOf(body));
}
