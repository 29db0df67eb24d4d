/**
 * How a chart asks, reminds and refuses: small builders, so that a state reads as what it is about.
 */
import type { Code } from '../kernel/errors.ts';
import { rolesOf, type Facts, type Vocabulary } from '../kernel/vocabulary.ts';
import type { CaseFacts } from './facts.ts';
import type { DelayKey } from './policy.ts';
import { crossing } from './setup.ts';

/**
 * Asks humans while the chart is in the state; the roles are those that may enter one of the
 * events.
 */
export function taskIn<const V extends Vocabulary>(vocabulary: V) {
  return (id: string, title: string, events: readonly (keyof V & string)[], due?: DelayKey) => ({
    id,
    src: 'humanTask' as const,
    input: ({ context }: { context: CaseFacts }) => ({
      title,
      roles: rolesFor(vocabulary, events, context as unknown as Facts),
      events,
      ...(due && { due }),
    }),
  });
}

function rolesFor(vocabulary: Vocabulary, events: readonly string[], facts: Facts): string[] {
  const roles = events.flatMap((type) => {
    const row = vocabulary[type];
    return row === undefined ? [] : rolesOf(row.by, facts);
  });
  return [...new Set(roles)];
}

/** Waits for somebody outside while the chart is in the state. */
export function answerFrom(id: string, who: string, what: string, due?: DelayKey) {
  return {
    id,
    src: 'counterpartExchange' as const,
    input: { who, what, ...(due && { due }) },
  };
}

/** On entry: a reminder after the length of the policy. Goes with `cancel(key)` on exit. */
export function remind(key: DelayKey, about: string) {
  return crossing.raise({ type: 'reminder.due', about }, { id: key, delay: 'policy' });
}

/** On entry: an escalation after the length of the policy. Goes with `cancel(key)` on exit. */
export function escalate(key: DelayKey, about: string) {
  return crossing.raise({ type: 'escalation.due', about }, { id: key, delay: 'policy' });
}

/**
 * Entry and exit of a state that waits for a decision: reminder, then it is offered to another
 * human.
 */
export function decisionOpen(reminder: DelayKey, escalation: DelayKey, what: string) {
  return {
    entry: [
      remind(reminder, `${what} is open`),
      escalate(escalation, `${what} is still open: offer it to another`),
    ],
    exit: [crossing.cancel(reminder), crossing.cancel(escalation)],
  };
}

/** The answer to a step that is near but not there. */
export function refused(code: Code) {
  return { guard: { type: 'refuse', params: { code } } } as const;
}
