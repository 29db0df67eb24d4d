import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letterSigner } from '../../src/officers/gateway.ts';
import { letterKey, loadPrivateKey, syntheticRegisters } from '../../src/officers/keys.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'keys-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

test('every role has officers 1 to 9, with seven who decide nothing, each an issuer of their own, and three issuers besides', async () => {
  const { officers, issuers } = await syntheticRegisters(dataDir);
  expect(officers).toHaveLength(13 * 9 + 7);
  expect(officers).toContainEqual({ id: 'MFA-CD-9', role: 'MFA-CD', body: 'MFA' });
  expect(issuers).toHaveLength(13 * 9 + 7 + 3);
  expect(issuers.find(({ iss }) => iss === 'REV-OF-2')?.speaksFor).toEqual(['REV-OF-2']);
  expect(issuers.find(({ iss }) => iss === 'gateway')?.speaksFor).toEqual(['*']);
  expect(issuers.find(({ iss }) => iss === 'service')?.speaksFor).toEqual(['service']);
  const tool = issuers.find(({ iss }) => iss === 'sample-tool')?.speaksFor ?? [];
  expect(tool).toContain('PSO-DR-4');
  expect(tool).not.toContain('EMB-CO-1');
});

test('letters are signed with a key of their own, which speaks for nobody and is made once', async () => {
  const file = join(dataDir, 'keys', 'letters.jwk');
  await syntheticRegisters(dataDir);
  const made = await letterKey(file);
  expect(await letterKey(file)).toEqual(made);
  expect((await letterSigner(file).publicKey()).kid).toBe(made.kid);
  const { issuers } = await syntheticRegisters(dataDir);
  const kids = issuers.flatMap(({ jwks }) => jwks.keys.map(({ kid }) => kid));
  expect(kids).not.toContain(made.kid);
  const missing = letterSigner(join(dataDir, 'keys', 'none.jwk'));
  await expect(missing.publicKey()).rejects.toThrow('letters over HTTP cannot be signed');
});

test('private keys are for the owner alone, even where the umask allows everything', async () => {
  const before = process.umask(0);
  const open = await mkdtemp(join(tmpdir(), 'keys-'));
  try {
    await syntheticRegisters(open);
    expect((await stat(join(open, 'keys'))).mode & 0o777).toBe(0o700);
    const names = await readdir(join(open, 'keys'));
    expect(names).toHaveLength(127);
    for (const name of names) {
      expect((await stat(join(open, 'keys', name))).mode & 0o777).toBe(0o600);
    }
  } finally {
    process.umask(before);
    await rm(open, { recursive: true });
  }
});

test('a second start keeps the keys', async () => {
  expect(await syntheticRegisters(dataDir)).toEqual(await syntheticRegisters(dataDir));
});

test('two starts at once agree on the keys', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keys-'));
  const [one, two] = await Promise.all([syntheticRegisters(folder), syntheticRegisters(folder)]);
  expect(one).toEqual(two);
  expect(await readdir(join(folder, 'keys'))).toHaveLength(127);
  await rm(folder, { recursive: true });
});

test('registers hold public keys only, each named by its thumbprint', async () => {
  const { issuers } = await syntheticRegisters(dataDir);
  for (const { jwks } of issuers.slice(0, 5)) {
    const [key] = jwks.keys;
    expect(key).not.toHaveProperty('d');
    expect(key?.kid).toBe(await calculateJwkThumbprint({ ...key, kty: 'OKP' }));
  }
});

test('a key file is a JWK that other tools can read', async () => {
  const jwk: unknown = JSON.parse(await readFile(join(dataDir, 'keys', 'EMB-CO-1.jwk'), 'utf8'));
  expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' });
  expect(await loadPrivateKey(dataDir, 'EMB-CO-1')).toMatchObject({ kty: 'OKP' });
});

test('says which key is missing, and reads no file outside its folder', async () => {
  await expect(loadPrivateKey(join(dataDir, 'nowhere'), 'EMB-CO-1')).rejects.toThrow(/no key of/);
  await expect(loadPrivateKey(dataDir, '../keys/EMB-CO-1')).rejects.toThrow(/There is no issuer/);
});
