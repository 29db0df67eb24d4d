import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { aCase, entryRow } from '../support/records.ts';

const WHO = { name: 'MARKED Name', birth: '1931-05' };

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await api.open('P-1');
});
afterAll(() => api.close());

type Asked = Parameters<TestApi['request']>[2];

async function as(officer: string, method: string, path: string, more: Asked = {}) {
  return api.request(method, path, { ...more, token: await api.tokenOf(officer) });
}

async function codeOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as JsonObject)['code'];
}

describe('an erasure', () => {
  const event = {
    id: 'erase-1',
    type: 'identity.erased',
    at: '2031-03-05',
    by: 'EMB-CO-1',
    second: 'EMB-HD-1',
    ground: 'retention',
    reasons: 'kept for as long as it was needed',
  };

  async function asked(caseNo: string, said: JsonObject = {}, signers?: readonly string[]) {
    const full = { ...event, ...said };
    const by = signers ?? [full.by, full.second];
    const attestations = await Promise.all(
      by.map((officer) => api.offices.sign(officer, full.id, full, { caseNo, now: new Date() })),
    );
    const body = { event: full, attestations };
    return api.request('POST', `/v1/cases/${caseNo}/erasure`, { body });
  }

  /** A case that came to its outcome; a live one on 2025-03-01 at 10:00:01. */
  async function closed(caseNo: string, more: Partial<Opening> = {}): Promise<void> {
    const one = aCase(api.registry, { caseNo, ...more });
    const state = 'outcome.residing';
    const rows = [entryRow(1, 'ends', { state }), entryRow(2, 'late', { state })];
    const { view } = one.input(rows);
    await one.record(rows, { view: { ...view, open: false } });
  }

  /** The same as if it were asked then. */
  async function askedAt(now: string, caseNo: string): Promise<Response> {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
    try {
      return await asked(caseNo);
    } finally {
      vi.useRealTimers();
    }
  }

  beforeAll(async () => {
    await closed('E-1');
    await as('EMB-CO-1', 'PUT', '/v1/cases/E-1/identity', { body: WHO });
  });

  test('is refused without two persons of the right roles, reasons, and a ground', async () => {
    const codes = async (said: JsonObject, signers?: readonly string[]) =>
      codeOf(await asked('E-1', said, signers));
    expect(await codes({}, ['EMB-CO-1'])).toBe('NOT_ATTESTED');
    expect(await codes({ second: 'EMB-CO-1' }, ['EMB-CO-1'])).toBe('FOUR_EYES');
    expect(await codes({ second: 'MFA-CD-1' })).toBe('ROLE_NOT_ALLOWED');
    expect(await codes({ reasons: 'short' })).toBe('MALFORMED');
    expect(await codes({ ground: 'because' })).toBe('MALFORMED');
    expect(await codes({ ground: 'mistaken-identity' })).toBe('ERASURE_NOT_DUE');
    expect(await codeOf(await asked('P-1'))).toBe('ERASURE_NOT_DUE');
    expect((await as('EMB-CO-1', 'GET', '/v1/cases/E-1/identity')).status).toBe(200);
  });

  test('because its time is over waits for it, from the closing on, and says for how long', async () => {
    for (const now of ['2025-03-02T00:00:00Z', '2035-02-27T10:00:00Z']) {
      const answer = await askedAt(now, 'E-1');
      expect([answer.status, await answer.json()]).toMatchObject([
        409,
        {
          code: 'ERASURE_NOT_DUE',
          detail: expect.stringMatching(/closed on 2025-03-01 .* 2035-02-27T10:00:01.000Z on/),
        },
      ]);
    }
  });

  test('of a recorded case waits from the day that its file names', async () => {
    await closed('E-2', { clock: 'recorded' });
    const early = await askedAt('2035-02-27T23:59:59Z', 'E-2');
    expect(await early.json()).toMatchObject({ code: 'ERASURE_NOT_DUE' });
    expect((await askedAt('2035-02-28T00:00:00Z', 'E-2')).status).toBe(200);
  });

  test('signed by nobody is answered alike for a case that there is and one that there is none of', async () => {
    const said = { id: 'x', type: 'identity.erased', at: '2031-03-05', by: 'EMB-CO-1' };
    const body = {
      event: { ...said, second: 'EMB-HD-1', ground: 'retention', reasons: 'kept long enough' },
      attestations: ['x'],
    };
    const answers = await Promise.all(
      ['erasure', 'resume', 'letters'].flatMap((what) =>
        ['E-1', 'NONE-1'].map(async (no) => {
          const sent =
            what === 'letters'
              ? { ...body, event: { ...said, type: 'letter.reminded', letter: 'L' } }
              : body;
          const answer = await api.request('POST', `/v1/cases/${no}/${what}`, { body: sent });
          return [answer.status, await answer.text()];
        }),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.[0]).toBe(403);
  });

  test('leaves a certificate, and what was there is gone', async () => {
    const stored = await as('EMB-CO-1', 'POST', '/v1/cases/E-1/stored-files?kind=statement', {
      raw: 'a statement',
      headers: { 'content-type': 'text/plain' },
    });
    const { ref: paper } = (await stored.json()) as { ref: string };
    expect(await codeOf(await api.request('GET', '/v1/cases/E-1/erasure'))).toBe('NOT_PUT');
    const first = await askedAt('2035-02-27T10:00:01Z', 'E-1');
    const certificate = (await first.json()) as JsonObject;
    expect([first.status, certificate['says']]).toMatchObject([
      200,
      {
        case: 'E-1',
        by: 'EMB-CO-1',
        second: 'EMB-HD-1',
        ground: 'retention',
        unreadable: [{ ref: 'identity' }, { ref: paper }],
      },
    ]);
    expect(await (await asked('E-1', { id: 'erase-2' })).json()).toEqual(certificate);
    expect(await (await api.request('GET', '/v1/cases/E-1/erasure')).json()).toEqual(certificate);
    for (const [method, path, more] of [
      ['GET', 'identity', {}],
      ['PUT', 'identity', { body: WHO }],
      ['GET', `stored-files/${paper}`, {}],
    ] as const) {
      const answer = await as('EMB-CO-1', method, `/v1/cases/E-1/${path}`, more);
      expect([answer.status, await codeOf(answer)], path).toEqual([410, 'ERASED']);
    }
  });
});
