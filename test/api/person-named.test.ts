import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

const WHO = { name: 'Kim Chol-su (김철수)', birth: '1931-05-03' };
const NAMING = 'asked twice, and KIM CHOLSU agrees';
const PLAIN = 'asked twice, and the person agrees';

let api: TestApi;
let made = 0;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** A case whose person is known, unless `known` says otherwise. */
async function aCase({ known = true } = {}): Promise<string> {
  const caseNo = `N-${(made += 1)}`;
  await api.open(caseNo);
  if (known) {
    const token = await api.tokenOf('EMB-CO-1');
    await api.request('PUT', `/v1/cases/${caseNo}/identity`, { body: WHO, token });
  }
  return caseNo;
}

function anEvent(more: JsonObject = {}): JsonObject {
  const id = `e${(made += 1)}`;
  return { id, type: 'passport.proposed', at: '2031-03-05', by: 'EMB-CO-1', ...more };
}

interface Answer {
  readonly status: number;
  readonly said: JsonObject;
}

async function answerOf(response: Response): Promise<Answer> {
  const said = (await response.json()) as JsonObject;
  return { status: response.status, said };
}

/** An event signed by an officer, from a caller who is not signed in. */
async function sent(
  caseNo: string,
  event: JsonObject,
  { signer = String(event['by']), call = 'events' } = {},
): Promise<Answer> {
  const { id } = event;
  const act = call === 'events' ? 'submit' : 'propose';
  const jws = await api.offices.sign(signer, String(id), event, { caseNo, act, now: new Date() });
  const body = { event, attestations: [jws] };
  return answerOf(await api.request('POST', `/v1/cases/${caseNo}/${call}`, { body, token: null }));
}

function refused(code: string): object {
  return { status: 400, said: { code } };
}

async function logOf(caseNo: string): Promise<readonly (readonly [string, string])[]> {
  const readings = await api.registry.readings(caseNo);
  return readings.map(({ act, by }) => [act, by]);
}

