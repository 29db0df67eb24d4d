/** Officers who stand in for an absent one: what they see, may do and leave in the logs, and for how long. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Substitution } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { openTask } from '../support/records.ts';

const DAY_MS = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();
const NOW = { from: ago(1), until: ago(-7) };

/** Each substitute is of one test or two, so that none changes what another sees. */
const SUBSTITUTIONS: readonly Substitution[] = [
  { id: 'S-1', substitute: 'EMB-CO-2', absentee: 'EMB-HD-1', ...NOW },
  { id: 'S-2', substitute: 'EMB-CO-3', absentee: 'EMB-HD-1', from: ago(9), until: ago(1) },
  { id: 'S-3', substitute: 'EMB-CO-4', absentee: 'EMB-HD-1', ...NOW, procedures: ['exit'] },
  { id: 'S-4', substitute: 'EMB-CO-5', absentee: 'EMB-HD-1', ...NOW, events: ['note.added'] },
  { id: 'S-5', substitute: 'EMB-CO-6', absentee: 'EMB-HD-1', ...NOW, events: ['another.event'] },
  // Of a substitute: not passed on.
  { id: 'S-6', substitute: 'EMB-CO-7', absentee: 'EMB-CO-2', ...NOW },
  // Two provinces.
  { id: 'S-7', substitute: 'PSO-DR-7', absentee: 'PSO-DR-8', ...NOW },
  // No register takes this; one that had it lends nothing.
  { id: 'S-8', substitute: 'EMB-CO-8', absentee: 'PRO-OF-1', ...NOW },
];

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const put = (id: string, province: string) => ({
    ...{ id, role: 'PSO-DR', body: 'PSO', province },
  });
  await api.registry.putOfficers([put('PSO-DR-7', 'Jilin'), put('PSO-DR-8', 'Liaoning')]);
  await api.registry.putSubstitutions(SUBSTITUTIONS);
  await open('A-HEAD', 'outbound', { province: 'Jilin' }, ['EMB-HD']);
  await open('A-EXIT', 'exit', { province: 'Liaoning' }, ['EMB-HD', 'PSO-DR']);
});
afterAll(() => api.close());

/** A case with one task for these roles. */
async function open(
  caseNo: string,
  procedure: string,
  facts: JsonObject,
  roles: string[],
  drafts: readonly JsonObject[] = [],
) {
  const body = { caseNo, procedure, subjectRef: 's/1', facts };
  expect((await api.request('POST', '/v1/cases', { body })).status).toBe(201);
  const decisions = [{ type: 'note.added', roles, barred: [] }];
  const since = '2025-03-01T10:00:00.000Z';
  const task = { id: 'task-h', title: 'Do it', roles, events: ['note.added'], since, decisions };
  const view = { tasks: [task], drafts };
  await api.workflows.write(caseNo, [openTask('task-h', roles)], view);
}

