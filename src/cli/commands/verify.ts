import { readFile } from 'node:fs/promises';
import type { BundleVerification } from '../../file/verify-bundle.ts';
import type { Verification } from '../../file/verify.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { readJson } from '../io.ts';

interface Options {
  readonly json?: true;
  readonly signedBy?: string;
}

type Found = Verification | BundleVerification;

/** `verify`: hash chain and signatures of exported files and bundles. */
export const addVerify: AddCommand = (program, io, end) => {
  declare(
    program,
    'verify <file...>',
    [
      'Verify exported case files and bundles: hash chain, digests, signatures.',
      'Needs no service. Names the first entry that does not hold, of a bundle its file too.',
      'A plain file proves its entries; what stands above them, and that none is missing at the end, only a bundle proves.',
    ],
    [
      'verify OUT-01.1.json',
      'verify OUT-01.1.tar',
      'export OUT-01.1 | npx crossing-cases verify -',
    ],
  )
    .option(
      '--signed-by <kid>',
      'a bundle has to be signed by this key (of issuer gateway: GET /v1/issuers)',
    )
    .action(async (files: readonly string[], options: Options) => {
      let exitCode: number = EXIT.done;
      for (const file of files) {
        const found = await verified(io, file, options);
        show(io, file, found, options.json === true);
        if (!found.holds) exitCode = EXIT.difference;
      }
      end(exitCode);
    });
};

async function verified(io: CliIo, file: string, { signedBy }: Options): Promise<Found> {
  const bundle = file === '-' ? undefined : await bundleIn(file);
  if (bundle !== undefined) {
    const { verifyBundle } = await import('../../file/verify-bundle.ts');
    const found = await verifyBundle(bundle);
    if (!found.holds || signedBy === undefined || found.signedBy === signedBy) return found;
    return { holds: false, path: 'keys.json', reason: `it is signed by ${found.signedBy}` };
  }
  if (signedBy !== undefined) throw wrongUse(`${file} is no bundle: --signed-by is for bundles.`);
  const { verifyFile, NoCaseFile } = await import('../../file/verify.ts');
  const value = await readJson(io, file);
  return verifyFile(value).catch((error: unknown) => {
    if (error instanceof NoCaseFile) throw wrongUse(`${file}: ${error.message}`);
    throw error;
  });
}

/** The bytes of a bundle; `undefined` where it is something else, or cannot be read. */
async function bundleIn(file: string): Promise<Uint8Array | undefined> {
  const { isBundle } = await import('../../file/verify-bundle.ts');
  const bytes = await readFile(file).catch(() => undefined);
  return bytes !== undefined && isBundle(bytes) ? bytes : undefined;
}

function show(io: CliIo, file: string, found: Found, json: boolean): void {
  if (json) io.out(JSON.stringify({ file, ...found }));
  else if (found.holds) {
    const by = 'signedBy' in found ? `, ${found.files} files, signed by ${found.signedBy}` : '';
    io.out(`${file}: holds (${found.entries} entries, head ${found.head}${by})`);
  } else io.out(`${file}: ${placeOf(found)} does not hold: ${found.reason}`);
}

function placeOf(found: Extract<Found, { holds: false }>): string {
  const id = found.id === undefined ? '' : ` (${found.id})`;
  const entry = found.seq === undefined ? undefined : `entry ${found.seq}${id}`;
  if (!('path' in found)) return entry ?? 'the head';
  const path = found.path === '' ? 'the archive' : found.path;
  return entry === undefined ? path : `${path}, ${entry}`;
}
