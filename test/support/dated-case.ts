/** A live outbound case of one day after the other, for tests of its dates. */
import { CALENDARS } from '../../machines/calendar/calendars.ts';
import { explainDue } from '../../machines/kernel/due.ts';
import { start, step } from '../../machines/kernel/step.ts';
import type { CaseState, Effect, JsonObject, OpenTask } from '../../machines/kernel/types.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { outbound } from '../../machines/outbound/procedure.ts';
import { attributedTo } from '../../machines/shared/officers.ts';

/** Noon in Beijing. */
export const NOON = 'T04:00:00.000Z';

/** The case; every event at noon of its day. */
export class DatedCase {
  state: CaseState;
  effects: readonly Effect[] = [];
  #said = 0;

  constructor(day: string, policyVersion?: string, more: JsonObject = {}) {
    const config = { ...more, ...(policyVersion !== undefined && { policyVersion }) };
    const opening = { ...outbound.example, config, clock: 'live' as const };
    this.state = start(outbound, opening, `${day}${NOON}`).state;
  }

  say(day: string, type: string, fields: JsonObject = {}): this {
    this.#said += 1;
    const receivedAt = `${day}${NOON}`;
    const event = { id: `E-${this.#said}`, type, at: day, ...fields };
    const by = attributedTo('outbound', event);
    const message = { event, attested: true, by, receivedAt, effectiveAt: receivedAt };
    const { state, effects, code } = step(outbound, this.state, message);
    if (code !== undefined) throw new Error(`${type}: ${code}`);
    this.state = state;
    this.effects = effects;
    return this;
  }

  task(key: string): OpenTask | undefined {
    return this.state.tasks.find((task) => task.key === key);
  }

  timer(key: string): string | undefined {
    return this.state.timers.find((timer) => timer.key === key)?.deadline;
  }

  explained(key: string): readonly string[] {
    const task = viewOf(outbound, this.state).tasks.find((one) => one.key === key);
    return task === undefined ? [] : explainDue(task, CALENDARS);
  }
}

/** In screening since the day, so that a decision of an officer is open. */
export function screening(day: string, policyVersion?: string): DatedCase {
  return new DatedCase(day, policyVersion).say(day, 'identity.verified', { evidenceRef: 'ID-1' });
}

/** In disposition review since 28 December: humans are to weigh the case, reminded by two timers. */
export function disposition(policyVersion?: string): DatedCase {
  const day = '1957-12-28';
  const crossing = { nationality: 'PRC', illegalCrossing: true, crossedOn: '1957-09' };
  const statement = { value: 'unwilling', statementRef: 'ST-1', language: 'ko', signed: true };
  return screening('1957-12-27', policyVersion)
    .say(day, 'screening.completed', crossing)
    .say(day, 'mobilization.round-held', { round: 1, language: 'ko' })
    .say(day, 'willingness.stated', statement)
    .say(day, 'mobilization.concluded')
    .say(day, 'consent.requested', { correlationId: 'C-1' })
    .say(day, 'counterpart.refused', { correlationId: 'C-1' });
}
