import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { aCase, entryRow, openTask, sendLetter } from '../support/records.ts';

let api: TestApi;

/** Cases that have had to do with nobody, with either side, with a claim, with a review. */
const CASES = ['V-PLAIN', 'V-LETTER', 'V-HOME', 'V-CLAIM', 'V-REVIEW'] as const;

async function record(caseNo: string, type: string, effects: Parameters<typeof entryRow>[2]) {
  const facts = { province: caseNo === 'V-LETTER' ? 'Liaoning' : 'Jilin' };
  const one = aCase(api.registry, { caseNo, procedure: 'outbound', subjectRef: 's/1', facts });
  const row = entryRow(1, 'a', effects);
  if (row.kind !== 'entry') throw new Error('no entry');
  await one.record([{ ...row, entry: { ...row.entry, event: { ...row.entry.event, type } } }]);
}

beforeAll(async () => {
  api = await startApi();
  await record('V-PLAIN', 'person.heard', { effects: [openTask('t1', ['EMB-CO'])] });
  await record('V-LETTER', 'consent.requested', {
    effects: [sendLetter('counterpart', 'M2', 'C-1'), openTask('t2', ['CPL-LN'])],
  });
  await record('V-HOME', 'clause3.check-sent', {
    effects: [sendLetter('home-authority', 'M5', 'C-2')],
  });
  await record('V-CLAIM', 'protection.claimed', {});
  await record('V-REVIEW', 'review.requested', {});
  const jilin = { role: 'PSO-IN', body: 'PSO', province: 'Jilin' };
  await api.registry.putOfficers([{ id: 'PSO-IN-7', ...jilin }]);
});
afterAll(() => api.close());

