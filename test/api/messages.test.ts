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
  const caseNo = `API-${cases}`;
  await api.open(caseNo);
  return caseNo;
}

function heard(id: string, more: object = {}) {
  return { id, type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1', ...more };
}

const CLOSING = { id: 'end', type: 'case.closed', at: '2031-03-06', by: 'EMB-CO-1' };

describe('a signed event', () => {
  test('is answered with its outcome, without a token', async () => {
    const no = await freshCase();
    const body = await api.signed(no, heard('e1'));
    const answer = await api.request('POST', `/v1/cases/${no}/events`, { body, token: null });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ id: 'e1', outcome: 'accepted', seq: 1 });
  });

  test('goes to the case exactly as it came, with fields that nobody knows', async () => {
    const no = await freshCase();
    const body = {
      ...(await api.signed(no, heard('e1', { added: [1.5, 'ü'] }))),
      note: { a: null },
    };
    await api.request('POST', `/v1/cases/${no}/events`, { body });
    expect(api.workflows.signals.at(-1)).toEqual({ caseNo: no, name: 'submit', payload: body });
  });

  test('that was answered is answered again without another signal', async () => {
    const no = await freshCase();
    const body = await api.signed(no, heard('e1'));
    const path = `/v1/cases/${no}/events`;
    const first = await (await api.request('POST', path, { body })).json();
    const signals = api.workflows.signals.length;
    const again = await api.request('POST', path, { body });
    expect([again.status, await again.json()]).toEqual([200, first]);
    expect(api.workflows.signals).toHaveLength(signals);
  });

  test('sent by ten callers at once gets one entry, and all the same answer', async () => {
    const no = await freshCase();
    const body = await api.signed(no, heard('e1'));
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const answer = await api.request('POST', `/v1/cases/${no}/events`, { body });
        return answer.json();
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await api.registry.file(no)).toHaveLength(1);
  });

  test('whose signature does not hold is an outcome, not a problem', async () => {
    const no = await freshCase();
    const body = await api.signed('ANOTHER-1', heard('e1'));
    const answer = await api.request('POST', `/v1/cases/${no}/events`, { body });
    expect(answer.status).toBe(200);
    const note = 'Not proven: the signature is for another case.';
    expect(await answer.json()).toMatchObject({ outcome: 'rejected', code: 'NOT_ATTESTED', note });
  });

  test('says what is the matter with its signatures', async () => {
    const no = await freshCase();
    const noteOf = async (body: JsonObject) => {
      const answer = await api.request('POST', `/v1/cases/${no}/events`, { body });
      return ((await answer.json()) as JsonObject)['note'];
    };
    const { attestations } = await api.signed(no, heard('e1'));
    expect(await noteOf({ event: heard('e1'), attestations: [] })).toBe(
      'Not proven: there is no signature.',
    );
    expect(await noteOf({ event: { ...heard('e1'), language: 'zh' }, attestations })).toMatch(
      /^Not proven: .* altered after signing\.$/,
    );
    expect(await noteOf({ event: heard('e1'), attestations })).toBeUndefined();
  });

  test('does not get the outcome of an unsigned one under the same id', async () => {
    const no = await freshCase();
    const path = `/v1/cases/${no}/events`;
    const release = api.workflows.holdBack();
    const unsigned = api.request('POST', path, { body: { event: heard('e1'), attestations: [] } });
    const signed = api.request('POST', path, { body: await api.signed(no, heard('e1')) });
    release();
    expect(await (await unsigned).json()).toMatchObject({ code: 'NOT_ATTESTED' });
    expect(await (await signed).json()).toMatchObject({ outcome: 'accepted' });
  });
});

