/**
 * A case as a bundle: one tar with its file, documents, letters and keys, and a manifest of all of them
 * that the service has signed. What the file does not chain, the manifest covers.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import canonicalizeModule from 'canonicalize';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import type { CaseFile } from './case-file.ts';
import { writeTar } from './tar.ts';
import type { TarFile } from './tar.ts';

// The package's types say `export default`, its code `module.exports`: the import is the function.
const canonicalize = canonicalizeModule as unknown as (value: Json) => string | undefined;

/** Paths of what every bundle has; the first three stand at its beginning. */
export const PATHS = {
  manifest: 'manifest.json',
  signature: 'manifest.jws',
  keys: 'keys.json',
  caseFile: 'case-file.json',
  documents: 'documents.json',
  letters: 'letters.json',
  rejected: 'rejected.json',
  readings: 'readings.json',
} as const;

/** The manifest: what is in the bundle, and what of the case it is. */
export const Manifest = z.object({
  format: z.literal('case-bundle/1'),
  caseNo: z.string(),
  /** ISO instant. */
  madeAt: z.string(),
  /** Hash of the last entry of the file. */
  head: z.string(),
  entries: z.number().int(),
  /** Every other file of the bundle, in the order of the archive. */
  files: z.array(
    z.object({
      path: z.string().regex(/^[\x21-\x7e]{1,100}$/),
      /** Bytes. */
      size: z.number().int().nonnegative(),
      /** Lower-case hexadecimal. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
/** The manifest: what is in the bundle, and what of the case it is. */
export type Manifest = z.infer<typeof Manifest>;

/** What goes into a bundle. */
export interface BundleInput {
  readonly caseFile: CaseFile;
  /** Documents as listed, each with the path of its page, or why there is none. */
  readonly documents: readonly JsonObject[];
  /** Their pages. */
  readonly pages: readonly TarFile[];
  /** Letters with sendings and acknowledgements. */
  readonly letters: readonly JsonObject[];
  /** Messages that were no submission. */
  readonly rejected: readonly JsonObject[];
  /** The log of readings, from its first line. */
  readonly readings: readonly JsonObject[];
  /** Public key that signs the manifest. */
  readonly signedBy: JsonObject;
  /** ISO instant. */
  readonly madeAt: string;
  /** Signs the manifest: a JWS with detached content. */
  readonly sign: (content: Uint8Array) => Promise<string>;
}

/** The bundle. The same input and signature give the same bytes. */
export async function makeBundle(input: BundleInput): Promise<Uint8Array> {
  const { caseFile, documents, pages, letters, rejected, readings, signedBy, madeAt } = input;
  const files: readonly TarFile[] = [
    { path: PATHS.keys, bytes: json({ keys: [{ ...signedBy, iss: 'gateway' }] }) },
    { path: PATHS.caseFile, bytes: bytesOf(caseFileText(caseFile)) },
    { path: PATHS.documents, bytes: json({ documents: [...documents] }) },
    ...pages,
    { path: PATHS.letters, bytes: json({ letters: [...letters] }) },
    { path: PATHS.rejected, bytes: json({ rejected: [...rejected] }) },
    { path: PATHS.readings, bytes: json({ readings: [...readings] }) },
  ];
  const manifest: Manifest = {
    format: 'case-bundle/1',
    caseNo: caseFile.caseNo,
    madeAt,
    head: caseFile.head,
    entries: caseFile.events.length,
    files: files.map(({ path, bytes }) => ({ path, size: bytes.length, sha256: sha256(bytes) })),
  };
  const content = bytesOf(canonical(manifest));
  return writeTar([
    { path: PATHS.manifest, bytes: content },
    { path: PATHS.signature, bytes: bytesOf(await input.sign(content)) },
    ...files,
  ]);
}

/** Lower-case hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The RFC 8785 form. */
function canonical(value: Json): string {
  return canonicalize(value) ?? 'null';
}

/**
 * The case file with one entry a line, so that an altered byte is told by its entry: the first line ends
 * with `"events":[`, the one after the last entry begins with `]`.
 */
function caseFileText({ events, ...rest }: CaseFile): string {
  const before = JSON.stringify(rest).slice(0, -1);
  return `${before},"events":[\n${events.map((entry) => JSON.stringify(entry)).join(',\n')}\n]}\n`;
}

function json(value: Json): Uint8Array {
  return bytesOf(`${JSON.stringify(value, undefined, 2)}\n`);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
