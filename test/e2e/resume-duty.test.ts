/**
 * A duty whose run was ended goes on from its file by two officers, on the same path as a case: each
 * kind, over HTTP and by the command line.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { dutyWorkflowId } from '../../workflows/messages.ts';
import { AT, openDesk } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';

const REASONS = 'synthetic reasons, recorded in full';
const OFFICERS = ['--as', 'EMB-HD-1', '--second', 'MFA-CD-1', '--reasons', REASONS];
const ASKED = { correlationId: 'D-1' };
const NOTED = { ...ASKED, noteRef: 'NOTE-1' };

/** What is sent before the run is ended, and after it; the outcome. */
const KINDS: Readonly<Record<string, readonly [Said, readonly Said[], string]>> = {
  'policy-notice': [
    ['notice.drafted', 'EMB-CO-1', { noticeRef: 'N-1' }],
    [
      ['notice.released', 'EMB-HD-1', { ...ASKED, noticeRef: 'N-1' }],
      ['notice.answered', 'CPL-LN-1', NOTED],
    ],
    'answered',
  ],
  'prevention-measure': [
    ['measure.entered-into-force', 'PSO-DR-1', { measureRef: 'M-1' }],
    [['measure.reviewed', 'PSO-DR-1', { result: 'ended', reasons: REASONS }]],
    'reviewed',
  ],
  coordination: [
    ['coordination.requested', 'FAO-LN-1', { ...ASKED, measureRef: 'M-1' }],
    [['coordination.answered', 'CPL-LN-1', NOTED]],
    'answered',
  ],
  'registration-list': [
    ['list.sent', 'FAO-LN-1', { ...ASKED, listRef: 'L-1' }],
    [['list.returned', 'CPL-LN-1', { ...ASKED, listRef: 'L-2' }]],
    'answered',
  ],
  'views-and-instructions': [
    ['question.asked', 'PSO-DR-1', { questionRef: 'Q-1' }],
    [
      ['question.forwarded', 'PSO-DR-1', { to: ['MFA'] }],
      ['instruction.issued', 'MFA-CD-1', { instructionId: 'I-1', permits: [] }],
    ],
    'instructed',
  ],
};
type Said = readonly [type: string, by: string, fields: JsonObject];

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.stop());

function numberOf(kind: string): string {
  return `${kind}/R-1`;
}

async function send(number: string, id: string, [type, by, fields]: Said): Promise<JsonObject> {
  const event: TestEvent = { id, type, at: AT, by, ...fields };
  return (await desk.post(`/v1/duties/${number}/events`, await desk.signed(number, event))).body;
}

async function view(number: string): Promise<JsonObject> {
  return (await desk.service.get(`/v1/duties/${number}`)).body;
}

function endedBy(number: string): Promise<unknown> {
  return desk.stack.temporal.client.workflow
    .getHandle(dutyWorkflowId(number))
    .terminate('by mistake');
}

describe.each(Object.entries(KINDS))('%s', (kind, [first, rest, outcome]) => {
  const number = numberOf(kind);

  test('goes on where it stood, and ends as it would have', async () => {
    await desk.service.post(`/v1/duties/${kind}`, { no: 'R-1', facts: { province: 'Jilin' } });
    expect(await send(number, 'd-1', first)).toMatchObject({ outcome: 'accepted' });
    const before = await view(number);
    await endedBy(number);
    const resumed = await desk.command('resume', number, ...OFFICERS);
    expect({ ...resumed, number }).toMatchObject({ exitCode: 0, err: [] });
    expect(await view(number)).toMatchObject({
      state: before['state'],
      tasks: before['tasks'],
      awaiting: before['awaiting'],
      seq: 2,
    });
    for (const [at, said] of rest.entries()) {
      expect(await send(number, `e-${at}`, said)).toMatchObject({ outcome: 'accepted' });
    }
    expect(await view(number)).toMatchObject({ open: false, outcome });
    const exported = join(desk.stack.dataDir, `${kind}.json`);
    expect(await desk.command('export', number, '--out', exported)).toMatchObject({ exitCode: 0 });
    expect(await desk.command('verify', exported)).toMatchObject({ exitCode: 0 });
  });
});

test('the registry agrees with all of them', async () => {
  expect(await desk.command('registry', 'check')).toMatchObject({ exitCode: 0 });
});

describe('a duty that runs', () => {
  const number = 'coordination/R-2';
  const order = { seq: 0, hash: 'x', second: 'MFA-CD-1', reasons: REASONS };

  test('is not resumed, by this door or as an event: it knows none', async () => {
    await desk.service.post('/v1/duties/coordination', { no: 'R-2' });
    const { exitCode, err } = await desk.command('resume', number, ...OFFICERS);
    expect([exitCode, err.join()]).toEqual([2, expect.stringContaining('CASE_RUNNING')]);
    // As runs of before this event answered it, whoever sent it and whatever was in it.
    for (const [id, by, fields] of [
      ['r-1', 'EMB-HD-1', order],
      ['r-2', 'CPL-LN-1', { seq: 'none' }],
    ] as const) {
      expect(await send(number, id, ['case.resumed', by, fields])).toMatchObject({
        code: 'EVENT_NOT_ALLOWED',
      });
    }
  });

  test('is not resumed by other roles once it was ended, or for another end', async () => {
    await endedBy(number);
    const others = ['--as', 'EMB-CO-1', '--second', 'PSO-DR-1', '--reasons', REASONS];
    const refused = await desk.command('resume', number, ...others);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.err.join()).toContain('ROLE_NOT_ALLOWED');
    const event = { id: 'o-1', type: 'case.resumed', at: AT, by: 'EMB-HD-1', ...order };
    const answer = await desk.post(`/v1/duties/${number}/resume`, await desk.signed(number, event));
    expect(answer).toMatchObject({ status: 409, body: { code: 'NOT_RESUMED' } });
    expect(await desk.command('resume', number, ...OFFICERS)).toMatchObject({ exitCode: 0 });
  });
});