describe('waiting', () => {
  test('runs out with 202 and the address at which the outcome appears', async () => {
    const no = await freshCase();
    const release = api.workflows.holdBack();
    const body = await api.signed(no, heard('a/b 1'));
    const pending = await api.request('POST', `/v1/cases/${no}/events`, {
      body,
      headers: { prefer: 'respond-async, wait=0' },
    });
    expect(pending.status).toBe(202);
    expect(pending.headers.get('preference-applied')).toBe('wait=0');
    const location = `/v1/cases/${no}/outcomes/a%2Fb%201`;
    expect(pending.headers.get('location')).toBe(location);
    expect(await pending.json()).toEqual({ id: 'a/b 1', outcome: 'pending', location });
    expect((await api.request('GET', location)).status).toBe(404);
    release();
    await expect
      .poll(async () => (await api.request('GET', location)).status, { timeout: 5_000 })
      .toBe(200);
  });

  test('ends with the outcome, not with the time', async () => {
    const no = await freshCase();
    const release = api.workflows.holdBack();
    const body = await api.signed(no, heard('e1'));
    const answer = api.request('POST', `/v1/cases/${no}/events`, {
      body,
      headers: { prefer: 'wait=60' },
    });
    setTimeout(release, 50);
    expect((await answer).status).toBe(200);
  });
});

describe('a body of another type than JSON', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])(
    'is refused as %s, not as a fault of ours',
    async (type) => {
      const no = await freshCase();
      const body = JSON.stringify(await api.signed(no, heard('e1')));
      const answer = await api.request('POST', `/v1/cases/${no}/events`, {
        raw: body,
        headers: { 'content-type': type },
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 'NOT_A_SUBMISSION' });
    },
  );
});

describe('what is no submission is refused before it goes anywhere', () => {
  const event = heard('e1');
  const refused: readonly [string, string, number, string][] = [
    ['no JSON', '{"event":', 400, 'NOT_A_SUBMISSION'],
    ['a list', '[]', 400, 'NOT_A_SUBMISSION'],
    ['without an event', '{"attestations":[]}', 400, 'NOT_A_SUBMISSION'],
    ['an event without id', '{"event":{"type":"x"},"attestations":[]}', 400, 'NOT_A_SUBMISSION'],
    ['an empty id', '{"event":{"id":"","type":"x"},"attestations":[]}', 400, 'NOT_A_SUBMISSION'],
    [
      'a signature that is no text',
      '{"event":{"id":"a","type":"x"},"attestations":[1]}',
      400,
      'NOT_A_SUBMISSION',
    ],
    [
      'with NUL',
      JSON.stringify({ event: { ...event, note: 'a\0b' }, attestations: [] }),
      400,
      'NOT_A_SUBMISSION',
    ],
    [
      'with half a character',
      '{"event":{"id":"a","type":"x","n":"\\ud800"},"attestations":[]}',
      400,
      'NOT_A_SUBMISSION',
    ],
    [
      'nested without end',
      `{"event":{"id":"a","type":"x","n":${'['.repeat(9_000)}${']'.repeat(9_000)}},"attestations":[]}`,
      400,
      'NOT_A_SUBMISSION',
    ],
    [
      'more than 64 KiB',
      JSON.stringify({ event: { ...event, note: 'x'.repeat(70_000) } }),
      413,
      'TOO_LARGE',
    ],
  ];
  test.each(refused)('%s', async (_what, raw, status, code) => {
    const no = await freshCase();
    const signals = api.workflows.signals.length;
    const answer = await api.request('POST', `/v1/cases/${no}/events`, { raw });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await answer.json()) as { readonly detail: string };
    expect(problem).toMatchObject({ status, code });
    expect(problem.detail.length).toBeGreaterThan(10);
    expect(api.workflows.signals).toHaveLength(signals);
    expect(await api.registry.file(no)).toEqual([]);
  });
});

