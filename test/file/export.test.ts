import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZERO_HASH } from '../../src/file/chain.ts';
import { expectedOf, exportCase, issuersNamedIn } from '../../src/file/export.ts';
import { OPENING, VIEW, chained, everyKind, fileOf } from '../support/case-files.ts';
import { openOffices } from '../support/offices.ts';
import type { Offices } from '../support/offices.ts';

let offices: Offices;
beforeAll(async () => {
  offices = await openOffices();
});
afterAll(() => offices.close());

test('entries stay exactly as they were hashed', async () => {
  const entries = await everyKind(offices);
  const file = fileOf(offices, entries);
  expect(file.events).toEqual(chained(entries));
  expect(file.head).toBe(file.events.at(-1)?.hash);
});

test('the file says what the case was opened with', () => {
  const config = { minRounds: 2 };
  const opening = { ...OPENING, config, clock: 'recorded', openedBy: 'desk' } as const;
  const file = exportCase({ opening, view: VIEW, entries: [], issuers: [] });
  expect(file).toMatchObject({ format: 'case-file/1', ...opening, head: ZERO_HASH, events: [] });
});

test('the end of the case: documents in the order of issue, void and expired ones apart', () => {
  expect(expectedOf(VIEW)).toEqual({
    state: 'outcome.repatriated',
    open: false,
    documents: ['repatriation-order', 'handover-record'],
    voidedDocuments: ['repatriation-order', 'residence-permit'],
    clause3: 'clear',
    safeguard: 'protected',
    penalty: 'none',
  });
});

test('a procedure without a region shows its initial state', () => {
  expect(expectedOf({ state: 'decision', open: true, regions: { main: 'decision' } })).toEqual({
    state: 'decision',
    open: true,
    documents: [],
    voidedDocuments: [],
    clause3: 'unchecked',
    safeguard: 'clear',
    penalty: 'none',
  });
});

test('holds the public keys that its signatures name, and no others', async () => {
  const entries = chained(await everyKind(offices));
  expect(issuersNamedIn(entries)).toEqual(['gateway', 'PSO-IN-1', 'PSO-DR-1']);
  const { keys } = exportCase({ opening: OPENING, view: VIEW, entries, issuers: offices.issuers });
  expect(keys.map(({ iss }) => iss).toSorted()).toEqual(['PSO-DR-1', 'PSO-IN-1', 'gateway']);
  for (const key of keys) expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', use: 'sig' });
});

test('lets no private key out, even where a register holds one by mistake', async () => {
  const entries = chained(await everyKind(offices));
  const issuers = offices.issuers.map((issuer) => ({
    ...issuer,
    jwks: { keys: issuer.jwks.keys.map((key) => ({ ...key, d: 'secret' })) },
  }));
  const file = exportCase({ opening: OPENING, view: VIEW, entries, issuers });
  expect(JSON.stringify(file)).not.toContain('secret');
});
