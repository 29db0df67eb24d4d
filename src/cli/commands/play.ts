import { InvalidArgumentError } from 'commander';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { settingsOf } from '../io.ts';

interface Options {
  readonly json?: true;
  readonly caseNo?: string;
  readonly continueAsNewEvery?: number;
}

/** `play`: case files through the running service. */
export const addPlay: AddCommand = (program, io, end) => {
  declare(
    program,
    'play <file...>',
    [
      'Play case files through the running service, and compare every event.',
      'Each file gets a fresh number, <caseNo>.<n>; events are signed with the synthetic officers’ keys.',
    ],
    [
      'play samples/OUT-01.json',
      'play --json --continue-as-new-every 5 samples/OUT-*.json',
      'play --case-no TEACHING-1 samples/OUT-02.json',
    ],
  )
    .option('--case-no <no>', 'this number in place of a fresh one (for one file)')
    .option('--continue-as-new-every <n>', 'begin a new run after every n messages', positive)
    .action(async (files: readonly string[], options: Options) => {
      if (options.caseNo !== undefined && files.length > 1) {
        throw wrongUse('--case-no names one case; play one file with it.');
      }
      end(await playAll(io, files, options));
    });
};

async function playAll(io: CliIo, paths: readonly string[], options: Options): Promise<number> {
  const [{ playCaseFile }, { caseFileAt }, { showResult }, { findService }, { progressOf }] =
    await Promise.all([
      import('../play.ts'),
      import('../case-file.ts'),
      import('../results.ts'),
      import('../service.ts'),
      import('../progress.ts'),
    ]);
  const { dataDir } = settingsOf(io);
  const service = await findService(io);
  // All are read before the first is played: a mistyped name must not leave half of them behind.
  const files = await Promise.all(paths.map((path) => caseFileAt(io, path)));
  const total = files.reduce((sum, file) => sum + file.events.length, 0);
  const progress = progressOf(io, total);
  let exitCode: number = EXIT.done;
  try {
    for (const [index, file] of files.entries()) {
      const result = await playCaseFile(file, {
        service,
        dataDir,
        onEvent: () => progress.step(file.caseNo),
        ...(options.caseNo === undefined ? {} : { playedNo: options.caseNo }),
        ...(options.continueAsNewEvery === undefined
          ? {}
          : { continueAsNewEvery: options.continueAsNewEvery }),
      });
      showResult(io, paths[index] ?? '', result, {
        json: options.json === true,
        playedNo: result.playedNo,
      });
      if (!result.passed) exitCode = EXIT.difference;
    }
  } finally {
    progress.stop();
  }
  return exitCode;
}

function positive(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('use a whole number from 1.');
}
