/**
 * Admission as its tests use it: over a store in memory, by offices of their own.
 */
import { afterAll, beforeAll } from 'vitest';
import { createAdmit } from '../../activities/admit.ts';
import type { Incoming, SubmissionVerdict, Verdict } from '../../activities/contract.ts';
import type { Attest, SharedStore } from '../../activities/ports.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { CASE_NO, NOW, openOffices, type Offices, type Said } from './offices.ts';
import { memoryVerdicts, type Stored } from './verdict-store.ts';

/** The run that asks. */
export const RUN = { caseNo: CASE_NO, firstExecutionRunId: 'r1', runId: 'r1', originalRunId: 'r1' };

/** An event as officers send it. */
export const HEARD = { id: 'E-1', type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };

/** A signal. */
export function signal(name: string, payload: Json): Incoming {
  return { via: 'signal', name, payload };
}

/** The verdict, where it is one on a submission. */
export function asSubmission(verdict: Verdict | undefined): SubmissionVerdict {
  if (verdict?.kind !== 'submission') throw new Error('no verdict on a submission');
  return verdict;
}

/** A submission of an event that says something. */
export function noted(note: string): JsonObject {
  return { event: { id: 'E-1', type: 't', note } };
}

function formOf(_procedure: string, event: JsonObject): string | undefined {
  return event['signed'] === 'yes' ? 'signed is no flag' : undefined;
}

/** What stands outside the case, as a test says it. */
interface Outside {
  /** Case numbers without a file. */
  unknown: readonly string[];
}

/** Opens the offices for the tests of a file, and closes them. */
export function admissions() {
  let offices: Offices;
  beforeAll(async () => {
    offices = await openOffices();
  });
  afterAll(() => offices.close());

  /** A submission of an event, signed by its `by` unless another is named. */
  async function submission(
    event: JsonObject & { readonly id: string; readonly by?: string },
    said: Said & { readonly sub?: string } = {},
  ) {
    const { sub = event.by ?? '', ...rest } = said;
    return { event, attestations: [await offices.sign(sub, event.id, event, rest)] };
  }

  /** Admission over a store in memory, at an instant that the test moves. */
  function admission(entries: Stored[] = [], attest: Attest = createAttest(offices.registers)) {
    const store = memoryVerdicts(entries);
    const clock = { now: NOW };
    const household: { open?: boolean } = {};
    const households = { openDependants: async () => household.open };
    const outside: Outside = { unknown: [] };
    const shared: SharedStore = {
      withoutFile: async (caseNos) => caseNos.filter((no) => outside.unknown.includes(no)),
    };
    const now = (): Date => clock.now;
    const admit = createAdmit({ verdicts: store, households, shared, attest, now, formOf });
    async function admitAll(
      messages: readonly Incoming[],
      seq = entries.at(-1)?.seq ?? 0,
      mode: 'live' | 'recorded' = 'live',
    ): Promise<readonly Verdict[]> {
      const input = { run: RUN, procedure: 'outbound', clock: mode, seq, messages };
      return (await admit(input)).verdicts;
    }
    return { store, clock, household, outside, admitAll };
  }

  async function refusal(name: string, payload: Json) {
    const [verdict] = await admission().admitAll([signal(name, payload)]);
    if (verdict?.kind !== 'rejected') throw new Error('this was taken for a submission');
    return verdict.rejected;
  }

  async function repeats(entries: Stored[], message: Incoming, seq?: number) {
    const [verdict] = await admission(entries).admitAll([message], seq);
    return asSubmission(verdict).repeats;
  }

  async function countersign(event: JsonObject, sub = 'EMB-HD-1'): Promise<Incoming> {
    const jws = await offices.sign(sub, 'E-1', event, { act: 'countersign' });
    return signal('countersign', { draft: 'E-1', attestations: [jws] });
  }

  return { offices: () => offices, submission, admission, refusal, repeats, countersign };
}
