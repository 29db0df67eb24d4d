import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Effect, Json, JsonObject } from '../../machines/kernel/types.ts';
import { inboundCase, INBOUND_WAYS, OUTBOUND, outboundCase } from '../support/chart-case.ts';
import type { ChartCase } from '../support/chart-case.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { aCase, entryRow } from '../support/records.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await api.registry.putOfficers([
    { id: 'EMB-HD-1', role: 'EMB-HD', body: 'EMB' },
    { id: 'EMB-HD-2', role: 'EMB-HD', body: 'EMB' },
    { id: 'EMB-HD-3', role: 'EMB-HD', body: 'EMB', province: 'Jilin' },
    { id: 'EMB-HD-4', role: 'EMB-HD', body: 'EMB', province: 'Liaoning' },
    { id: 'EMB-HD-5', role: 'EMB-HD', body: 'EMB', until: '2020-01-01T00:00:00.000Z' },
    { id: 'EMB-CO-1', role: 'EMB-CO', body: 'EMB' },
    { id: 'EMB-CO-2', role: 'EMB-CO', body: 'EMB' },
    { id: 'MFA-CD-1', role: 'MFA-CD', body: 'MFA' },
    { id: 'MPS-CD-1', role: 'MPS-CD', body: 'MPS' },
    { id: 'PSO-DR-1', role: 'PSO-DR', body: 'PSO' },
    { id: 'CPL-LN-1', role: 'CPL-LN', body: 'CPL' },
    { id: 'REV-OF-1', role: 'REV-OF', body: 'REV' },
  ]);
  await put('PASS-1', outboundCase(OUTBOUND.passport), 'Jilin');
  await put('PASS-2', outboundCase(OUTBOUND.passport), 'Liaoning');
  await put('HEARD-1', outboundCase(OUTBOUND.decision), 'Jilin');
  await put('RES-1', inboundCase(INBOUND_WAYS.residenceDecision));
}, 120_000);

afterAll(() => api.close());

/** The registry's rows of a case that stands as the chart says, by the effects and the view of a host. */
async function put(caseNo: string, { view, snapshot }: ChartCase, province?: string) {
  const driver = aCase(api.registry, {
    caseNo,
    procedure: view.procedure,
    facts: province === undefined ? {} : { province },
  });
  const effects: Effect[] = snapshot.tasks.map((task) => ({ kind: 'openTask', task }));
  const row = entryRow(1, 'a', { effects, state: view.state });
  await driver.record([row], { view: { ...view, caseNo, seq: 1 } as unknown as JsonObject });
  return driver;
}

async function asked(path: string, officer?: string) {
  const token = officer === undefined ? {} : { token: await api.tokenOf(officer) };
  const answer = await api.request('GET', path, token);
  const body = (await answer.json()) as JsonObject;
  return { status: answer.status, body, tasks: (body['tasks'] ?? []) as readonly JsonObject[] };
}

