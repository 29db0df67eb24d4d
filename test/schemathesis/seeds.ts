/**
 * What a run finds: cases and duties in every state that some call needs, and for each call the requests
 * that get it done.
 */
import { createHash } from 'node:crypto';
import { setInterval } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { readCaseFile } from '../../src/cases/case-file.ts';
import { playCaseFile } from '../../src/cli/play.ts';
import { addressOf } from '../../src/api/address.ts';
import { REPORT_SCHEDULE, workflowIdOf } from '../../workflows/messages.ts';
import { AT, openingEvents } from '../support/desk.ts';
import type { Desk, TestEvent } from '../support/desk.ts';
import { anotherService } from '../support/other-service.ts';
import { startReceiver } from '../support/receivers.ts';
import type { ReceiverServer } from '../support/receivers.ts';
import { OPERATOR } from './callers.ts';
import type { CallerName } from './callers.ts';

const PATIENCE_MS = 60_000;
const REASONS = 'synthetic reasons, recorded in full';

/** A request that gets a call done. */
export interface Seed {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly mediaType?: string;
  /** Who makes the call, in place of all who hold its power. */
  readonly by?: readonly CallerName[];
}

/** By call, `POST /v1/cases`. */
export type Seeds = Readonly<Record<string, readonly Seed[]>>;

export interface Seeded {
  readonly seeds: Seeds;
  /** A case with tasks open and closed. */
  readonly caseNo: string;
  close(): Promise<void>;
}

/** A call as somebody. */
export type CallAs = (
  name: CallerName,
  method: string,
  path: string,
  body?: Json,
) => Promise<JsonObject>;

/** Brings all of it about. */
export async function seed(desk: Desk, call: CallAs): Promise<Seeded> {
  const receiver = await startReceiver((response) => response.writeHead(410).end());
  // Before any task is opened that it could be told of.
  const hooks = await subscriptions(call, receiver);
  const parts = await Promise.all([
    drafts(desk, call),
    tasks(desk, call),
    letters(desk, call),
    replies(desk, call),
    persons(desk, call),
    erasures(desk),
    resumed(desk, call),
    registers(call),
    figures(desk, call),
    played(desk),
  ]);
  const dead = await deadLetter(call, hooks, receiver);
  const seeds: Record<string, readonly Seed[]> = {};
  for (const part of [...parts, hooks.seeds, dead]) {
    for (const [name, some] of Object.entries(part))
      seeds[name] = [...(seeds[name] ?? []), ...some];
  }
  return { seeds, caseNo: 'TASK-1', close: () => receiver.close() };
}

const CASE = '/v1/cases/{no}';
const DUTY = '/v1/duties/{kind}/{no}';

async function drafts(desk: Desk, call: CallAs): Promise<Seeds> {
  const event = { id: 'd', type: 'household.unity-decided', at: AT, reasons: REASONS };
  for (const no of ['DRAFT-1', 'DRAFT-2']) {
    await openMobilized(desk, no);
    await call('PSO-DR-1', 'POST', `/v1/cases/${no}/drafts`, { event });
  }
  const round = { type: 'mobilization.round-held', at: AT, round: 1, language: 'ko' };
  return {
    [`POST ${CASE}/events`]: [{ path: { no: 'DRAFT-1' }, body: { event: { ...round, id: 'r1' } } }],
    [`POST ${CASE}/drafts`]: [{ path: { no: 'DRAFT-1' }, body: { event: { ...round, id: 'r2' } } }],
    [`POST ${CASE}/drafts/{id}/countersign`]: [
      { path: { no: 'DRAFT-1', id: 'd' }, body: {}, by: ['FAO-LN-1'] },
    ],
    [`POST ${CASE}/drafts/{id}/withdraw`]: [
      { path: { no: 'DRAFT-2', id: 'd' }, body: { reasons: REASONS }, by: ['PSO-DR-1'] },
    ],
    [`GET ${CASE}/outcomes/{id}`]: [{ path: { no: 'DRAFT-1', id: 'DRAFT-1-01' } }],
    [`GET ${CASE}/policy-moves/{version}`]: [{ path: { no: 'DRAFT-2', version: '1957-12-17.2' } }],
  };
}

