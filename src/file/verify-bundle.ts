/**
 * Verification of a bundle without any service: its manifest by the signature, every file by the manifest,
 * the case file by its chain and its own signatures, the log of readings by its chain. Names the file, and
 * the entry where it is in one.
 *
 * What it cannot know: whose key signed the manifest. Its `kid` is the thumbprint of the key: compare it
 * with that of the issuer `gateway`, which the service shows at `GET /v1/issuers`.
 */
import { calculateJwkThumbprint } from 'jose';
import type { JWK } from 'jose';
import { z } from 'zod';
import { isMadeBy } from '../officers/jws.ts';
import { TYP } from '../officers/gateway.ts';
import { Manifest, PATHS, sha256 } from './bundle.ts';
import { faultOfReadings } from './readings.ts';
import { TarFault, endsAt, fileAt } from './tar.ts';
import type { TarFile } from './tar.ts';
import { NoCaseFile, verifyFile } from './verify.ts';
import type { Verification } from './verify.ts';

/** What verification of a bundle found. */
export type BundleVerification =
  | (Extract<Verification, { holds: true }> & {
      /** Files of the bundle, manifest and signature included. */
      readonly files: number;
      /** Thumbprint of the key that signed. */
      readonly signedBy: string;
    })
  | (Extract<Verification, { holds: false }> & {
      /** Path of the file that does not hold; empty for the end of the archive. */
      readonly path: string;
    });

class BundleFault extends Error {
  readonly path: string;
  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

const Keys = z.object({
  keys: z.tuple([
    z.looseObject({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string() }),
  ]),
});
const Header = z.strictObject({
  alg: z.literal('EdDSA'),
  kid: z.string(),
  typ: z.literal(TYP.bundle),
});

/** Whether these bytes are meant as a bundle; one altered byte does not hide it. */
export function isBundle(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  return text.startsWith(`${PATHS.manifest}\0`) || text.startsWith('ustar', 257);
}

/** Verifies a bundle, up to the first file that does not hold. Never throws, whatever the bytes. */
export async function verifyBundle(bytes: Uint8Array): Promise<BundleVerification> {
  try {
    return await holding(bytes);
  } catch (error) {
    if (error instanceof TarFault || error instanceof BundleFault) {
      return { holds: false, path: error.path, reason: error.message };
    }
    throw error;
  }
}

async function holding(bytes: Uint8Array): Promise<BundleVerification> {
  // Nothing of the manifest is believed before its signature holds: not even how large the others are.
  const manifestFile = fileAt(bytes, 0, PATHS.manifest);
  const signature = fileAt(bytes, manifestFile.next, PATHS.signature);
  const keys = fileAt(bytes, signature.next, PATHS.keys);
  const signedBy = await signerOf(manifestFile.bytes, signature.bytes, keys.bytes);
  const manifest = manifestOf(manifestFile.bytes);
  const files: TarFile[] = [];
  let at = signature.next;
  for (const { path, size } of manifest.files) {
    const file = fileAt(bytes, at, path, size);
    files.push({ path, bytes: file.bytes });
    at = file.next;
  }
  endsAt(bytes, at);
  const fault = await altered(manifest, files);
  if (fault !== undefined) return fault;
  const caseFile = files.find(({ path }) => path === PATHS.caseFile);
  if (caseFile === undefined) throw new BundleFault(PATHS.caseFile, 'it is missing');
  const found = await verifyFile(readJson(caseFile.bytes));
  if (!found.holds) return { ...found, path: PATHS.caseFile };
  if (found.head !== manifest.head || found.entries !== manifest.entries) {
    throw new BundleFault(PATHS.manifest, 'it is the manifest of another file of the case');
  }
  // Bundles that were made before there were readings have no such file.
  const readings = files.find(({ path }) => path === PATHS.readings);
  const broken = readings && faultOfReadings(readJson(readings.bytes));
  if (broken !== undefined) throw new BundleFault(PATHS.readings, broken);
  return { ...found, files: files.length + 2, signedBy };
}

function manifestOf(bytes: Uint8Array): Manifest {
  const manifest = Manifest.safeParse(readJson(bytes));
  if (manifest.success) return manifest.data;
  throw new BundleFault(PATHS.manifest, 'it is no manifest of a case-bundle/1');
}

/** The first file that the manifest says otherwise, with its entry where it is in one. */
async function altered(
  manifest: Manifest,
  files: readonly TarFile[],
): Promise<Extract<BundleVerification, { holds: false }> | undefined> {
  for (const { path, sha256: expected } of manifest.files) {
    const file = files.find((one) => one.path === path);
    if (file === undefined || sha256(file.bytes) === expected) continue;
    const reason = 'it was altered: its SHA-256 is not that of the manifest';
    const place = path === PATHS.caseFile ? await entryIn(file) : {};
    return { holds: false, path, reason, ...place };
  }
  return undefined;
}

/** The entry of a case file in which a byte was altered, one entry standing on each line. */
async function entryIn(file: TarFile): Promise<{ readonly seq?: number; readonly id?: string }> {
  const lines = Buffer.from(file.bytes).toString('utf8').split('\n');
  const broken = lines.slice(1, -2).findIndex((line) => !isJson(line.replace(/,$/, '')));
  if (broken >= 0) return { seq: broken + 1 };
  try {
    const found = await verifyFile(readJson(file.bytes));
    if (found.holds || found.seq === undefined) return {};
    return { seq: found.seq, ...(found.id !== undefined && { id: found.id }) };
  } catch (error) {
    if (error instanceof NoCaseFile) return {};
    throw error;
  }
}

/** The thumbprint of the key that signed the manifest, once the signature holds. */
async function signerOf(
  manifest: Uint8Array,
  signature: Uint8Array,
  keys: Uint8Array,
): Promise<string> {
  const known = Keys.safeParse(readJson(keys));
  if (!known.success) throw new BundleFault(PATHS.keys, 'it holds no key');
  const [key] = known.data.keys;
  const { kty, crv, x, kid } = key;
  if ((await thumbprintOf({ kty, crv, x })) !== kid) {
    throw new BundleFault(PATHS.keys, '`kid` is not the thumbprint of the key');
  }
  const parts = Buffer.from(signature).toString('latin1').split('.');
  const [header = '', content, proof = ''] = parts;
  const read = Header.safeParse(readJson(Buffer.from(header, 'base64url')));
  const isSpelt = Buffer.from(proof, 'base64url').toString('base64url') === proof;
  if (parts.length !== 3 || content !== '' || !isSpelt || !read.success || read.data.kid !== kid) {
    throw new BundleFault(PATHS.signature, 'it is no signature by the key of the bundle');
  }
  const jws = `${header}.${Buffer.from(manifest).toString('base64url')}.${proof}`;
  if (!isMadeBy({ jws }, key)) {
    throw new BundleFault(PATHS.manifest, `it, or its signature ${PATHS.signature}, was altered`);
  }
  return kid;
}

/** `undefined` where it is no key of this kind. */
function thumbprintOf(key: JWK): Promise<string | undefined> {
  return calculateJwkThumbprint(key).catch(() => undefined);
}

function isJson(text: string): boolean {
  return readJson(new TextEncoder().encode(text)) !== undefined;
}

/** `undefined` where it is no JSON, or no UTF-8. */
function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}
