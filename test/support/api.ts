/**
 * The API over a real registry and real admission. Only the workflows are played: every attested event
 * is accepted, `case.closed` ends the case, and nothing happens while the test holds them back.
 */
import pino from 'pino';
import type { Logger } from 'pino';
import { createAdmit } from '../../activities/admit.ts';
import type { CaseActivities, SubmissionVerdict } from '../../activities/contract.ts';
import type { Effect, Json, JsonObject, Opening } from '../../machines/kernel/types.ts';
import { createApp } from '../../src/api/app.ts';
import type { ApiDeps, CaseWorkflows, SignalName } from '../../src/api/deps.ts';
import { faultOfOpening, faultOfScope } from '../../src/embedded/procedures.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { openPersons } from '../../src/persons/open.ts';
import { openRegistry } from '../../src/registry/open.ts';
import type { RegistryOptions } from '../../src/registry/open.ts';
import type { Registry } from '../../src/registry/types.ts';
import { createIdentify } from '../../src/sign-in/identify.ts';
import { createProveToken } from '../../src/sign-in/oidc.ts';
import { AUDIENCE, ISSUER, openIssuer } from './issuer.ts';
import type { CaseRuns } from '../../src/temporal/runs.ts';
import { callable } from '../../src/webhooks/addresses.ts';
import { testKeys, testSender } from './webhooks.ts';
import { testDatabase } from './database.ts';
import { heldAgainst } from './documented.ts';
import type { Document } from './documented.ts';
import { openOffices } from './offices.ts';
import type { Offices } from './offices.ts';
import { aCase, entryRow, openTask, sendLetter } from './records.ts';
import type { CaseDriver } from './records.ts';

/** Days that the person of a closed case is kept. */
export const PERSONS_KEPT_DAYS = 3_650;

export const TOKEN = 'a-token-for-tests';

export interface TestApi {
  readonly registry: Registry;
  readonly offices: Offices;
  readonly workflows: PlayedWorkflows;
  /**
   * A request with the token unless `token` says otherwise; a body is sent as JSON. Throws where the
   * answer is not as the document of the API has it.
   */
  request(method: string, path: string, options?: RequestOptions): Promise<Response>;
  /** Opens a case of this number. */
  open(caseNo: string): Promise<void>;
  /** Has the case write a letter, of which no workflow knows; the letter's key. */
  writeTo(caseNo: string, body: string, kind?: string): Promise<{ readonly key: string }>;
  /** A submission signed by an officer. */
  signed(caseNo: string, event: JsonObject, officer?: string): Promise<JsonObject>;
  /** The token by which an officer is signed in. */
  tokenOf(officer: string): Promise<string>;
  close(): Promise<void>;
}

