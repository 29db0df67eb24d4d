/**
 * A running case goes over to another version of the policy: only by a decision of two named officers
 * with reasons, and only where every date can be reckoned anew. What it gives is the dry run as well:
 * nothing is changed but what is returned.
 */
import { BOUNDS } from './bounds.ts';
import { explain, type Code } from './errors.ts';
import { after } from './lengths.ts';
import { withPauses } from './pauses.ts';
import { position } from './position.ts';
import type { Procedure } from './procedure.ts';
import type { CaseState, Effect, Moved, Officer, Policy } from './types.ts';

const DAY_MS = 86_400_000;

/** The decision of two officers. */
export interface PolicyDecision {
  /** Version that the case goes over to. */
  readonly version: string;
  readonly by: Officer;
  readonly second: Officer;
  readonly reasons: string;
  /** ISO instant of receipt. */
  readonly at: string;
}

/** One date that becomes another one. */
export interface DateChange {
  readonly of: 'task' | 'exchange' | 'timer';
  /** Id of the task or exchange, key of the timer. */
  readonly id: string;
  /** Absent where no time ran. */
  readonly from?: string;
  /** Absent where no time runs under the new version. */
  readonly to?: string;
}

/** What a move comes to. */
export type PolicyMove =
  | { readonly kind: 'refused'; readonly code: Code; readonly message: string }
  | {
      readonly kind: 'moved';
      readonly changes: readonly DateChange[];
      readonly state: CaseState;
      readonly effects: readonly Effect[];
    };

/** Moves a case, or says why it cannot be moved; the given state is left as it is. */
export function movePolicy(
  procedure: Procedure,
  state: CaseState,
  decision: PolicyDecision,
): PolicyMove {
  const refusal = faultOf(procedure, state, decision);
  if (refusal !== undefined) return refusal;
  const policy = policyFor(procedure, state, decision.version);
  const at = position(procedure, state);
  const reckoned = reckon(procedure, state, policy);
  const place = { policy, regions: at.regions, at: decision.at };
  const { open } = withPauses(place, { ...state, ...reckoned });
  const changes = changesOf(state, { ...state, ...open });
  return {
    kind: 'moved',
    changes,
    state: { ...state, ...open, policy },
    effects: changes.flatMap(({ of, id, to }) =>
      of === 'timer' ? [] : [{ kind: 'moveDue', of, id, ...(to !== undefined && { due: to }) }],
    ),
  };
}

function refuse(code: Code, detail?: string): PolicyMove & { readonly kind: 'refused' } {
  return { kind: 'refused', code, message: explain(code, detail) };
}

function faultOf(
  procedure: Procedure,
  state: CaseState,
  { version, by, second, reasons }: PolicyDecision,
): (PolicyMove & { readonly kind: 'refused' }) | undefined {
  if (!position(procedure, state).open) return refuse('CASE_CLOSED');
  if (!Object.hasOwn(procedure.policies, version)) {
    return refuse('EVENT_NOT_ALLOWED', `there is no policy ${version}`);
  }
  if (version === state.policy.version) {
    return refuse('EVENT_NOT_ALLOWED', `the case is under policy ${version} already`);
  }
  if (reasons.trim().length < BOUNDS.reasonsMinChars) return refuse('REASONS_MISSING');
  const persons = [by.id, ...(by.actsFor ?? [])];
  if ([second.id, ...(second.actsFor ?? [])].some((person) => persons.includes(person))) {
    return refuse('FOUR_EYES_SAME_PERSON');
  }
  const reason = impossible(procedure, state, policyFor(procedure, state, version));
  return reason === undefined ? undefined : refuse('EVENT_NOT_ALLOWED', reason);
}

/** Why the dates of a case cannot be reckoned under a policy. */
function impossible({ policies }: Procedure, state: CaseState, policy: Policy): string | undefined {
  const old = policies[state.policy.version];
  const figure = Object.keys(policy.figures).find(
    (key) => old?.figures[key] !== policies[policy.version]?.figures[key],
  );
  if (figure !== undefined) {
    return `the chart was opened with another ${figure}: only a new case can have the other`;
  }
  const timer = state.timers.find(({ since }) => since === undefined);
  if (timer !== undefined) return `it is not known since when timer ${timer.key} runs`;
  const dated = [...state.tasks, ...state.exchanges].find(
    ({ due, dueBy }) => due !== undefined && dueBy === undefined,
  );
  if (dated !== undefined) return `it is not known what the date of ${dated.id} counts from`;
  const keys = [...state.timers.map(({ key }) => key), ...datesOf(state)];
  const without = keys.find((key) => policy.delays[key] === undefined);
  return without === undefined ? undefined : `policy ${policy.version} has no length ${without}`;
}

function datesOf({ tasks, exchanges }: CaseState): readonly string[] {
  return [...tasks, ...exchanges].flatMap(({ dueBy }) => dueBy ?? []);
}

/** The policy of a version, with the lengths and figures that this case replaced when it was opened. */
function policyFor({ policies }: Procedure, { policy }: CaseState, version: string): Policy {
  const old = policies[policy.version];
  const next = policies[version] ?? policy;
  const own = <T>(now: Readonly<Record<string, T>>, before?: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(now).filter(([key, value]) => before?.[key] !== value));
  return {
    ...next,
    delays: { ...next.delays, ...own(policy.delays, old?.delays) },
    figures: { ...next.figures, ...own(policy.figures, old?.figures) },
  };
}

type Dates = Pick<CaseState, 'tasks' | 'exchanges' | 'timers'>;

/** Every date from its beginning, by the new lengths, and later by what moved it. */
function reckon(procedure: Procedure, state: CaseState, { delays }: Policy): Dates {
  const dateOf = (since: string, key: string, moved: readonly Moved[] = []): string => {
    const end = after(since, delays[key] ?? '', procedure.calendars);
    const days = moved.reduce((sum, one) => sum + one.days, 0);
    return new Date(Date.parse(end) + Math.round(days * DAY_MS)).toISOString();
  };
  const dated = <T extends CaseState['tasks'][number] | CaseState['exchanges'][number]>(
    one: T,
  ): T => {
    if (one.dueBy === undefined) return one;
    const due = dateOf(one.since, one.dueBy, one.moved);
    return one.paused === undefined ? { ...one, due } : { ...one, paused: { ...one.paused, due } };
  };
  const timers = state.timers.map((timer) => {
    const deadline = dateOf(timer.since ?? '', timer.key, timer.moved);
    const { paused } = timer;
    return { ...timer, deadline, ...(paused && { paused: { ...paused, due: deadline } }) };
  });
  return { tasks: state.tasks.map(dated), exchanges: state.exchanges.map(dated), timers };
}

function changesOf(before: Dates, now: Dates): readonly DateChange[] {
  const change = (
    of: DateChange['of'],
    id: string,
    from: string | undefined,
    to: string | undefined,
  ): readonly DateChange[] =>
    from === to ? [] : [{ of, id, ...(from && { from }), ...(to && { to }) }];
  return [
    ...now.tasks.flatMap(({ id, due }, nth) => change('task', id, before.tasks[nth]?.due, due)),
    ...now.exchanges.flatMap(({ id, due }, nth) =>
      change('exchange', id, before.exchanges[nth]?.due, due),
    ),
    ...now.timers.flatMap(({ key, ...timer }, nth) =>
      change('timer', key, runsUntil(before.timers[nth]), runsUntil(timer)),
    ),
  ];
}

function runsUntil(
  timer: Pick<CaseState['timers'][number], 'deadline' | 'paused'> | undefined,
): string | undefined {
  return timer?.paused === undefined ? timer?.deadline : undefined;
}
