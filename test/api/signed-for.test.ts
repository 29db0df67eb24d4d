import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

let cases = 0;
async function freshCase(): Promise<string> {
  cases += 1;
  const caseNo = `GW-${cases}`;
  await api.open(caseNo);
  return caseNo;
}

function approved(id: string, more: object = {}) {
  return { id, type: 'passport.approved', at: '2031-03-05', reasons: 'all is in order', ...more };
}

async function as(officer: string, path: string, body: JsonObject) {
  const answer = await api.request('POST', path, { token: await api.tokenOf(officer), body });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

function claimsOf(jws: string): JsonObject {
  return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as JsonObject;
}

describe('what an officer who is signed in sends without a signature', () => {
  test('is signed by the gateway for him, and stands in the file as his', async () => {
    const no = await freshCase();
    const sent = await as('EMB-HD-1', `/v1/cases/${no}/events`, { event: approved('e1') });
    expect(sent).toMatchObject({ status: 200, body: { outcome: 'accepted', seq: 1 } });
    const [entry] = await api.registry.file(no);
    expect(entry?.event).toMatchObject({ by: 'EMB-HD-1' });
    expect(claimsOf(entry?.attestations[0] ?? '')).toMatchObject({
      iss: 'gateway',
      sub: 'EMB-HD-1',
      act: 'submit',
      case: no,
      jti: 'e1',
    });
  });

  test('gets the first outcome when it is sent again, though it is signed anew', async () => {
    const no = await freshCase();
    const path = `/v1/cases/${no}/events`;
    const first = await as('EMB-HD-1', path, { event: approved('e1') });
    api.workflows.signals.length = 0;
    const again = await as('EMB-HD-1', path, { event: approved('e1', { by: 'EMB-HD-1' }) });
    expect(again).toEqual(first);
    await as('EMB-CO-1', path, { event: { id: 'end', type: 'case.closed', at: '2031-03-06' } });
    expect((await as('EMB-HD-1', path, { event: approved('e1') })).body).toMatchObject({
      outcome: 'accepted',
      seq: 1,
    });
  });

  test('is not signed for anybody else, as first or as second officer', async () => {
    const no = await freshCase();
    const path = `/v1/cases/${no}/events`;
    for (const more of [{ by: 'EMB-HD-2' }, { by: 'service' }, { by: 'Office of X' }, { by: 7 }]) {
      const sent = await as('EMB-HD-1', path, { event: approved('e1', more) });
      expect(sent, JSON.stringify(more)).toMatchObject({
        status: 403,
        body: { code: 'NOT_PERMITTED' },
      });
    }
    const second = await as('EMB-HD-1', path, { event: approved('e1', { second: 'MFA-CD-1' }) });
    expect(second).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/draft/) } });
    expect(await api.registry.file(no)).toEqual([]);
  });

  test('may name an authority, where a clerk of the home authority sends it', async () => {
    const no = await freshCase();
    const event = { id: 'h1', type: 'clause3.reported', at: '2031-03-05', by: 'County Office' };
    const sent = await as('HAC-CL-1', `/v1/cases/${no}/events`, { event });
    expect(sent).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  });

  test('is refused where his role decides nothing', async () => {
    const no = await freshCase();
    for (const officer of ['auditor-1', 'researcher-1', 'administrator-1']) {
      const sent = await as(officer, `/v1/cases/${no}/events`, { event: approved('e1') });
      expect(sent, officer).toMatchObject({ status: 403, body: { code: 'NOT_PERMITTED' } });
    }
  });

  test('goes on unsigned from all others, and proves nothing; a wrong token lets nothing through', async () => {
    const no = await freshCase();
    const event = approved('e1', { by: 'EMB-HD-1' });
    const body = { event, attestations: [] };
    const path = `/v1/cases/${no}/events`;
    const bare = await api.request('POST', path, { body: { event } });
    expect([bare.status, await bare.json()]).toMatchObject([400, { code: 'NOT_A_SUBMISSION' }]);
    for (const options of [{ body }, { body, token: null }]) {
      const answer = await api.request('POST', path, options);
      expect(await answer.json()).toMatchObject({ outcome: 'rejected', code: 'NOT_ATTESTED' });
    }
    expect((await api.request('POST', path, { body, token: 'guess' })).status).toBe(401);
  });

  test('with signatures of its own is left as it is, whoever is signed in', async () => {
    const no = await freshCase();
    const body = await api.signed(no, approved('e1', { by: 'EMB-HD-1' }), 'EMB-HD-1');
    await as('EMB-CO-1', `/v1/cases/${no}/events`, body);
    expect(api.workflows.signals.at(-1)?.payload).toEqual(body);
  });
});

describe('a draft, by officers who are signed in', () => {
  test('is countersigned for exactly the event that was proposed, also when it is sent again', async () => {
    const no = await freshCase();
    const drafts = `/v1/cases/${no}/drafts`;
    const event = { ...approved('d1'), type: 'necessity.declared' };
    const proposed = await as('MFA-CD-1', drafts, { event });
    expect(proposed).toMatchObject({ status: 200, body: { outcome: 'accepted', seq: 1 } });
    const signed = await as('MPS-CD-1', `${drafts}/d1/countersign`, {});
    expect(signed).toMatchObject({ status: 200, body: { outcome: 'accepted', seq: 2 } });
    expect(await as('MPS-CD-1', `${drafts}/d1/countersign`, {})).toEqual(signed);
    const [proposal, second] = await api.registry.file(no);
    const [one, two] = [proposal, second].map((entry) => claimsOf(entry?.attestations[0] ?? ''));
    expect(two).toMatchObject({ act: 'countersign', sub: 'MPS-CD-1', dig: one?.['dig'] });
  });

  test('that there is none of cannot be countersigned; whoever proposed takes it back', async () => {
    const no = await freshCase();
    const drafts = `/v1/cases/${no}/drafts`;
    expect(await as('MPS-CD-1', `${drafts}/d9/countersign`, {})).toMatchObject({
      status: 404,
      body: { code: 'DRAFT_UNKNOWN' },
    });
    await as('MFA-CD-1', drafts, { event: { ...approved('d1'), type: 'necessity.declared' } });
    const taken = await as('MFA-CD-1', `${drafts}/d1/withdraw`, { reasons: 'no longer needed' });
    expect(taken).toMatchObject({ status: 200, body: { outcome: 'accepted' } });
  });
});
