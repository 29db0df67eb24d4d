/**
 * Officers who sign in at the embedded stack and let the gateway sign, over HTTP alone.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { AT, openDesk, openMobilized } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  // With PostgreSQL, there is no issuer unless one is named.
  desk = await openDesk({ embedded: true });
});
afterAll(() => desk.stop());

async function as(officer: string, path: string, body: JsonObject) {
  const signedIn = await desk.command('sign-in', '--as', officer);
  const answer = await fetch(`${desk.stack.url}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${signedIn.out.join('')}`,
      'content-type': 'application/json',
      prefer: 'wait=30',
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

test('two officers who are signed in decide by a draft, a retry gets the first answer, and the file proves itself', async () => {
  const caseNo = 'SIGNED-IN-1';
  await openMobilized(desk, caseNo);
  const drafts = `/v1/cases/${caseNo}/drafts`;
  const event = { id: 'd', type: 'household.unity-decided', at: AT, reasons: 'they stay together' };
  expect(await as('PSO-DR-1', drafts, { event })).toMatchObject({ body: { outcome: 'accepted' } });
  const own = await as('PSO-DR-1', `${drafts}/d/countersign`, {});
  expect(own).toMatchObject({ body: { outcome: 'rejected', code: 'FOUR_EYES_SAME_PERSON' } });
  const done = await as('FAO-LN-1', `${drafts}/d/countersign`, {});
  expect(done).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  const again = await as('FAO-LN-1', `${drafts}/d/countersign`, {});
  expect(again.body).toMatchObject({ outcome: 'accepted', seq: done.body['seq'] });
  const exported = `${desk.stack.dataDir}/${caseNo}.json`;
  expect((await desk.command('export', caseNo, '--out', exported)).exitCode).toBe(0);
  expect(await desk.command('verify', exported)).toMatchObject({ exitCode: 0, err: [] });
});
