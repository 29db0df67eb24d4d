import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';

/** `try`: case files through the pure charts. */
export const addTry: AddCommand = (program, io, end) => {
  declare(
    program,
    'try <file...>',
    'Run case files through the charts alone, and compare every event. Needs no service.',
    ['try samples/OUT-01.json', 'try --json samples/*.json'],
  ).action(async (files: readonly string[], options: { readonly json?: true }) => {
    end(await tryAll(io, files, options.json === true));
  });
};

async function tryAll(io: CliIo, paths: readonly string[], json: boolean): Promise<number> {
  const [{ tryCaseFile }, { readCaseFile }, { showResult }] = await Promise.all([
    import('../../cases/try.ts'),
    import('../case-file.ts'),
    import('../results.ts'),
  ]);
  let exitCode: number = EXIT.done;
  for (const path of paths) {
    const file = await readCaseFile(io, path);
    const result = tryCaseFile(file);
    showResult(io, path, result, { json });
    if (!result.passed) exitCode = EXIT.difference;
  }
  return exitCode;
}
