import { writeFile } from 'node:fs/promises';
import type { Issuer } from '../../../activities/ports.ts';
import type { JsonObject, Opening } from '../../../machines/kernel/types.ts';
import { addressOf } from '../../api/address.ts';
import type { ChainedEntry } from '../../registry/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import type { Service } from '../service.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly out?: string;
  readonly bundle?: string;
}

/** `export`: a case as a file that can be tried and verified without the service. */
export const addExport: AddCommand = (program, io, end) => {
  declare(
    program,
    'export <no>',
    [
      'Print a case as a case file (case-file/1), or write it as a signed bundle.',
      'With signatures, public keys and hash chain: `try` and `verify` need nothing else.',
      'A bundle is a tar with documents and letters besides, under a signed manifest.',
    ],
    [
      'export OUT-01.1 > OUT-01.1.json',
      'export OUT-01.1 --out OUT-01.1.json',
      'export OUT-01.1 --bundle OUT-01.1.tar',
    ],
  )
    .option('--out <file>', 'write it here in place of standard output')
    .option('--bundle <file>', 'write the signed bundle here')
    .action(async (no: string, options: Options) => {
      if (options.bundle !== undefined && options.out !== undefined) {
        throw wrongUse('Say --out or --bundle, not both.');
      }
      if (options.bundle === undefined) await exportTo(io, no, options);
      else await bundleTo(io, no, options.bundle);
      end(EXIT.done);
    });
};

async function exportTo(io: CliIo, no: string, options: Options): Promise<void> {
  const [{ findService }, { exportCase }] = await Promise.all([
    import('../service.ts'),
    import('../../file/export.ts'),
  ]);
  const service = await findService(io);
  const address = addressOf(no);
  const { opening, openedAt, entries, issuers } = await wholeFile(service, address);
  const { body: view } = await service.get(address);
  const file = exportCase({ opening, openedAt, view, entries, issuers });
  const text = JSON.stringify(file, undefined, options.json === true ? undefined : 2);
  if (options.out === undefined) io.out(text);
  else await write(options.out, `${text}\n`);
}

async function bundleTo(io: CliIo, no: string, path: string): Promise<void> {
  const { findService } = await import('../service.ts');
  const service = await findService(io);
  const bytes = await service.bytes(`${addressOf(no)}/bundle`);
  await write(path, bytes);
  io.err(`${path}: ${bytes.length} bytes`);
}

async function wholeFile(service: Service, address: string) {
  const entries: ChainedEntry[] = [];
  const keys: JsonObject[] = [];
  for (;;) {
    const { body } = await service.get(`${address}/file?after=${entries.length}`);
    const part = body['entries'] as unknown as readonly ChainedEntry[];
    entries.push(...part);
    keys.push(...(body['keys'] as readonly JsonObject[]));
    const head = body['head'] as { readonly seq: number };
    if (part.length === 0 || entries.length >= head.seq) {
      const opening = body['opening'] as unknown as Opening;
      const openedAt = textOf(body['openedAt']);
      return { opening, openedAt, entries, issuers: issuersOf(keys) };
    }
  }
}

/** The keys by issuer, as the export wants them. */
function issuersOf(keys: readonly JsonObject[]): readonly Issuer[] {
  const byKey = new Map(keys.map((key) => [`${textOf(key['iss'])} ${textOf(key['kid'])}`, key]));
  return [...byKey.values()].map(({ iss, ...key }) => ({
    iss: textOf(iss),
    jwks: { keys: [key as JsonWebKey] },
    speaksFor: [],
  }));
}

type JsonWebKey = Issuer['jwks']['keys'][number];

async function write(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (error) {
    const why = error instanceof Error ? error.message : textOf(error);
    throw wrongUse(`${path} cannot be written: ${why}`);
  }
}