async function said(officer: string, path: string, body?: Json) {
  const token = await api.tokenOf(officer);
  const answer = await api.request('POST', path, { token, ...(body !== undefined && { body }) });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

/** The address of the first task of a case. */
async function taskIn(caseNo: string): Promise<string> {
  const { tasks } = await asked(`/v1/tasks?case=${caseNo}`);
  const { id } = tasks[0] ?? {};
  if (typeof id !== 'string') throw new Error(`${caseNo} has no open task`);
  return `/v1/tasks/${caseNo}/${encodeURIComponent(id)}`;
}

const numbers = (tasks: readonly JsonObject[]) => new Set(tasks.map(({ caseNo }) => caseNo));

describe('the list of tasks', () => {
  test.each([
    ['role=EMB-HD&procedure=outbound&province=Liaoning', ['PASS-2']],
    ['body=PSO&case=RES-1', ['RES-1']],
    ['body=EMB&case=RES-1', []],
    ['body=EMB&role=PSO-DR', []],
    ['case=PASS-1&claimed=nobody', ['PASS-1']],
    ['case=PASS-1&claimed=EMB-HD-1', []],
    ['role=EMB-HD&dueBefore=1900-01-01T00:00:00.000Z', []],
    ['overdue=true&dueBefore=2900-01-01T00:00:00.000Z&case=PASS-2&role=EMB-HD', ['PASS-2']],
  ])('is narrowed by %s', async (query, found) => {
    const { tasks, status } = await asked(`/v1/tasks?${query}`);
    expect([status, [...numbers(tasks)]]).toEqual([200, found]);
  });

  test('shows an officer what he may act on: his role, his province', async () => {
    const mine = async (officer: string) =>
      numbers((await asked('/v1/tasks?mine=true', officer)).tasks);
    expect(await mine('EMB-HD-1')).toEqual(new Set(['HEARD-1', 'PASS-1', 'PASS-2']));
    expect(await mine('EMB-HD-3')).toEqual(new Set(['HEARD-1', 'PASS-1']));
    expect(await mine('EMB-HD-4')).toEqual(new Set(['PASS-2']));
    const elsewhere = await asked('/v1/tasks?mine=true&province=Jilin', 'EMB-HD-4');
    expect(elsewhere.tasks).toEqual([]);
    expect(await asked('/v1/tasks?mine=true')).toMatchObject({ status: 403 });
    expect(await asked('/v1/tasks?claimed=me')).toMatchObject({ status: 403 });
  });

  test('says of each task what may be decided, by whom, who may not be second, and why', async () => {
    const { tasks } = await asked('/v1/tasks?case=HEARD-1&role=EMB-HD', 'EMB-HD-1');
    const decisions = tasks.flatMap((task) => task['decisions'] as readonly JsonObject[]);
    const decided = decisions.find(({ type }) => type === 'repatriation.decided');
    expect(decided).toMatchObject({
      roles: ['EMB-HD'],
      barred: [{ kind: 'officer', name: 'EMB-CO-1', code: 'FOUR_EYES_SAME_PERSON' }],
      second: {
        roles: ['MFA-CD', 'MPS-CD'],
        twoBodies: true,
        sometimes: false,
        barred: [
          {
            kind: 'officer',
            name: 'EMB-CO-1',
            says: 'EMB-CO-1 took part in this; whoever acts for EMB-CO-1 counts as the same person',
          },
        ],
      },
      drafts: [],
      you: { second: 'ROLE_NOT_ALLOWED' },
    });
    expect(decided?.['you']).not.toHaveProperty('first');
  });

  test('comes page by page, each task once, and refuses a cursor that is none', async () => {
    const all = await asked('/v1/tasks?body=EMB');
    const seen: JsonObject[] = [];
    for (let cursor = ''; ;) {
      const { body, tasks } = await asked(`/v1/tasks?body=EMB&limit=1${cursor}`);
      seen.push(...tasks);
      if (typeof body['next'] !== 'string') break;
      cursor = `&cursor=${body['next']}`;
    }
    expect(seen).toEqual(all.tasks);
    const nul = Buffer.from('["\\u0000","","",""]').toString('base64url');
    for (const cursor of ['x', 'WyJhIl0', nul]) {
      expect(await asked(`/v1/tasks?cursor=${cursor}`)).toMatchObject({ status: 400 });
    }
    expect(await asked('/v1/tasks?limit=1001')).toMatchObject({ status: 400 });
  });
});

describe('a task in hand', () => {
  test('has one winner when many claim at once; the others are told who has it', async () => {
    await put('RACE-1', outboundCase(OUTBOUND.passport));
    const task = await taskIn('RACE-1');
    const officers = ['EMB-HD-1', 'EMB-HD-2', 'EMB-HD-6', 'EMB-HD-7'];
    await api.registry.putOfficers(officers.map((id) => ({ id, role: 'EMB-HD', body: 'EMB' })));
    const answers = await Promise.all(officers.map((officer) => said(officer, `${task}/claim`)));
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const claim = won[0]?.body['claim'] as JsonObject;
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect([status, body]).toMatchObject([409, { code: 'TASK_CLAIMED', claim }]);
    }
    const holder = claim['holder'] as string;
    expect(await said(holder, `${task}/claim`)).toMatchObject({ status: 200, body: { claim } });
    const mine = await asked('/v1/tasks?claimed=me&case=RACE-1', holder);
    expect(mine.tasks).toMatchObject([{ claim }]);
  });

  test('is not known to whom its case is not: as one that there is none of', async () => {
    const task = await taskIn('PASS-1');
    const none = await said('EMB-HD-4', '/v1/tasks/NONE-1/x%231/claim');
    expect(none).toMatchObject({ status: 404, body: { code: 'TASK_UNKNOWN' } });
    const words = (none.body['detail'] as string).replace('NONE-1', 'PASS-1');
    for (const officer of ['EMB-HD-4', 'CPL-LN-1', 'REV-OF-1']) {
      for (const act of ['claim', 'release', 'hand-over']) {
        const answer = await said(officer, `${task}/${act}`, { to: officer });
        expect(answer.body).toEqual({ ...none.body, detail: words });
      }
      expect((await asked(`${task}/claims`, officer)).status).toBe(404);
    }
  });

  test('is claimed by those alone who may act on it', async () => {
    const task = await taskIn('PASS-1');
    const refused = async (officer: string) => {
      const { status, body } = await said(officer, `${task}/claim`);
      return [status, body['code'], body['detail']];
    };
    const no = (words: string) => [403, 'NOT_PERMITTED', expect.stringContaining(words)];
    expect(await refused('EMB-CO-2')).toEqual(no('is none of these'));
    const operator = await api.request('POST', `${task}/claim`);
    expect(operator.status).toBe(403);
    const own = `/v1/tasks/HEARD-1/${encodeURIComponent(await hearing())}`;
    expect(await said('EMB-CO-1', `${own}/claim`)).toMatchObject({ status: 403 });
    // As the second officer, who is asked too.
    expect(await said('MFA-CD-1', `${own}/claim`)).toMatchObject({ status: 200 });
  });

  test('is handed over to one who may act, and released by the holder or by his head with reasons', async () => {
    await put('OVER-1', outboundCase(OUTBOUND.screened), 'Jilin');
    const task = await taskIn('OVER-1');
    const over = (officer: string, body: Json) => said(officer, `${task}/hand-over`, body);
    const claimed = await said('EMB-CO-1', `${task}/claim`);
    expect(claimed).toMatchObject({ status: 200, body: { claim: { holder: 'EMB-CO-1' } } });
    expect(await over('EMB-CO-2', { to: 'EMB-CO-2' })).toMatchObject({
      status: 409,
      body: { code: 'TASK_CLAIMED' },
    });
    for (const to of ['REG-CL-1', 'EMB-HD-5', 'NO-ONE-1']) {
      expect(await over('EMB-CO-1', { to })).toMatchObject({ status: 403 });
    }
    expect(await over('EMB-CO-1', { to: 'EMB-CO-2' })).toMatchObject({
      status: 200,
      body: { claim: { holder: 'EMB-CO-2' } },
    });
    const release = (officer: string, body: Json) => said(officer, `${task}/release`, body);
    expect(await release('EMB-CO-1', {})).toMatchObject({ status: 409 });
    expect(await release('PSO-DR-1', { reasons: 'of another office' })).toMatchObject({
      status: 409,
    });
    expect(await release('EMB-HD-1', {})).toMatchObject({ status: 409 });
    const reasons = 'on leave until the spring';
    const free = await release('EMB-HD-1', { reasons });
    expect([free.status, free.body['claim']]).toEqual([200, undefined]);
    expect(await release('EMB-CO-2', {})).toMatchObject({ status: 200 });
    const { body } = await asked(`${task}/claims`);
    expect(body).toMatchObject({
      claims: [
        { n: 1, act: 'claim', by: 'EMB-CO-1', holder: 'EMB-CO-1' },
        { n: 2, act: 'hand-over', by: 'EMB-CO-1', holder: 'EMB-CO-2' },
        { n: 3, act: 'release', by: 'EMB-HD-1', reasons },
      ],
    });
  });

  test('is withdrawn with a reason when the case moves on; nobody claims it then', async () => {
    const driver = await put('GONE-1', outboundCase(OUTBOUND.passport));
    const task = await taskIn('GONE-1');
    const id = decodeURIComponent(task.split('/').at(-1) ?? '');
    const close: Effect = { kind: 'closeTask', id, reason: 'case-moved-on' };
    await driver.record([entryRow(2, 'b', { effects: [close] })]);
    expect(await said('EMB-HD-1', `${task}/claim`)).toMatchObject({
      status: 409,
      body: { code: 'TASK_CLOSED', detail: expect.stringContaining('case-moved-on') },
    });
    const { tasks } = await asked('/v1/tasks?closed=true&case=GONE-1');
    expect(tasks).toMatchObject([{ id, closeReason: 'case-moved-on' }]);
    expect(await asked('/v1/tasks?closed=true')).toMatchObject({ status: 400 });
    expect(await said('EMB-HD-1', '/v1/tasks/GONE-1/none/claim')).toMatchObject({
      status: 404,
      body: { code: 'TASK_UNKNOWN' },
    });
  });
});

/** The task of HEARD-1 that asks for the decision. */
async function hearing(): Promise<string> {
  const { tasks } = await asked('/v1/tasks?case=HEARD-1&role=EMB-HD');
  const asks = tasks.find((task) => (task['events'] as string[]).includes('repatriation.decided'));
  return asks?.['id'] as string;
}
