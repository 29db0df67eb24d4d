import type { Verification } from '../../file/verify.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { readJson } from '../io.ts';

/** `verify`: hash chain and signatures of exported files. */
export const addVerify: AddCommand = (program, io, end) => {
  declare(
    program,
    'verify <file...>',
    [
      'Verify exported case files: hash chain, digests, signatures.',
      'Needs no service. Names the first entry that does not hold.',
    ],
    ['verify OUT-01.1.json', 'export OUT-01.1 | npx crossing-cases verify -'],
  ).action(async (files: readonly string[], options: { readonly json?: true }) => {
    const { verifyFile, NoCaseFile } = await import('../../file/verify.ts');
    let exitCode: number = EXIT.done;
    for (const file of files) {
      const value = await readJson(io, file);
      const found = await verifyFile(value).catch((error: unknown) => {
        if (error instanceof NoCaseFile) throw wrongUse(`${file}: ${error.message}`);
        throw error;
      });
      show(io, file, found, options.json === true);
      if (!found.holds) exitCode = EXIT.difference;
    }
    end(exitCode);
  });
};

function show(io: CliIo, file: string, found: Verification, json: boolean): void {
  if (json) io.out(JSON.stringify({ file, ...found }));
  else if (found.holds) io.out(`${file}: holds (${found.entries} entries, head ${found.head})`);
  else {
    const id = found.id === undefined ? '' : ` (${found.id})`;
    const place = found.seq === undefined ? 'the head' : `entry ${found.seq}${id}`;
    io.out(`${file}: ${place} does not hold: ${found.reason}`);
  }
}
