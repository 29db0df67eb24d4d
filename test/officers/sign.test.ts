import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Json } from '../../machines/kernel/types.ts';
import { attributedTo, isOfficerId, officerOf } from '../../machines/shared/officers.ts';
import { shapeOf } from '../../machines/shared/submission.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { readJws } from '../../src/officers/jws.ts';
import { syntheticRegisters, loadPrivateKey } from '../../src/officers/keys.ts';
import { signSubmission } from '../../src/officers/sign.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NOW, registersOf } from '../support/offices.ts';

const EVENT = {
  id: 'E-1',
  type: 'exit.deferred',
  at: '2031-03-05',
  by: 'PSO-IN-1',
  second: 'PSO-DR-1',
  reasons: 'A case is pending',
};

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sign-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

test.each([
  ['submit', 'submit', ['PSO-IN-1', 'PSO-DR-1']],
  ['propose', 'propose', ['PSO-IN-1']],
  ['countersign', 'countersign', ['PSO-DR-1']],
  ['withdraw', 'withdrawDraft', ['PSO-IN-1']],
] as const)('a submission signed for %s is proven as such', async (act, name, subs) => {
  const { officers, issuers } = await syntheticRegisters(dataDir);
  const signers = await Promise.all(
    subs.map(async (sub) => ({ key: await loadPrivateKey(dataDir, sub), iss: sub, sub })),
  );
  const sent: Json = await signSubmission({ caseNo: 'EX-9', act, event: EVENT, signers, now: NOW });
  const shape = shapeOf(name, sent);
  if (!('submission' in shape)) throw new Error(shape.refused);
  const receivedAt = NOW.toISOString();
  const common = { caseNo: 'EX-9', procedure: 'exit', clock: 'live', receivedAt } as const;
  const attest = createAttest(registersOf(officers, issuers));
  const [proven] = await attest([{ ...common, submission: shape.submission }]);
  expect(proven).toMatchObject({ attested: true, by: { id: subs[0] } });
});

test('a signature lives 7 days where nothing else is asked', async () => {
  await syntheticRegisters(dataDir);
  const key = await loadPrivateKey(dataDir, 'PSO-IN-1');
  const signers = [{ key, iss: 'PSO-IN-1', sub: 'PSO-IN-1' }];
  const input = { caseNo: 'EX-9', act: 'submit', event: EVENT, signers, now: NOW } as const;
  const { attestations } = await signSubmission(input);
  const read = readJws(String(Array.isArray(attestations) ? attestations[0] : ''));
  if (typeof read === 'string') throw new Error(read);
  expect(read.claims.exp - read.claims.iat).toBe(7 * 86_400);
  expect(read.claims).toMatchObject({ aud: 'crossing-cases', case: 'EX-9', jti: 'E-1' });
});

test.each([
  ['outbound', { type: 'person.heard' }, 'EMB-CO-1'],
  ['inbound', { type: 'person.heard' }, 'PSO-IN-1'],
  ['exit', { type: 'application.withdrawn' }, 'PSO-IN-1'],
  ['outbound', { type: 'counterpart.withdrew' }, 'CPL-LN-1'],
  ['inbound', { type: 'clause3.reported' }, 'HAC-CL-1'],
  ['inbound', { type: 'clause3.nothing-found', by: 'PSO Jilin' }, 'HAC-CL-1'],
  ['inbound', { type: 'review.window-elapsed' }, 'service'],
  ['inbound', { type: 'review.window-elapsed', by: 'EMB-CO-4' }, 'EMB-CO-4'],
])('%s: %o in a case file was entered by %s', (procedure, event, id) => {
  expect(attributedTo(procedure, event).id).toBe(id);
});

test('role and body are read from the id, and what is no id has a role that nothing allows', () => {
  expect(officerOf('MFA-CD-12')).toEqual({ id: 'MFA-CD-12', role: 'MFA-CD', body: 'MFA' });
  expect(officerOf('service')).toEqual({ id: 'service', role: 'service', body: 'service' });
  expect(isOfficerId('PSO Jilin')).toBe(false);
  expect(officerOf('PSO Jilin').role).toBe('PSO Jilin');
});
