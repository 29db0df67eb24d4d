import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { CliFailure, EXIT } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';

/** `try`: case files through the pure charts. */
export const addTry: AddCommand = (program, io, end) => {
  declare(
    program,
    'try <file...>',
    ['Run case files through the charts alone, and compare every event.', 'Needs no service.'],
    ['try samples/OUT-01.json', 'try --json samples/*.json'],
  ).action(async (files: readonly string[], options: { readonly json?: true }) => {
    end(await tryAll(io, files, options.json === true));
  });
};

async function tryAll(io: CliIo, paths: readonly string[], json: boolean): Promise<number> {
  const [{ tryCaseFile }, { caseFileAt, namingFile }, { showResult }] = await Promise.all([
    import('../../cases/try.ts'),
    import('../case-file.ts'),
    import('../results.ts'),
  ]);
  let exitCode: number = EXIT.done;
  for (const path of paths) {
    try {
      const file = await caseFileAt(io, path);
      const result = namingFile(path, () => tryCaseFile(file));
      showResult(io, path, result, { json });
      if (!result.passed && exitCode === EXIT.done) exitCode = EXIT.difference;
    } catch (error) {
      // One that cannot be read must not keep the others from being tried.
      if (!(error instanceof CliFailure)) throw error;
      io.err(error.message);
      exitCode = error.exitCode;
    }
  }
  return exitCode;
}
