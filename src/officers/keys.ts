/**
 * The synthetic registers of the embedded stack: officers 1 to 9 of every role, each with a key of its
 * own, auditors, researchers, administrators, and three issuers besides. No real person, no real office.
 */
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import type { Issuer, OfficerTerm } from '../../activities/ports.ts';
import { ROLES, SERVICE, isOfficerId } from '../../machines/shared/officers.ts';

/** A private Ed25519 key; `kid` is its RFC 7638 thumbprint. */
const PrivateKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
  kid: z.string(),
});
/** A private Ed25519 key; `kid` is its RFC 7638 thumbprint. */
export type PrivateKey = z.infer<typeof PrivateKey>;

/** Issuer of API, desk and command line: speaks for every officer, not for `service`. */
export const GATEWAY = 'gateway';
/** Issuer of the sample approval tool: speaks for the roles that it serves. */
export const SAMPLE_TOOL = 'sample-tool';

/** Roles that the sample approval tool serves. */
const TOOL_ROLES = ['EMB-HD', 'PSO-DR', 'MFA-CD', 'MPS-CD'];
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Issuer of the tokens by which synthetic officers sign in; no issuer of signatures. */
const TOKEN_ISSUER = 'issuer';

/** Those who decide nothing: how many of each, and the body of each. */
const OTHERS = { auditor: ['AUD', 2], researcher: ['RES', 2], administrator: ['ADM', 3] } as const;

/** Bodies of the roles that decide nothing. */
export const OTHER_BODIES: Readonly<Record<string, string>> = {
  auditor: OTHERS.auditor[0],
  researcher: OTHERS.researcher[0],
  administrator: OTHERS.administrator[0],
};

/** Officers and issuers, as they go into the registry. */
export interface SyntheticRegisters {
  readonly officers: readonly OfficerTerm[];
  readonly issuers: readonly Issuer[];
}

/**
 * The synthetic registers. Private keys lie in `<dataDir>/keys/<iss>.jwk`, for the owner's eyes only,
 * whatever the umask; they are made once and kept. Harmless when two do it at once.
 */
export async function syntheticRegisters(dataDir: string): Promise<SyntheticRegisters> {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const officers = Object.entries(ROLES).flatMap(([role, body]) =>
    NUMBERS.map((number) => ({ id: `${role}-${number}`, role, body })),
  );
  const others = Object.entries(OTHERS).flatMap(([role, [body, count]]) =>
    NUMBERS.slice(0, count).map((number) => ({ id: `${role}-${number}`, role, body })),
  );
  const wanted = [
    ...[...officers, ...others].map(({ id }) => ({ iss: id, speaksFor: [id] })),
    { iss: GATEWAY, speaksFor: ['*'] },
    {
      iss: SAMPLE_TOOL,
      speaksFor: officers.filter(({ role }) => TOOL_ROLES.includes(role)).map(({ id }) => id),
    },
    { iss: SERVICE, speaksFor: [SERVICE] },
  ];
  const issuers = await Promise.all(
    wanted.map(async ({ iss, speaksFor }) => {
      const key = await keyOf(folder, iss);
      return { iss, speaksFor, jwks: { keys: [publicKey(key)] } };
    }),
  );
  return { officers: [...officers, ...others], issuers };
}

/**
 * The private key of an issuer.
 * @throws Error in plain words where there is none, or where its file cannot be read.
 */
export async function loadPrivateKey(dataDir: string, iss: string): Promise<PrivateKey> {
  if (!isOfficerId(iss) && !NAMED.includes(iss) && !isOther(iss)) {
    throw new Error(`There is no issuer ${JSON.stringify(iss)}; officers are named like EMB-CO-1.`);
  }
  const key = await readKey(join(dataDir, 'keys'), iss);
  if (key === undefined) {
    throw new Error(
      `There is no key of ${iss} in the data folder; the first start makes the keys.`,
    );
  }
  return key;
}

/** The key of letters in this file, made where there is none yet. */
export async function letterKey(file: string): Promise<PrivateKey> {
  return keyOf(dirname(file), basename(file, '.jwk'));
}

/**
 * The key of letters in this file, as a worker of its own reads it.
 * @throws Error in plain words where there is none.
 */
export async function loadLetterKey(file: string): Promise<PrivateKey> {
  const key = await readKey(dirname(file), basename(file, '.jwk'));
  if (key === undefined) {
    throw new Error(`There is no key at ${file}: letters over HTTP cannot be signed without it.`);
  }
  return key;
}

/** The key of the development issuer, made where there is none yet. */
export async function tokenIssuerKey(dataDir: string): Promise<PrivateKey> {
  return keyOf(join(dataDir, 'keys'), TOKEN_ISSUER);
}

const NAMED: readonly string[] = [GATEWAY, SAMPLE_TOOL, SERVICE];

function isOther(id: string): boolean {
  return Object.hasOwn(OTHERS, id.replace(/-\d$/, ''));
}

/** The public half, as the registry and exported files hold it. */
export function publicKey({ kty, crv, x, kid }: PrivateKey) {
  return { kty, crv, x, kid, alg: 'EdDSA', use: 'sig' };
}

async function keyOf(folder: string, iss: string): Promise<PrivateKey> {
  return (await readKey(folder, iss)) ?? (await makeKey(folder, iss));
}

/** `undefined` where there is no such file. */
async function readKey(folder: string, iss: string): Promise<PrivateKey | undefined> {
  const path = join(folder, `${iss}.jwk`);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return PrivateKey.parse(JSON.parse(text));
  } catch {
    throw new Error(`The key file ${path} does not hold an Ed25519 key; restore it or delete it.`);
  }
}

async function makeKey(folder: string, iss: string): Promise<PrivateKey> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(pair.privateKey);
  const key = PrivateKey.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
  // Written whole under another name and linked into place: nobody reads half a key, and of two who
  // make one at once, the second finds the first's.
  const draft = join(folder, `.${iss}.${randomUUID()}`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${JSON.stringify({ ...key, alg: 'EdDSA' })}\n`);
  } finally {
    await file.close();
  }
  try {
    await link(draft, join(folder, `${iss}.jwk`));
    return key;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    return await keyOf(folder, iss);
  } finally {
    await rm(draft, { force: true });
  }
}
