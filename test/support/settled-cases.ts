/**
 * Cases that decide as their workflows do, without a Temporal server: admission, `settle`, the record. What
 * leaves the house is left out, and a case may begin in any state.
 */
import { createAdmit } from '../../activities/admit.ts';
import type { CaseActivities, Incoming, SubmissionVerdict } from '../../activities/contract.ts';
import type { Substitution } from '../../activities/ports.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { CaseEvent, CaseState, JsonObject, Officer } from '../../machines/kernel/types.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { procedureOrDutyOf } from '../../machines/registry.ts';
import type { CaseWorkflows } from '../../src/api/deps.ts';
import { createAttest } from '../../src/officers/attest.ts';
import type { Registry } from '../../src/registry/types.ts';
import { settle, type Standing } from '../../workflows/host/settle.ts';
import { NOW, registersOf, type Offices } from './offices.ts';
import { aCase, type CaseDriver } from './records.ts';

interface Settled {
  readonly driver: CaseDriver;
  readonly procedure: Procedure;
  readonly admit: CaseActivities['admit'];
  standing: Standing;
}

/** All cases over one registry. */
export class SettledCases {
  readonly #registry: Registry;
  readonly #offices: Offices;
  readonly #cases = new Map<string, Settled>();

  constructor(registry: Registry, offices: Offices) {
    this.#registry = registry;
    this.#offices = offices;
  }

  /** Opens a case in a state, with these substitutions in the register as long as it lasts. */
  async open(
    { procedure: name, caseNo }: { readonly procedure: string; readonly caseNo: string },
    state: CaseState,
    substitutions: readonly Substitution[],
  ): Promise<void> {
    const procedure = procedureOrDutyOf(name);
    if (procedure === undefined) throw new Error(`there is no procedure ${name}`);
    const { officers, issuers } = this.#offices;
    const admit = createAdmit({
      verdicts: this.#registry,
      households: { openDependants: async () => undefined },
      shared: { withoutFile: async () => [] },
      attest: createAttest(registersOf(officers, issuers, substitutions)),
      now: () => NOW,
      formOf: () => undefined,
    });
    const driver = aCase(this.#registry, { caseNo, procedure: name, clock: 'recorded' });
    const standing = { state, seq: 0, rejected: 0, recent: [], tail: [], signatures: {} };
    const one: Settled = { driver, procedure, admit, standing };
    this.#cases.set(caseNo, one);
    await driver.record([], { view: seen(one, caseNo) });
  }

  /** The answer to a message that came by Temporal: `accepted`, `recorded` or a code. */
  async take(caseNo: string, incoming: Exclude<Incoming, { via: 'timer' }>): Promise<string> {
    const one = this.#of(caseNo);
    const input = {
      run: one.driver.input([]).run,
      procedure: one.procedure.name,
      clock: 'recorded',
      seq: one.driver.head.seq,
      messages: [incoming],
    } as const;
    const [verdict] = (await one.admit(input)).verdicts;
    if (verdict?.kind !== 'submission') return 'NOT_A_SUBMISSION';
    return await settled(one, caseNo, incoming, verdict);
  }

  /** Takes what nobody is asked about, as if it had been proven. */
  async pass(caseNo: string, event: CaseEvent, by: Officer): Promise<string> {
    const verdict: SubmissionVerdict = {
      ...{ kind: 'submission', act: 'submit', id: event.id, digest: `${caseNo}/${event.id}` },
      ...{ receivedAt: NOW.toISOString(), attested: true, by },
    };
    const incoming = { via: 'signal', name: 'submit', payload: { event } } as const;
    return await settled(this.#of(caseNo), caseNo, incoming, verdict);
  }

  /** The way from the API to these cases. */
  get workflows(): Pick<CaseWorkflows, 'signal'> {
    return {
      signal: async (caseNo, name, payload) => {
        if (!this.#cases.has(caseNo)) return 'gone';
        await this.take(caseNo, { via: 'signal', name, payload });
        return 'sent';
      },
    };
  }

  #of(caseNo: string): Settled {
    const one = this.#cases.get(caseNo);
    if (one === undefined) throw new Error(`there is no case ${caseNo}`);
    return one;
  }
}

async function settled(
  one: Settled,
  caseNo: string,
  incoming: Incoming,
  verdict: SubmissionVerdict,
): Promise<string> {
  const { rows, repeats, standing, answers } = settle(
    one.procedure,
    one.standing,
    [incoming],
    [verdict],
  );
  one.standing = standing;
  const kept = rows.map((row) => ({ ...row, effects: [] }));
  await one.driver.record(kept, { repeats, view: seen(one, caseNo) });
  const answer = answers[0]?.();
  if (answer?.kind !== 'outcome') throw new Error('no outcome');
  return answer.outcome.code ?? answer.outcome.outcome;
}

function seen({ procedure, standing }: Settled, caseNo: string): JsonObject {
  return { ...(viewOf(procedure, standing.state) as unknown as JsonObject), caseNo };
}