async function as(officer: string, method: string, path: string, body?: JsonObject) {
  const token = await api.tokenOf(officer);
  const answer = await api.request(method, path, { token, ...(body && { body }) });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

/** Tasks of his: `<case> <for whom>`. */
async function tasksOf(officer: string, query = 'mine=true'): Promise<readonly string[]> {
  const { body } = await as(officer, 'GET', `/v1/tasks?${query}`);
  const tasks = body['tasks'] as readonly JsonObject[];
  return tasks.flatMap(({ caseNo, id, standsFor = [] }) =>
    id === 'task-h' ? [`${String(caseNo)} ${(standsFor as string[]).join()}`.trim()] : [],
  );
}

describe('the tasks of whoever stands in for somebody', () => {
  test('have those of the absentee among them, marked with whom they are for', async () => {
    expect(await tasksOf('EMB-CO-2')).toEqual(['A-EXIT EMB-HD-1', 'A-HEAD EMB-HD-1']);
    expect(await tasksOf('EMB-HD-1')).toEqual(['A-EXIT', 'A-HEAD']);
    expect(await tasksOf('EMB-CO-1')).toEqual([]);
  });

  test.each([
    ['when it is over', 'EMB-CO-3', []],
    ['outside its procedures', 'EMB-CO-4', ['A-EXIT EMB-HD-1']],
    ['when it is passed on', 'EMB-CO-7', []],
    ['when the absentee is of another body', 'EMB-CO-8', []],
  ])('are not lent %s', async (_when, officer, tasks) => {
    expect(await tasksOf(officer)).toEqual(tasks);
  });

  test('say what he may do in his own name, and what for the absentee', async () => {
    const { body } = await as('EMB-CO-2', 'GET', '/v1/tasks?mine=true&case=A-HEAD');
    const tasks = body['tasks'] as readonly JsonObject[];
    expect(tasks.find(({ id }) => id === 'task-h')).toMatchObject({
      standsFor: ['EMB-HD-1'],
      decisions: [
        {
          you: { first: 'ROLE_NOT_ALLOWED', second: 'ROLE_NOT_ALLOWED' },
          youFor: [{ absentee: 'EMB-HD-1', second: 'ROLE_NOT_ALLOWED' }],
        },
      ],
    });
    expect(JSON.stringify(tasks)).not.toContain('"youFor":[{"absentee":"EMB-HD-1","first"');
  });

  test('are those alone that single event types of his scope answer', async () => {
    expect(await tasksOf('EMB-CO-5')).toEqual(['A-EXIT EMB-HD-1', 'A-HEAD EMB-HD-1']);
    const { status } = await as('EMB-CO-6', 'POST', '/v1/tasks/A-HEAD/task-h/claim');
    expect(status).toBe(403);
  });

  test.each([
    ['EMB-CO-2', 200],
    ['EMB-CO-3', 403],
    ['EMB-CO-4', 403],
    ['EMB-CO-7', 403],
  ])('may be claimed by him: %s is answered %i', async (officer, status) => {
    const path = '/v1/tasks/A-HEAD/task-h';
    const claimed = await as(officer, 'POST', `${path}/claim`);
    expect(claimed.status).toBe(status);
    if (status === 200) {
      expect(claimed.body).toMatchObject({ claim: { holder: officer }, standsFor: ['EMB-HD-1'] });
      expect((await as(officer, 'POST', `${path}/release`, {})).status).toBe(200);
    }
  });
});

/** A draft with who may countersign it. */
function draft(id: string, by: string, second: JsonObject, event: JsonObject = {}): JsonObject {
  const { roles = [] } = second;
  const since = '2025-03-02T10:00:00.000Z';
  return { id, by, event: { id, type: 'note.added', ...event }, since, secondRoles: roles, second };
}

describe('drafts that wait for a second officer', () => {
  const HEADS = ['EMB-HD', 'PSO-DR'];
  beforeAll(async () => {
    await open(
      'D-1',
      'outbound',
      { province: 'Liaoning' },
      ['MFA-CD'],
      [
        draft('one', 'PSO-IN-3', { roles: HEADS, barred: ['PSO-IN-3'] }),
        draft('two', 'PSO-DR-3', { roles: HEADS, barred: ['PSO-DR-3', 'EMB-HD-3'] }),
        draft('three', 'MFA-CD-1', { roles: ['MFA-CD', 'MPS-CD'], barred: [], notOf: 'MFA' }),
        draft('four', 'PSO-IN-3', { roles: HEADS, barred: [] }, { second: 'EMB-HD-2' }),
        { ...draft('five', 'PSO-IN-3', { roles: HEADS, barred: [] }), lapsed: 'EVENT_NOT_ALLOWED' },
      ],
    );
  });

  const draftsOf = async (officer: string, query = 'mine=true') => {
    const { body } = await as(officer, 'GET', `/v1/tasks?${query}&case=D-1`);
    return (body['tasks'] as readonly JsonObject[]).flatMap(({ id }) =>
      String(id).startsWith('draft/') ? [String(id).slice('draft/'.length)] : [],
    );
  };

  test.each([
    ['of the role', 'EMB-HD-4', ['one', 'two']],
    ['whom the event names', 'EMB-HD-2', ['four', 'one', 'two']],
    ['but for its proposer', 'PSO-DR-3', ['one']],
    ['but for whoever took part', 'EMB-HD-3', ['one']],
    ['of the other body', 'MPS-CD-1', ['three']],
    ['and not of that of the first', 'MFA-CD-2', []],
    ['of its province', 'PSO-DR-8', ['one', 'two']],
    ['and of no other, but for whom he stands in there', 'PSO-DR-7', []],
    ['in one’s own name', 'EMB-CO-2', []],
  ])('are listed to those who may countersign: %s', async (_who, officer, drafts) => {
    expect((await draftsOf(officer)).toSorted()).toEqual(drafts);
  });

  test('stand in no other list, and show what they are', async () => {
    expect(await draftsOf('EMB-HD-4', 'role=EMB-HD')).toEqual([]);
    expect(await draftsOf('EMB-HD-4', 'mine=true&role=EMB-CO')).toEqual([]);
    const { body } = await as('EMB-HD-4', 'GET', '/v1/tasks?mine=true&case=D-1&limit=2');
    expect(body['tasks']).toMatchObject([
      {
        id: 'draft/one',
        caseNo: 'D-1',
        title: 'note.added',
        draft: { id: 'one', by: 'PSO-IN-3' },
        decisions: [{ drafts: [{ id: 'one', you: {} }] }],
      },
    ]);
    expect(body['next']).toBeTypeOf('string');
    expect((await as('EMB-HD-4', 'POST', '/v1/tasks/D-1/draft%2Fone/claim')).status).toBe(404);
  });

  test('are gone once they are signed, withdrawn or lapsed', async () => {
    await api.workflows.write('D-1', [], { drafts: [] });
    expect(await draftsOf('EMB-HD-4')).toEqual([]);
  });
});

describe('a task in hand', () => {
  test('is handed over to whoever may act on it for an absentee, and to nobody else', async () => {
    const path = '/v1/tasks/A-HEAD/task-h';
    expect((await as('EMB-HD-1', 'POST', `${path}/claim`)).status).toBe(200);
    const handed = async (by: string, to: string) =>
      (await as(by, 'POST', `${path}/hand-over`, { to })).status;
    expect(await handed('EMB-HD-1', 'EMB-CO-3')).toBe(403);
    expect(await handed('EMB-HD-1', 'EMB-CO-2')).toBe(200);
    expect((await as('EMB-CO-2', 'POST', `${path}/release`, {})).status).toBe(200);
  });
});

describe('what he may know of', () => {
  test('is what the absentee may, in that one’s province too', async () => {
    expect((await as('PSO-DR-7', 'GET', '/v1/cases/A-EXIT')).status).toBe(200);
    expect(await tasksOf('PSO-DR-7')).toEqual(['A-EXIT PSO-DR-8']);
    const { body } = await as('PSO-DR-7', 'GET', '/v1/cases');
    const cases = (body['cases'] as readonly JsonObject[]).map(({ caseNo }) => String(caseNo));
    expect(cases.toSorted()).toEqual(['A-EXIT', 'A-HEAD', 'D-1']);
    expect((await as('PSO-DR-8', 'GET', '/v1/cases/A-HEAD')).status).toBe(404);
  });

  test('opens duties for a head, and not with single event types alone', async () => {
    const duty = (no: string) => ({ no, facts: {} });
    const path = '/v1/duties/coordination';
    expect((await as('EMB-CO-2', 'POST', path, duty('A'))).status).toBe(201);
    for (const officer of ['EMB-CO-1', 'EMB-CO-3', 'EMB-CO-5', 'EMB-CO-8']) {
      expect((await as(officer, 'POST', path, duty('B'))).status, officer).toBe(403);
    }
  });
});

describe('the log of readings', () => {
  test('says for whom he read what his own office would not show, and for nobody else', async () => {
    const identity = { name: 'Synthetic Person' };
    const path = '/v1/cases/A-EXIT/identity';
    const put = await as('PSO-IN-1', 'PUT', path, identity);
    expect(put.status, JSON.stringify(put.body)).toBe(200);
    expect((await as('EMB-CO-1', 'GET', path)).status).toBe(403);
    expect((await as('EMB-CO-2', 'GET', path)).status).toBe(200);
    expect((await as('PSO-DR-7', 'GET', path)).status).toBe(200);
    expect((await as('PSO-DR-1', 'GET', path)).status).toBe(200);
    const { body } = await as('auditor-1', 'GET', '/v1/cases/A-EXIT/readings');
    const readings = body['readings'] as readonly JsonObject[];
    const read = readings.filter(({ act }) => act === 'read');
    expect(read.map(({ by, actsFor }) => [by, actsFor])).toEqual([
      ['EMB-CO-2', ['EMB-HD-1']],
      ['PSO-DR-7', ['PSO-DR-8']],
      ['PSO-DR-1', undefined],
    ]);
  });

  test('names the officer alone where his own office shows it, whomever he stands in for', async () => {
    const path = '/v1/cases/A-HEAD/identity';
    expect((await as('EMB-CO-2', 'PUT', path, { name: 'Synthetic Person' })).status).toBe(200);
    expect((await as('EMB-CO-2', 'GET', path)).status).toBe(200);
    const { body } = await as('auditor-1', 'GET', '/v1/cases/A-HEAD/readings');
    const readings = body['readings'] as readonly JsonObject[];
    expect(readings.map(({ act, by, actsFor }) => [act, by, actsFor])).toEqual([
      ['written', 'EMB-CO-2', undefined],
      ['read', 'EMB-CO-2', undefined],
    ]);
  });
});