async function tasks(desk: Desk, call: CallAs): Promise<Seeds> {
  const one = async (no: string): Promise<Record<string, string>> => {
    await openMobilized(desk, no);
    const { tasks: open } = await call(OPERATOR, 'GET', `/v1/tasks?case=${no}`);
    const id = (open as readonly { readonly id: string }[])[0]?.id ?? '';
    await call('EMB-CO-1', 'POST', `/v1/tasks/${no}/${encodeURIComponent(id)}/claim`);
    return { case: no, id };
  };
  const [path, other, third] = [await one('TASK-1'), await one('TASK-2'), await one('TASK-3')];
  const by = ['EMB-CO-1'] as const;
  return {
    'POST /v1/tasks/{case}/{id}/claim': [{ path, by }],
    'POST /v1/tasks/{case}/{id}/release': [{ path: third, by, body: {} }],
    'POST /v1/tasks/{case}/{id}/hand-over': [{ path: other, by, body: { to: 'EMB-CO-2' } }],
    'GET /v1/tasks/{case}/{id}/claims': [{ path }],
    'GET /v1/tasks': [{ query: { closed: 'true', case: 'TASK-1' } }, { query: { mine: 'true' } }],
  };
}

/** Letters of a case and of a duty, and a sending of each, signed by who may. */
async function letters(desk: Desk, call: CallAs): Promise<Seeds> {
  await openMobilized(desk, 'LETTER-1');
  const asked = { correlationId: 'M5-1', homeAuthority: 'Synthetic County' };
  await desk.submit('LETTER-1', said('l-1', 'clause3.check-sent', 'EMB-CO-1', asked));
  await notice(desk, call, '1958-2');
  const act = async (no: string, address: string): Promise<Json> => {
    const { letters: rows } = await call(OPERATOR, 'GET', `${address}/letters`);
    const key = (rows as readonly { readonly key: string }[])[0]?.key ?? '';
    return desk.signed(no, said('again', 'letter.sent-again', 'CPL-LN-1', { letter: key }));
  };
  const [path, duty] = [{ no: 'LETTER-1' }, { kind: 'policy-notice', no: '1958-2' }];
  const ofDuty = 'policy-notice/1958-2';
  return {
    [`POST ${CASE}/letters`]: [{ path, body: await act('LETTER-1', '/v1/cases/LETTER-1') }],
    [`POST ${DUTY}/letters`]: [{ path: duty, body: await act(ofDuty, `/v1/duties/${ofDuty}`) }],
    [`GET ${CASE}/letters/{file}`]: [{ path: { ...path, file: '1.html' } }],
    [`GET ${DUTY}/letters/{file}`]: [{ path: { ...duty, file: '1.html' } }],
    [`GET ${CASE}/letters`]: [{ path }],
    [`GET ${DUTY}/letters`]: [{ path: duty }],
    ...Object.fromEntries(
      ['', '/file', '/rejected', '/bundle'].map((what) => [`GET ${DUTY}${what}`, [{ path: duty }]]),
    ),
    [`GET ${DUTY}/outcomes/{id}`]: [{ path: { ...duty, id: 'n-1' } }],
    ...Object.fromEntries(
      (
        [
          ['events', { event: { id: 'e', type: 'duty.withdrawn', at: AT, reasons: 'short' } }],
          ['drafts', { event: { id: 'd', type: 'notice.released', at: AT } }],
          ['drafts/{id}/countersign', { attestations: ['signed.by.nobody'] }],
          ['drafts/{id}/withdraw', { reasons: REASONS }],
        ] as const
      ).map(([what, body]) => [`POST ${DUTY}/${what}`, [{ path: { ...duty, id: 'd' }, body }]]),
    ),
  };
}

/** A notice that the other side owes an answer to. */
async function notice(desk: Desk, call: CallAs, no: string): Promise<void> {
  const number = `policy-notice/${no}`;
  await call(OPERATOR, 'POST', '/v1/duties/policy-notice', { no });
  const released = { correlationId: `P-${no}`, noticeRef: 'NOTICE-1' };
  for (const event of [
    said('n-1', 'notice.drafted', 'EMB-CO-1', { noticeRef: 'NOTICE-1' }),
    said('n-2', 'notice.released', 'EMB-HD-1', released),
  ]) {
    await desk.post(`/v1/duties/${number}/events`, await desk.signed(number, event));
  }
}