describe('a message whose words name the person of its case', () => {
  test.each<JsonObject>([
    { reasons: NAMING },
    { reasons: 'born 3 May 1931, and has relatives there' },
    { reasons: '김철수는 돌아가기를 원하지 않는다' },
    { statementRef: 'kim-chol-su.pdf' },
    { grounds: ['illness', 'of Chol-su Kim'] },
    { corrects: { 'Kim Chol-su': true } },
    { id: 'kim-cholsu-1' },
  ])('is sent back before it gets anywhere: %j', async (words) => {
    const caseNo = await aCase();
    const before = api.workflows.signals.length;
    const answer = await sent(caseNo, anEvent(words));
    expect(answer).toMatchObject(refused('PERSON_NAMED'));
    expect(JSON.stringify(answer.said)).not.toMatch(/kim|cholsu|철수|1931/i);
    expect(api.workflows.signals).toHaveLength(before);
    expect(await api.registry.file(caseNo)).toEqual([]);
  });

  test('is noted in the log of readings, for the answer tells who it is', async () => {
    const caseNo = await aCase();
    expect(await sent(caseNo, anEvent({ reasons: PLAIN }))).toMatchObject({ status: 200 });
    await sent(caseNo, anEvent({ by: 'EMB-HD-1', reasons: NAMING }));
    const log = await api.request('GET', `/v1/cases/${caseNo}/readings`);
    expect(await log.json()).toMatchObject({
      readings: [{ act: 'written' }, { act: 'compared', what: 'identity', by: 'EMB-HD-1' }],
    });
  });

  test('is sent back as a draft, as its withdrawal, and when the gateway signs', async () => {
    const caseNo = await aCase();
    const draft = anEvent({ reasons: NAMING });
    expect(await sent(caseNo, draft, { call: 'drafts' })).toMatchObject(refused('PERSON_NAMED'));
    const token = await api.tokenOf('EMB-CO-1');
    const path = `/v1/cases/${caseNo}`;
    for (const [call, body] of [
      ['drafts/d1/withdraw', { reasons: NAMING }],
      ['events', { event: anEvent({ reasons: NAMING }) }],
    ] as const) {
      const answer = await api.request('POST', `${path}/${call}`, { body, token });
      expect(await answerOf(answer), call).toMatchObject(refused('PERSON_NAMED'));
    }
  });

  test('is taken once the same officer says it without', async () => {
    const caseNo = await aCase();
    const event = anEvent({ reasons: NAMING });
    await sent(caseNo, event);
    expect(await sent(caseNo, { ...event, reasons: PLAIN })).toMatchObject({
      said: { outcome: 'accepted', seq: 1 },
    });
  });

  test('is taken at once where it claims protection', async () => {
    const caseNo = await aCase();
    const claim = anEvent({ type: 'protection.claimed', statementRef: 'kim-chol-su.pdf' });
    expect(await sent(caseNo, claim)).toMatchObject({ said: { outcome: 'accepted' } });
  });

  test('is taken where nobody said who the person is', async () => {
    const caseNo = await aCase({ known: false });
    expect(await sent(caseNo, anEvent({ reasons: NAMING }))).toMatchObject({ status: 200 });
  });

  test('tells nothing to who may not read the name: the answers are those to other words', async () => {
    const caseNo = await aCase();
    for (const [by, signer] of [
      ['CPL-LN-1', 'CPL-LN-1'],
      ['MFA-CD-1', 'MFA-CD-1'],
      // Signed by somebody else than who is named, or by nobody.
      ['EMB-CO-1', 'MFA-CD-1'],
    ] as const) {
      const [named, plain] = await Promise.all(
        [NAMING, PLAIN].map((reasons) => sent(caseNo, anEvent({ by, reasons }), { signer })),
      );
      const shown = ({ status, said: { outcome, code } }: Answer) => ({ status, outcome, code });
      expect(shown(named as Answer)).toEqual(shown(plain as Answer));
      expect(named).toMatchObject({ status: 200 });
    }
    const body = { event: anEvent({ reasons: NAMING }), attestations: [] };
    const unsigned = await api.request('POST', `/v1/cases/${caseNo}/events`, { body, token: null });
    expect(await unsigned.json()).toMatchObject({ code: 'NOT_ATTESTED' });
    expect(await logOf(caseNo)).toEqual([['written', 'EMB-CO-1']]);
  });

  test('goes on while the master key is away: no decision waits for it', async () => {
    const caseNo = await aCase();
    const key = join(api.offices.dataDir, 'keys', 'master.key');
    await rename(key, `${key}.away`);
    try {
      expect(await sent(caseNo, anEvent({ reasons: NAMING }))).toMatchObject({ status: 200 });
    } finally {
      await rename(`${key}.away`, key);
    }
  });
});

test('reasons of an erasure do not name whom it erases', async () => {
  const caseNo = await aCase();
  await sent(caseNo, anEvent({ type: 'case.closed' }));
  const signers = { by: 'EMB-CO-1', second: 'EMB-HD-1' };
  const event = { ...anEvent(signers), type: 'identity.erased', ground: 'retention' };
  const asked = async (reasons: string) => {
    const full: JsonObject = { ...event, reasons };
    const { id } = full;
    const attestations = await Promise.all(
      Object.values(signers).map((officer) =>
        api.offices.sign(officer, String(id), full, { caseNo, now: new Date() }),
      ),
    );
    const body = { event: full, attestations };
    return answerOf(await api.request('POST', `/v1/cases/${caseNo}/erasure`, { body }));
  };
  expect(await asked(NAMING)).toMatchObject(refused('PERSON_NAMED'));
  expect(await asked(PLAIN)).toMatchObject({ said: { code: 'ERASURE_NOT_DUE' } });
});

describe('a substitute whose words name the person', () => {
  test('is logged for the absentee where he acts for that one, and for nobody in his own name', async () => {
    const term = { from: '2000-01-01T00:00:00.000Z', until: '2999-01-01T00:00:00.000Z' };
    await api.registry.putSubstitutions([
      { id: 'S-1', substitute: 'EMB-CO-2', absentee: 'EMB-HD-1', ...term },
    ]);
    const caseNo = await aCase();
    const by = 'EMB-CO-2';
    for (const more of [{ by }, { by, for: 'EMB-HD-1' }]) {
      expect(await sent(caseNo, anEvent({ reasons: NAMING, ...more }))).toMatchObject(
        refused('PERSON_NAMED'),
      );
    }
    const readings = (await api.registry.readings(caseNo)).filter((one) => one.by === by);
    expect(readings.map(({ actsFor }) => actsFor)).toEqual([undefined, ['EMB-HD-1']]);
  });
});
