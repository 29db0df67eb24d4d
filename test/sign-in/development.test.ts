import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPrivateKey, syntheticRegisters, tokenIssuerKey } from '../../src/officers/keys.ts';
import {
  createDevelopmentIssuer,
  JWT_BEARER,
  signAssertion,
} from '../../src/sign-in/development.ts';
import { createProveToken } from '../../src/sign-in/oidc.ts';
import { registersOf } from '../support/offices.ts';

const URL = 'http://127.0.0.1:8080/issuer';
const NOW = new Date('2031-03-05T10:00:00.000Z');

let dataDir: string;
let issuer: Hono;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'issuer-'));
  const { officers, issuers } = await syntheticRegisters(dataDir);
  const registers = registersOf(officers, issuers);
  const key = await tokenIssuerKey(dataDir);
  const audience = 'crossing-cases-api';
  issuer = createDevelopmentIssuer({ url: URL, key, audience, registers, now: () => NOW });
});
afterAll(() => rm(dataDir, { recursive: true }));

interface Said {
  readonly keyOf?: string;
  readonly url?: string;
  readonly now?: Date;
}

async function ask(officer: string, { keyOf = officer, url = URL, now = NOW }: Said = {}) {
  const key = await loadPrivateKey(dataDir, keyOf);
  const assertion = await signAssertion({ officer, key, url, now });
  return post({ grant_type: JWT_BEARER, assertion });
}

async function post(form: Record<string, string>): Promise<readonly [number, object]> {
  const body = new URLSearchParams(form);
  const answer = await issuer.request(`${URL}/token`, { method: 'POST', body });
  return [answer.status, (await answer.json()) as object];
}

describe('the development issuer', () => {
  it('gives a token to whoever has the officer’s key, and the API believes it', async () => {
    for (const officer of ['EMB-HD-1', 'auditor-1', 'researcher-2', 'administrator-3']) {
      const [status, answer] = await ask(officer);
      expect(status).toBe(200);
      const { access_token: token = '' } = answer as { access_token?: string };
      const prove = createProveToken(
        { issuer: URL, audience: 'crossing-cases-api', officerClaim: 'sub' },
        async (input, init) => issuer.fetch(new Request(input, init)),
      );
      expect(await prove(token, NOW)).toEqual({ officer });
    }
  });

  const wrong: readonly [string, Said][] = [
    ['another officer’s key', { keyOf: 'EMB-CO-1' }],
    ['the gateway’s key', { keyOf: 'gateway' }],
    ['a proof for another issuer', { url: 'http://127.0.0.1:9090/issuer' }],
    ['a proof of before', { now: new Date(NOW.getTime() - 61_000) }],
    ['a proof of later', { now: new Date(NOW.getTime() + 61_000) }],
  ];
  it.each(wrong)('gives none for %s', async (_, said) => {
    expect(await ask('EMB-HD-1', said)).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_grant' }),
    ]);
  });

  it('gives none without a proof, or for what is none', async () => {
    expect((await post({ grant_type: 'password', username: 'EMB-HD-1' }))[0]).toBe(400);
    for (const assertion of ['', 'a.b.c', 'x'.repeat(5_000)]) {
      expect((await post({ grant_type: JWT_BEARER, assertion }))[0]).toBe(400);
    }
  });
});