/** The other side is a service of its own from here on. */
async function replies(desk: Desk, call: CallAs): Promise<Seeds> {
  await notice(desk, call, '1958-3');
  const service = await anotherService('CPL-LN-9');
  const settings = await service.enter(desk.stack.registry);
  await call(OPERATOR, 'PUT', '/v1/channels/counterpart', settings);
  const answer = { type: 'notice.answered', correlationId: 'P-1958-3', noteRef: 'NOTE-1' };
  const { content, headers } = await service.reply('policy-notice/1958-3', 'm-1', answer);
  return {
    'POST /v1/counterpart/{body}/replies': [
      { path: { body: 'counterpart' }, headers, body: content },
    ],
    // The other bodies keep theirs: who answers is still to be found.
    'PUT /v1/channels/{body}': [{ path: { body: 'home-authority' }, body: { channel: 'by-hand' } }],
  };
}

async function persons(desk: Desk, call: CallAs): Promise<Seeds> {
  const no = 'PERSON-1';
  const address = `/v1/cases/${no}`;
  await openMobilized(desk, no);
  const claim = { statementRef: 'P-1', confidential: true };
  await desk.submit(no, said('c-1', 'protection.claimed', 'EMB-CO-1', claim));
  await call('EMB-CO-1', 'PUT', `${address}/identity`, { name: 'Synthetic Person' });
  await call('PRO-OF-1', 'PUT', `${address}/protection`, { ground: 'opinion' });
  const text = 'A synthetic statement.';
  const sha256 = createHash('sha256').update(text).digest('base64');
  const { ref } = await call('EMB-CO-1', 'POST', `${address}/stored-files?kind=statement`, text);
  const path = { no };
  return {
    [`GET ${CASE}/identity`]: [{ path }],
    [`PUT ${CASE}/identity`]: [{ path, body: { name: 'Synthetic Person', birth: '1931' } }],
    [`GET ${CASE}/protection`]: [{ path }],
    [`PUT ${CASE}/protection`]: [{ path, body: { ground: 'opinion' } }],
    [`POST ${CASE}/stored-files`]: [
      {
        ...{ path, query: { kind: 'statement' }, body: text, mediaType: 'text/plain' },
        headers: { 'content-digest': `sha-256=:${sha256}:` },
      },
    ],
    [`GET ${CASE}/stored-files`]: [{ path }],
    [`GET ${CASE}/stored-files/{ref}`]: [{ path: { no, ref: String(ref) } }],
    [`GET ${CASE}/readings`]: [{ path }],
  };
}

/** Two cases of mistaken identity: one was erased, one may be. */
async function erasures(desk: Desk): Promise<Seeds> {
  const order = async (no: string): Promise<JsonObject> => {
    await openMobilized(desk, no);
    const by = { reasons: REASONS, second: 'EMB-HD-1' };
    await desk.submit(no, said('m-1', 'identity.mistaken', 'EMB-CO-1', by));
    const erased = { ground: 'mistaken-identity', ...by };
    return desk.signed(no, said('x-1', 'identity.erased', 'EMB-CO-1', erased));
  };
  const [first, second] = [await order('ERASED-1'), await order('ERASED-2')];
  await desk.post('/v1/cases/ERASED-1/erasure', first);
  return {
    [`GET ${CASE}/erasure`]: [{ path: { no: 'ERASED-1' } }],
    [`POST ${CASE}/erasure`]: [{ path: { no: 'ERASED-2' }, body: second }],
  };
}

/** A case and a duty whose workflows an operator ended. */
async function resumed(desk: Desk, call: CallAs): Promise<Seeds> {
  const order = async (number: string, by: string): Promise<JsonObject> => {
    await desk.stack.temporal.client.workflow
      .getHandle(workflowIdOf(number))
      .terminate('by mistake');
    const { head } = await call(OPERATOR, 'GET', `${addressOf(number)}/file?after=1`);
    const more = { ...(head as JsonObject), second: 'PSO-DR-1', reasons: REASONS };
    return desk.signed(number, said('g-1', 'case.resumed', by, more));
  };
  const [no, duty] = ['RESUME-1', { kind: 'policy-notice', no: '1958-4' }];
  await openMobilized(desk, no);
  await notice(desk, call, duty.no);
  return {
    [`POST ${CASE}/resume`]: [{ path: { no }, body: await order(no, 'EMB-HD-1') }],
    [`POST ${DUTY}/resume`]: [
      { path: duty, body: await order(`policy-notice/${duty.no}`, 'EMB-HD-1') },
    ],
  };
}

