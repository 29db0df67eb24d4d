import { describe, expect, it } from 'vitest';
import type { ApiKeyRow } from '../../src/registry/api-keys.ts';
import { makeKey, readKey, serviceOf } from '../../src/sign-in/api-keys.ts';

const NOW = '2031-03-05T10:00:00.000Z';
const LATER = '2031-03-06T10:00:00.000Z';
const EARLIER = '2031-03-04T10:00:00.000Z';

function kept(made: { readonly id: string; readonly hash: string }): ApiKeyRow {
  return {
    id: made.id,
    name: 'intake',
    powers: ['cases.read', 'no.such-power'],
    hash: made.hash,
    createdAt: EARLIER,
    createdBy: 'operator',
    expiresAt: LATER,
  };
}

function secretOf(key: string): string {
  return readKey(key)?.secret ?? '';
}

describe('an API key', () => {
  const made = makeKey();
  const row = kept(made);
  const secret = secretOf(made.key);

  it('says its id, and holds 256 bits of chance that are kept nowhere', () => {
    expect(made.key).toMatch(/^ck_[a-z0-9]{12}_[\w-]{43}$/);
    expect(readKey(made.key)?.id).toBe(made.id);
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(makeKey().key).not.toBe(made.key);
  });

  it('is its service, with those of its powers that there are', () => {
    const service = { kind: 'service', name: 'intake', powers: ['cases.read'] };
    expect(serviceOf(row, secret, NOW)).toEqual(service);
  });

  it.each([
    ['with another secret', row, secretOf(makeKey(made.id).key), /unknown/],
    ['that nobody made', undefined, secret, /unknown/],
    ['that has expired', { ...row, expiresAt: NOW }, secret, /expired/],
    ['that was revoked', { ...row, revokedAt: EARLIER }, secret, /revoked/],
  ] as const)('%s lets nobody in', (_, one, given, why) => {
    expect(serviceOf(one, given, NOW)).toMatch(why);
  });

  it('that was rotated is good beside the new one until the overlap is over', () => {
    const next = makeKey(made.id);
    const rotated = { ...row, hash: next.hash, previous: { hash: row.hash, until: LATER } };
    expect(serviceOf(rotated, secret, NOW)).toHaveProperty('kind', 'service');
    expect(serviceOf(rotated, secretOf(next.key), NOW)).toHaveProperty('kind', 'service');
    const over = { ...rotated, previous: { hash: row.hash, until: NOW } };
    expect(serviceOf(over, secret, NOW)).toMatch(/rotated/);
    expect(serviceOf(over, secretOf(next.key), NOW)).toHaveProperty('kind', 'service');
    const revoked = { ...rotated, revokedAt: NOW };
    expect(serviceOf(revoked, secret, NOW)).toMatch(/revoked/);
    expect(serviceOf(revoked, secretOf(next.key), NOW)).toMatch(/revoked/);
  });

  it('in another form is none', () => {
    for (const text of ['ck_', made.key.slice(0, -1), `${made.key}x`, made.key.toUpperCase()]) {
      expect(readKey(text), text).toBeUndefined();
    }
  });
});
