/**
 * Years of a live case, on a Temporal server that skips them (1.32.1): silence, reminders and yearly looks
 * decide nothing, and a pause moves dates by as long as it was.
 */
import pino from 'pino';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CALENDARS } from '../../machines/calendar/calendars.ts';
import { explainDue } from '../../machines/kernel/due.ts';
import type { Due } from '../../machines/kernel/due.ts';
import { plus } from '../../machines/kernel/instants.ts';
import { after } from '../../machines/kernel/lengths.ts';
import type { JsonObject, OpenTask } from '../../machines/kernel/types.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import { DELAYS, POLICY_IN_WORKING_DAYS } from '../../machines/shared/policy.ts';
import { workflowBundle } from '../../src/temporal/bundle.ts';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { installTemporalLogger } from '../../src/temporal/worker.ts';
import { findingsOf } from '../support/findings.ts';
import { runsOf } from '../support/histories.ts';
import { openLiveCase } from '../support/live-case.ts';
import type { LiveCase } from '../support/live-case.ts';
import { signersOf } from '../support/signers.ts';
import type { Signers } from '../support/signers.ts';
import { openSkippingStage } from '../support/skipped-time.ts';
import type { SkippingStage } from '../support/skipped-time.ts';
import { isBuilt, programFolder } from '../support/temporal-1.32.ts';

const DAY_MS = 86_400_000;
const POLL = { timeout: 60_000, interval: 50 } as const;
const REASONS = 'synthetic reasons, recorded in full';
const CHECK = { correlationId: 'K-1', homeAuthority: 'PSO Jilin' };
const CLEAR = { correlationId: 'K-1', certificateRef: 'CERT-1' };
/** A day more than ten years can have. */
const TEN_YEARS_MS = 3_654 * DAY_MS;

const why = isBuilt()
  ? ''
  : ` (skipped: no Temporal 1.32.1 in ${programFolder()}; npm run temporal-1.32 builds it)`;