async function registers(call: CallAs): Promise<Seeds> {
  const put = (n: number): JsonObject => ({
    kind: 'put-officer',
    reasons: REASONS,
    officer: { id: `EMB-CO-1${n}`, role: 'EMB-CO', body: 'EMB' },
  });
  const change = (n: number) => call('administrator-1', 'POST', '/v1/register-changes', put(n));
  const key = (name: string) =>
    call('administrator-1', 'POST', '/v1/api-keys', { name, powers: ['cases.read'], days: 1 });
  const id = async (made: Promise<JsonObject>): Promise<string> => String((await made)['id']);
  return {
    'POST /v1/register-changes': [{ body: put(3) }],
    'POST /v1/register-changes/{id}/confirm': [
      { path: { id: await id(change(1)) }, by: ['administrator-2'] },
    ],
    'POST /v1/register-changes/{id}/withdraw': [{ path: { id: await id(change(2)) } }],
    'POST /v1/api-keys/{id}/rotate': [{ path: { id: await id(key('rotated')) } }],
    'POST /v1/api-keys/{id}/revoke': [{ path: { id: await id(key('revoked')) } }],
  };
}

async function figures(desk: Desk, call: CallAs): Promise<Seeds> {
  await desk.stack.temporal.client.schedule.getHandle(REPORT_SCHEDULE).trigger();
  const month = async () => (await call(OPERATOR, 'GET', '/v1/figures'))['month'];
  await there(async () => (await month()) !== undefined);
  const path = { file: `${String(await month())}.pdf` };
  return { 'GET /v1/figures': [{}], 'GET /v1/figures/{file}': [{ path }] };
}

/** A case with documents. */
async function played(desk: Desk): Promise<Seeds> {
  const file = readCaseFile(JSON.parse(await readFile('samples/OUT-02.json', 'utf8')));
  const { service, stack } = desk;
  const { playedNo: no } = await playCaseFile(file, { service, dataDir: stack.dataDir });
  const path = { no };
  return {
    [`GET ${CASE}/documents/{file}`]: [
      { path: { no, file: '1.pdf' } },
      { path: { no, file: '1.html' } },
    ],
    ...Object.fromEntries(
      ['', '/documents', '/file', '/rejected', '/bundle'].map((what) => [
        `GET ${CASE}${what}`,
        [{ path }],
      ]),
    ),
  };
}

interface Hooks {
  readonly seeds: Seeds;
  readonly id: string;
}

async function subscriptions(call: CallAs, { port }: ReceiverServer): Promise<Hooks> {
  const subscribed = async (kinds: readonly string[]): Promise<string> => {
    const wish = { url: `http://127.0.0.1:${port}/`, kinds };
    return String((await call(OPERATOR, 'POST', '/v1/subscriptions', wish))['id']);
  };
  const [id, gone, other] = [
    await subscribed(['task.opened']),
    await subscribed(['letter.M13']),
    await subscribed(['letter.M13']),
  ];
  const one = '/v1/subscriptions/{id}';
  const path = { id };
  return {
    id,
    seeds: {
      [`GET ${one}`]: [{ path }],
      [`DELETE ${one}`]: [{ path: { id: gone } }],
      [`POST ${one}/rotate-secret`]: [{ path: { id: other } }],
      [`POST ${one}/test`]: [{ path: { id: other } }],
      [`GET ${one}/dead-letters`]: [{ path }],
    },
  };
}

/** What the receiver wanted no more, and takes again. */
async function deadLetter(call: CallAs, { id }: Hooks, receiver: ReceiverServer): Promise<Seeds> {
  const one = `/v1/subscriptions/${id}`;
  const dead = async (): Promise<readonly { readonly id: string }[]> =>
    (await call(OPERATOR, 'GET', `${one}/dead-letters`))['deadLetters'] as { id: string }[];
  await there(async () => (await dead()).length > 0);
  receiver.answer = (response) => response.writeHead(204).end();
  await call(OPERATOR, 'POST', `${one}/test`);
  const letter = (await dead())[0]?.id ?? '';
  return {
    'POST /v1/subscriptions/{id}/dead-letters/{letter}/redeliver': [{ path: { id, letter } }],
  };
}

/** Waits for what comes a moment later. @throws where it does not. */
async function there(is: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for await (const _ of setInterval(200)) {
    if (await is()) return;
    if (Date.now() > until) throw new Error('what a call needs does not come');
  }
}

/** Opens an outbound case and brings it to mobilization. */
async function openMobilized(desk: Desk, no: string): Promise<void> {
  await desk.open(no);
  for (const event of openingEvents(no)) await desk.submit(no, event);
}

function said(id: string, type: string, by: string, more: JsonObject = {}): TestEvent {
  return { id, type, at: AT, by, ...more };
}