interface RequestOptions {
  readonly body?: Json;
  readonly raw?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Workflows that a test can hold back and take away. */
export interface PlayedWorkflows extends CaseWorkflows {
  /** Nothing is answered until the returned function is called. */
  holdBack(): () => void;
  /** As if the Temporal server were away. */
  away: boolean;
  /** Ends a case's workflow as an operator would. */
  terminate(caseNo: string): void;
  /** Has the case record an entry with these effects and more in its view; its place. */
  write(caseNo: string, effects: readonly Effect[], view?: JsonObject): Promise<number>;
  /** Sendings of letters that were started. */
  readonly sendings: { readonly caseNo: string; readonly key: string; readonly id: string }[];
  /** Dead letters that went again. */
  readonly told: { readonly caseNo: string; readonly key: string; readonly id: string }[];
  readonly signals: { readonly caseNo: string; readonly name: string; readonly payload: Json }[];
}

/** No Temporal server is here that could know of a run. */
const NO_RUNS: CaseRuns = {
  standing: () => Promise.resolve({ kind: 'unknown' }),
  view: () => Promise.resolve(undefined),
  end: () => Promise.resolve(),
  goOn: () => Promise.resolve('started'),
  failure: () => Promise.resolve(undefined),
  page: () => Promise.resolve({ runs: [] }),
  hasRecorded: () => Promise.resolve(false),
};

interface ApiOptions {
  readonly ratePerMinute?: number;
  /** Another registry than an empty one of the run's database. */
  readonly registry?: RegistryOptions;
  /** Takes the log; default: nobody. */
  readonly log?: Logger;
  /** What the application has in the place of what is here. */
  readonly replaced?: (registry: Registry, offices: Offices) => Partial<ApiDeps>;
}

/** Starts it. */
export async function startApi({
  ratePerMinute,
  registry: opened,
  log = pino({ level: 'silent' }),
  replaced = () => ({}),
}: ApiOptions = {}): Promise<TestApi> {
  const keys = await testKeys();
  const offices = await openOffices();
  const registry = await openRegistry(opened ?? (await testDatabase()));
  await registry.putOfficers(offices.officers);
  await registry.putIssuers(offices.issuers);
  const admit = createAdmit({
    verdicts: registry,
    households: registry,
    shared: registry,
    attest: createAttest(registry),
    now: () => new Date(),
    formOf: () => undefined,
  });
  const workflows = playWorkflows(registry, admit);
  const issuer = await openIssuer();
  const oidc = { issuer: ISSUER, audience: AUDIENCE, officerClaim: 'sub' };
  const proveToken = createProveToken(oidc, issuer.send);
  const app = createApp({
    registry,
    workflows,
    runs: NO_RUNS,
    admit,
    attest: createAttest(registry),
    signFor: ({ officer, jti, content, act, caseNo }) =>
      offices.sign(officer, jti, content, { iss: 'gateway', act, caseNo, now: new Date() }),
    faultOfOpening,
    faultOfScope,
    webhooks: { keys, mayCall: callable(['127.0.0.0/8']), send: testSender(keys) },
    identify: createIdentify({ token: TOKEN, proveToken, registry, now: () => new Date() }),
    gateway: offices.gateway,
    letters: offices.gateway,
    persons: await openPersons(registry, { ...offices, personsKeptDays: PERSONS_KEPT_DAYS }),
    log,
    ...(ratePerMinute === undefined ? {} : { ratePerMinute }),
    ...replaced(registry, offices),
  });
  const document = await app.request('/v1/openapi.json');
  const faultOf = heldAgainst((await document.json()) as Document);
  const request: TestApi['request'] = async (method, path, options = {}) => {
    const { token = TOKEN, body, raw } = options;
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await app.request(path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(content === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(content === undefined ? {} : { body: content }),
    });
    const fault = await faultOf(method, path, response);
    if (fault !== undefined) throw new Error(`${method} ${path}: ${fault}`);
    return response;
  };
  return {
    registry,
    offices,
    workflows,
    request,
    async open(caseNo) {
      const opening = { caseNo, procedure: 'outbound', subjectRef: 's/1', facts: {} };
      const { status } = await request('POST', '/v1/cases', { body: opening });
      if (status !== 201) throw new Error(`opening ${caseNo} was answered ${status}`);
    },
    async writeTo(caseNo, body, kind = 'M2') {
      const seq = await workflows.write(caseNo, [sendLetter(body, kind, 'C-1')]);
      return { key: `${caseNo}/${seq}/0` };
    },
    async signed(caseNo, event, officer = 'EMB-CO-1') {
      const { id } = event;
      if (typeof id !== 'string') throw new Error('an event to sign has an id');
      const jws = await offices.sign(officer, id, event, { caseNo, now: new Date() });
      return { event, attestations: [jws] };
    },
    tokenOf: (officer) => issuer.token(officer),
    async close() {
      await registry.close();
      await offices.close();
      await keys.remove();
    },
  };
}

interface Played {
  readonly procedure: string;
  readonly driver: CaseDriver;
  running: boolean;
  /** One message after the other, as in a workflow. */
  queue: Promise<void>;
}

function playWorkflows(registry: Registry, admit: CaseActivities['admit']): PlayedWorkflows {
  const cases = new Map<string, Played>();
  let held: Promise<void> = Promise.resolve();
  const played: PlayedWorkflows = {
    away: false,
    signals: [],
    sendings: [],
    told: [],
    holdBack() {
      let release = (): void => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    terminate(caseNo) {
      const one = cases.get(caseNo);
      if (one !== undefined) one.running = false;
    },
    async write(caseNo, effects, more = {}) {
      const one = cases.get(caseNo);
      if (one === undefined) throw new Error(`there is no case ${caseNo}`);
      let seq = 0;
      one.queue = one.queue.then(async () => {
        seq = one.driver.head.seq + 1;
        const rows = [entryRow(seq, `written-${seq}`, { effects })];
        const { view } = one.driver.input(rows);
        await one.driver.record(rows, { view: { ...view, ...more } });
      });
      await one.queue;
      return seq;
    },
    async start(opening: Opening) {
      refuseWhenAway(played.away);
      if (cases.has(opening.caseNo)) return 'taken';
      const driver = aCase(registry, opening);
      const { procedure } = opening;
      const one: Played = { procedure, driver, running: true, queue: Promise.resolve() };
      cases.set(opening.caseNo, one);
      one.queue = held.then(async () => {
        const effects = [openTask('task-1', ['EMB-CO'])];
        await driver.record([], { opening: { start: opening, effects } });
      });
      return 'started';
    },
    async signal(caseNo: string, name: SignalName, payload: Json) {
      refuseWhenAway(played.away);
      const one = cases.get(caseNo);
      if (one === undefined || !one.running) return 'gone';
      played.signals.push({ caseNo, name, payload });
      one.queue = one.queue.then(() => held).then(() => answer(one, admit, name, payload));
      return 'sent';
    },
    async policyMove(caseNo: string, version: string) {
      refuseWhenAway(played.away);
      if (cases.get(caseNo)?.running !== true) return 'gone';
      return { from: '1', to: version, possible: true, changes: [] };
    },
    async sendAgain(sending) {
      refuseWhenAway(played.away);
      played.sendings.push(sending);
    },
    async tellAgain(delivery) {
      refuseWhenAway(played.away);
      played.told.push(delivery);
    },
    health: async () => refuseWhenAway(played.away),
  };
  return played;
}

async function answer(
  one: Played,
  admit: CaseActivities['admit'],
  name: string,
  payload: Json,
): Promise<void> {
  const { driver, procedure } = one;
  const { run } = driver.input([]);
  const { seq } = driver.head;
  const messages = [{ via: 'signal', name, payload }] as const;
  const input = { run, procedure, clock: 'live', seq, messages } as const;
  const verdict = (await admit(input)).verdicts[0] as SubmissionVerdict;
  if (verdict.repeats !== undefined) {
    const repeats = [{ digest: verdict.digest, seq: verdict.repeats.seq }];
    await driver.record([], { repeats });
    return;
  }
  const { event, attestations } = payload as { event?: JsonObject; attestations: string[] };
  const closes = verdict.attested && event?.['type'] === 'case.closed';
  const row = entryRow(seq + 1, verdict.id, {
    outcome: verdict.attested ? 'accepted' : 'rejected',
    ...(verdict.attested ? {} : { code: 'NOT_ATTESTED' }),
    digest: verdict.digest,
    sender: verdict.by?.id ?? null,
    state: closes ? 'outcome.closed' : 'open',
    ...(verdict.act === 'submit' ? {} : { act: verdict.act }),
  });
  if (row.kind !== 'entry') throw new Error('an entry was asked for');
  const kept = { ...row.entry, event: event ?? row.entry.event, attestations };
  const { view } = driver.input([row]);
  await driver.record([{ ...row, entry: kept }], { view: { ...view, open: !closes } });
  if (closes) one.running = false;
}

function refuseWhenAway(away: boolean): void {
  if (away) throw Object.assign(new Error('14 UNAVAILABLE: no connection'), { code: 14 });
}