describe.skipIf(!isBuilt())(`on a server that skips time${why}`, () => {
  let stage: SkippingStage;
  let signers: Signers;
  let bundle: WorkflowBundle;

  beforeAll(async () => {
    installTemporalLogger(pino({ level: 'silent' }));
    bundle = await workflowBundle();
    stage = await openSkippingStage(bundle);
    signers = signersOf(stage.registry, stage.now);
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.setClock(new Date()));

  /** Signs and sends, and waits until it is accepted. */
  async function say(live: LiveCase, type: string, fields: JsonObject = {}): Promise<void> {
    const seq = (await live.file()).length + 1;
    const event = { id: `E-${seq}`, type, at: stage.now().toISOString(), ...fields };
    const second = typeof fields['second'] === 'string' ? [fields['second']] : [];
    const by = [attributedTo(live.opening.procedure, event).id, ...second];
    await signers.enter(by);
    await live.send({ event, by });
    await expect.poll(async () => (await live.file())[seq - 1], POLL).toBe(`E-${seq} accepted`);
  }

  /** An outbound case whose person stays unwilling: the other side is to be asked. */
  async function unwilling(config: JsonObject): Promise<LiveCase> {
    const live = await openLiveCase(stage, signers, { config });
    const by = 'EMB-CO-1';
    const crossing = { nationality: 'PRC', illegalCrossing: true, crossedOn: '1957-09' };
    const statement = { value: 'unwilling', statementRef: 'ST-1', language: 'ko', signed: true };
    await say(live, 'identity.verified', { by, evidenceRef: 'ID-1' });
    await say(live, 'screening.completed', { by, ...crossing });
    await say(live, 'mobilization.round-held', { by, round: 1, language: 'ko' });
    await say(live, 'willingness.stated', { by, ...statement });
    await say(live, 'mobilization.concluded', { by });
    await say(live, 'consent.requested', { by, correlationId: 'C-1' });
    return live;
  }

  /** An inbound case in which residence was granted. */
  async function residing(): Promise<LiveCase> {
    const live = await openLiveCase(stage, signers, { procedure: 'inbound' });
    const [by, director] = ['PSO-IN-1', 'PSO-DR-1'];
    const crossing = { nationality: 'DPRK', illegalCrossing: true, crossedOn: '1957-10' };
    const grounds = ['spouse and children in China'];
    const approval = { correlationId: 'C-1', noteRef: 'NOTE-1', personSpecific: true };
    await say(live, 'identity.verified', { by, evidenceRef: 'ID-1' });
    await say(live, 'screening.completed', { by, ...crossing });
    await say(live, 'clause3.check-sent', { by, ...CHECK });
    await say(live, 'clause3.nothing-found', CLEAR);
    await say(live, 'inconvenience.found', { by, second: director, reasons: REASONS, grounds });
    await say(live, 'consent.requested', { by: 'FAO-LN-1', correlationId: 'C-1' });
    await say(live, 'counterpart.approved', approval);
    const granted = { by: director, second: 'FAO-LN-1', reasons: REASONS };
    await say(live, 'residence.granted', granted);
    return live;
  }

  /** What is asked about the disposition. */
  async function disposition(live: LiveCase): Promise<OpenTask & Due> {
    const tasks = (await live.view())['tasks'] as unknown as readonly (OpenTask & Due)[];
    const found = tasks.find(({ key }) => key === 'disposition');
    if (found === undefined) throw new Error('nobody is asked about the disposition');
    return found;
  }

  async function lastReceipt(live: LiveCase): Promise<string> {
    return (await stage.registry.file(live.caseNo)).at(-1)?.receivedAt ?? '';
  }

  /** All that is decided and asked: the view, without what counts entries. */
  async function decided(live: LiveCase): Promise<JsonObject> {
    const { seq: _, recentOutcomes: __, ...rest } = await live.view();
    const letters = await stage.registry.letters({ caseNo: live.caseNo });
    return { ...rest, letters: letters.map(({ kind, to }) => `${kind} to ${to}`) };
  }

  /** What is wrong with file, writes, view and histories; each run replays, its skips too. */
  async function faultsOf({ caseNo, sent, workflowId }: LiveCase): Promise<readonly string[]> {
    const { client } = stage.temporal;
    const { faults, runs } = await findingsOf({ ...stage, client }, { caseNo, sent });
    for (const { history } of runs) {
      await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId);
    }
    return faults;
  }

  /** What the case's own timers brought. */
  async function rung(live: LiveCase) {
    const entries = await stage.registry.file(live.caseNo);
    return entries
      .filter(({ event }) => String(event['id']).startsWith('timer/'))
      .map(({ event, expect: outcome, receivedAt }) => ({
        type: event['type'],
        key: String(event['id']).split('/')[1],
        outcome,
        at: receivedAt,
      }));
  }

  const ring = (type: string, key: keyof typeof DELAYS, at: string) => ({
    type,
    key,
    outcome: 'recorded',
    at,
  });

  describe('ten years decide nothing [I6, I7]', () => {
    test('of silence of the other side: each reminder rings once, and a late answer counts', async () => {
      const live = await unwilling({ continueAsNewEvery: 2 });
      const entries = await stage.registry.file(live.caseNo);
      const [stated = '', , asked = ''] = entries.slice(3).map(({ receivedAt }) => receivedAt);
      const before = await decided(live);
      expect(before).toMatchObject({ state: 'consent-check.awaiting-reply', open: true });
      expect(before['letters']).toEqual(['M2 to counterpart']);
      const began = Date.now();
      const then = await stage.skip(live.workflowId, TEN_YEARS_MS);
      expect(Date.now() - began).toBeLessThan(60_000);
      expect(await rung(live)).toEqual([
        ring('reminder.due', 'consentReminder1', plus(asked, DELAYS.consentReminder1)),
        ring('reminder.due', 'consentReminder2', plus(asked, DELAYS.consentReminder2)),
        ring('reminder.due', 'statementReminder', plus(stated, DELAYS.statementReminder)),
        ring('escalation.due', 'consentEscalation', plus(asked, DELAYS.consentEscalation)),
      ]);
      expect(await decided(live)).toEqual(before);
      const runs = await runsOf(stage.temporal.client, live.workflowId);
      expect(runs.length).toBeGreaterThan(2);

      stage.setClock(then);
      await say(live, 'counterpart.refused', { correlationId: 'C-1' });
      expect(await live.view()).toMatchObject({ state: 'disposition-review' });
      const heard = await lastReceipt(live);
      expect(heard > plus(asked, 'P10Y')).toBe(true);
      expect(await faultsOf(live)).toEqual([]);
    });

    test('of residence: ten yearly looks, each on its day, and the permit stands', async () => {
      const live = await residing();
      const granted = await lastReceipt(live);
      const before = await decided(live);
      expect(before).toMatchObject({ state: 'residing', open: true });
      expect(before['documents']).toMatchObject([{ kind: 'residence-permit', status: 'valid' }]);
      const began = Date.now();
      await stage.skip(live.workflowId, TEN_YEARS_MS);
      expect(Date.now() - began).toBeLessThan(60_000);
      const years = Array.from({ length: 10 }, (_, nth) => plus(granted, `P${nth + 1}Y`));
      const looks = years.map((at) => ring('reminder.due', 'residenceYearly', at));
      expect(await rung(live)).toEqual(looks);
      expect(await decided(live)).toEqual(before);
      expect(await faultsOf(live)).toEqual([]);
    });
  });

  describe('a pause of 40 days', () => {
    test('moves a due date and its timers by as long, and says why', async () => {
      const live = await unwilling({ policyVersion: POLICY_IN_WORKING_DAYS });
      await say(live, 'counterpart.refused', { correlationId: 'C-1' });
      const open = await lastReceipt(live);
      expect((await disposition(live)).due).toBe(after(open, 'P6D@china', CALENDARS));
      await say(live, 'clause3.check-sent', { by: 'EMB-CO-1', ...CHECK });
      const from = await lastReceipt(live);
      expect(await disposition(live)).toMatchObject({
        paused: { by: 'clause3-answer', since: from },
      });

      // Both would have rung meanwhile.
      stage.setClock(await stage.skip(live.workflowId, 40 * DAY_MS));
      expect(await rung(live)).toEqual([]);
      await say(live, 'clause3.nothing-found', CLEAR);
      const at = await lastReceipt(live);
      const ms = Date.parse(at) - Date.parse(from);
      expect(ms / DAY_MS).toBeCloseTo(40, 2);
      const moved = (length: string): string =>
        new Date(Date.parse(after(open, length, CALENDARS)) + ms).toISOString();

      const task = await disposition(live);
      const due = moved('P6D@china');
      expect(task).toMatchObject({ due, moved: [{ by: 'clause3-answer', from, at }] });
      expect(task.paused).toBeUndefined();
      expect(await stage.registry.tasks({ caseNo: live.caseNo })).toMatchObject([{ due }]);
      expect(explainDue(task, CALENDARS)).toContain(
        '40 days later: home authority owed an answer: certificate that nothing is pending, or a report ' +
          `(from ${from.slice(0, 10)} to ${at.slice(0, 10)})`,
      );

      await stage.skip(live.workflowId, 40 * DAY_MS);
      expect(await rung(live)).toEqual([
        ring('reminder.due', 'decisionReminder', due),
        ring('escalation.due', 'decisionEscalation', moved('P18D@china')),
      ]);
      expect(await faultsOf(live)).toEqual([]);
    });
  });
});