describe('after the end', () => {
  async function closedCase(): Promise<string> {
    const no = await freshCase();
    await api.request('POST', `/v1/cases/${no}/events`, {
      body: await api.signed(no, heard('e1')),
    });
    await api.request('POST', `/v1/cases/${no}/events`, { body: await api.signed(no, CLOSING) });
    return no;
  }

  test('a new event is kept in the file and answered CASE_CLOSED', async () => {
    const no = await closedCase();
    const body = await api.signed(no, heard('late'));
    const answer = await api.request('POST', `/v1/cases/${no}/events`, { body });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id: 'late',
      outcome: 'rejected',
      code: 'CASE_CLOSED',
      state: 'outcome.closed',
      seq: 3,
    });
    const entries = await api.registry.file(no, 2);
    expect(entries).toMatchObject([{ event: heard('late'), code: 'CASE_CLOSED', seq: 3 }]);
  });

  test('an unsigned one is answered NOT_ATTESTED, and kept', async () => {
    const no = await closedCase();
    const body = { event: heard('late'), attestations: [] };
    const answer = await api.request('POST', `/v1/cases/${no}/events`, { body });
    expect(await answer.json()).toMatchObject({ code: 'NOT_ATTESTED', seq: 3 });
  });

  test('a retry, signed anew, gets its first outcome with the state of now', async () => {
    const no = await closedCase();
    const jws = await api.offices.sign('EMB-CO-1', 'e1', heard('e1'), {
      caseNo: no,
      now: new Date(Date.now() + 60_000),
    });
    const body = { event: heard('e1'), attestations: [jws] };
    const answer = await api.request('POST', `/v1/cases/${no}/events`, { body });
    expect(await answer.json()).toMatchObject({
      id: 'e1',
      outcome: 'accepted',
      state: 'outcome.closed',
      seq: 1,
    });
    expect(await api.registry.file(no)).toHaveLength(2);
  });

  test('the same late event by five callers is one entry', async () => {
    const no = await closedCase();
    const body = await api.signed(no, heard('late'));
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () =>
        (await api.request('POST', `/v1/cases/${no}/events`, { body })).json(),
      ),
    );
    expect(answers).toEqual(Array(5).fill(answers[0]));
    expect(await api.registry.file(no)).toHaveLength(3);
  });

  test('by the hand of an operator, a message is turned back, not lost in silence', async () => {
    const no = await freshCase();
    api.workflows.terminate(no);
    const body = await api.signed(no, heard('e1'));
    const answer = await api.request('POST', `/v1/cases/${no}/events`, { body });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'CASE_INTERRUPTED' });
  });
});

describe('drafts', () => {
  test('are proposed, countersigned and withdrawn under their own acts', async () => {
    const no = await freshCase();
    const draft = heard('d 1');
    const proposal = await api.offices.sign('EMB-CO-1', 'd 1', draft, {
      act: 'propose',
      caseNo: no,
      now: new Date(),
    });
    const body = { event: draft, attestations: [proposal] };
    const proposed = await api.request('POST', `/v1/cases/${no}/drafts`, { body });
    expect(await proposed.json()).toMatchObject({ id: 'd 1', outcome: 'accepted' });
    expect(api.workflows.signals.at(-1)?.name).toBe('propose');

    const second = await api.offices.sign('EMB-HD-1', 'd 1', draft, {
      act: 'countersign',
      caseNo: no,
      now: new Date(),
    });
    const path = `/v1/cases/${no}/drafts/d%201`;
    const countersigned = await api.request('POST', `${path}/countersign`, {
      body: { attestations: [second] },
    });
    expect(countersigned.status).toBe(200);
    expect(api.workflows.signals.at(-1)).toMatchObject({
      name: 'countersign',
      payload: { draft: 'd 1', attestations: [second] },
    });

    const reasons = 'the ground has changed';
    const back = await api.offices.sign('EMB-CO-1', 'd 1', reasons, {
      act: 'withdraw',
      caseNo: no,
      now: new Date(),
    });
    await api.request('POST', `${path}/withdraw`, { body: { reasons, attestations: [back] } });
    expect(api.workflows.signals.at(-1)).toMatchObject({
      name: 'withdrawDraft',
      payload: { draft: 'd 1', reasons, attestations: [back] },
    });
  });
});

describe('when something is away', () => {
  test('a message is answered 503 with a time to try again, and no internals', async () => {
    const no = await freshCase();
    const body = await api.signed(no, heard('e1'));
    api.workflows.away = true;
    const answer = await api.request('POST', `/v1/cases/${no}/events`, { body });
    const health = await api.request('GET', '/health');
    api.workflows.away = false;
    expect([answer.status, health.status]).toEqual([503, 503]);
    expect(answer.headers.get('retry-after')).toBe('5');
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'UNAVAILABLE' });
    expect(text).not.toMatch(/connection|at .*\.ts/);
  });

  test('an unknown case is 404', async () => {
    const body = await api.signed('NOBODY-1', heard('e1'));
    const answer = await api.request('POST', '/v1/cases/NOBODY-1/events', { body });
    expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'CASE_UNKNOWN' }]);
  });
});