async function get(officer: string, path: string) {
  const answer = await api.request('GET', path, { token: await api.tokenOf(officer) });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

describe('who may know of a case', () => {
  const seen: readonly [string, readonly string[]][] = [
    ['EMB-CO-1', CASES],
    ['auditor-1', CASES],
    ['CPL-LN-1', ['V-LETTER']],
    ['HAC-CL-1', ['V-HOME']],
    ['PRO-OF-1', ['V-CLAIM', 'V-REVIEW']],
    ['REV-OF-1', ['V-CLAIM', 'V-REVIEW']],
    ['PSO-IN-7', ['V-PLAIN', 'V-HOME', 'V-CLAIM', 'V-REVIEW']],
  ];
  test.each(seen)('%s sees %j; the others are as if they were not there', async (officer, mine) => {
    for (const caseNo of CASES) {
      const found = await get(officer, `/v1/cases/${caseNo}`);
      expect(found.status, caseNo).toBe(mine.includes(caseNo) ? 200 : 404);
      if (found.status === 200) continue;
      const nobody = await get(officer, '/v1/cases/V-NOBODY');
      const words = JSON.stringify(nobody.body).replaceAll('V-NOBODY', caseNo);
      expect(JSON.stringify(found.body)).toBe(words);
    }
  });

  test.each(['letters', 'documents', 'outcomes/a', 'rejected', 'file'])(
    'is asked before its %s too',
    async (part) => {
      const hidden = await get('PSO-IN-7', `/v1/cases/V-LETTER/${part}`);
      expect(hidden).toMatchObject({ status: 404, body: { code: 'CASE_UNKNOWN' } });
    },
  );

  test('a list shows no more than the cases themselves would', async () => {
    const numbers = ({ body }: { body: JsonObject }, name: string): unknown =>
      (body[name] as readonly JsonObject[]).map((one) => String(one['caseNo'])).toSorted();
    expect((await get('PSO-IN-7', '/v1/cases?province=Liaoning')).body['cases']).toEqual([]);
    const bound = await get('PSO-IN-7', '/v1/cases');
    expect(numbers(bound, 'cases')).toEqual(['V-CLAIM', 'V-HOME', 'V-PLAIN', 'V-REVIEW']);
    for (const officer of ['CPL-LN-1', 'HAC-CL-1', 'PRO-OF-1', 'REV-OF-1']) {
      expect((await get(officer, '/v1/cases')).status).toBe(403);
    }
    expect(numbers(await get('CPL-LN-1', '/v1/tasks'), 'tasks')).toEqual(['V-LETTER']);
    expect(numbers(await get('PSO-IN-7', '/v1/tasks'), 'tasks')).toEqual(['V-PLAIN']);
    expect(numbers(await get('CPL-LN-1', '/v1/letters'), 'letters')).toEqual(['V-LETTER']);
    expect(numbers(await get('PSO-IN-7', '/v1/letters'), 'letters')).toEqual(['V-HOME']);
    expect((await get('PRO-OF-1', '/v1/letters')).status).toBe(403);
  });

  test('nobody opens what he could not see from then on', async () => {
    const open = async (path: string, body: JsonObject) => {
      const token = await api.tokenOf('PSO-IN-7');
      const answer = await api.request('POST', path, { token, body });
      return [answer.status, ((await answer.json()) as JsonObject)['code']];
    };
    const opening = { procedure: 'inbound', subjectRef: 'synthetic/v' };
    for (const facts of [{}, { province: 'Liaoning' }]) {
      const answer = await open('/v1/cases', { caseNo: 'V-ELSE', ...opening, facts });
      expect(answer).toEqual([403, 'NOT_PERMITTED']);
    }
    const here = { caseNo: 'V-HERE', ...opening, facts: { province: 'Jilin' } };
    expect(await open('/v1/cases', here)).toEqual([201, undefined]);
    expect(await open('/v1/cases', { ...here, openedBy: 'PSO-DR-1' })).toEqual([
      403,
      'NOT_PERMITTED',
    ]);
    expect((await api.registry.case('V-HERE'))?.opening.openedBy).toBe('PSO-IN-7');
  });

  test('the list of duties is of the caller’s province, and of those that name none', async () => {
    const opened = { NONE: {}, JILIN: { province: 'Jilin' }, LIAONING: { province: 'Liaoning' } };
    for (const [no, facts] of Object.entries(opened)) {
      const body = { no, facts };
      expect((await api.request('POST', '/v1/duties/coordination', { body })).status).toBe(201);
    }
    const listed = async (officer: string) => {
      const { body } = await get(officer, '/v1/duties?kind=coordination');
      const numbers = (body['duties'] as readonly JsonObject[]).map(({ caseNo }) => String(caseNo));
      return numbers.map((number) => number.replace('coordination/', '')).toSorted();
    };
    expect(await listed('PSO-IN-7')).toEqual(['JILIN', 'NONE']);
    expect(await listed('EMB-CO-1')).toEqual(['JILIN', 'LIAONING', 'NONE']);
  });

  test('a single duty, and what is sent to one, are not for officers of another province either', async () => {
    const statuses = async (path: string) => {
      const read = await get('PSO-IN-7', `/v1/duties/coordination/${path}`);
      const event = { id: 'e', type: 'coordination.requested', at: '2031-03-05' };
      const token = await api.tokenOf('PSO-IN-7');
      const sent = await api.request('POST', `/v1/duties/coordination/${path}/events`, {
        token,
        body: { event },
      });
      return [
        read.status,
        (await get('PSO-IN-7', `/v1/duties/coordination/${path}/file`)).status,
        sent.status,
      ];
    };
    expect(await statuses('JILIN')).toEqual([200, 200, 200]);
    expect(await statuses('NONE')).toEqual([200, 200, 200]);
    expect(await statuses('LIAONING')).toEqual([404, 404, 404]);
  });

  test('the other side’s clerks read no file, where statements are named, and no draft', async () => {
    expect((await get('CPL-LN-1', '/v1/cases/V-LETTER/file')).status).toBe(403);
    expect((await get('HAC-CL-1', '/v1/cases/V-HOME/file')).status).toBe(403);
    expect((await get('CPL-LN-1', '/v1/cases/V-LETTER')).body).toMatchObject({ drafts: [] });
    expect((await get('EMB-CO-1', '/v1/cases/V-LETTER/file')).status).toBe(200);
  });

  test('researchers see figures, and administrators no case at all', async () => {
    for (const officer of ['researcher-1', 'administrator-1']) {
      for (const path of ['/v1/cases/V-PLAIN', '/v1/cases', '/v1/tasks', '/v1/letters']) {
        expect((await get(officer, path)).status, `${officer} ${path}`).toBe(403);
      }
    }
    expect((await get('researcher-1', '/v1/figures')).body).toMatchObject({
      code: 'FIGURES_UNKNOWN',
    });
    expect((await get('administrator-1', '/v1/figures')).status).toBe(403);
  });
});
