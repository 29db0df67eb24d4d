/**
 * A running case goes over to another version of the policy, where every date can be reckoned anew. What
 * it gives is the dry run as well: nothing is changed but what is returned. That two named officers
 * decide it, with reasons, is in the row of the event.
 */
import { explain, type Code } from './errors.ts';
import { after } from './lengths.ts';
import { withPauses } from './pauses.ts';
import { position } from './position.ts';
import type { Procedure } from './procedure.ts';
import type { Administered, CaseState, Moved, Policy } from './types.ts';

const DAY_MS = 86_400_000;

/** What a move would come to, for a reader: contract of the query `policyMove`. */
export interface PolicyPreview {
  /** Versions. */
  readonly from: string;
  readonly to: string;
  readonly possible: boolean;
  /** Absent where it is possible. */
  readonly code?: Code;
  /** Why it is not possible; absent where it is. */
  readonly message?: string;
  /** Dates that would change; the rest stay as they are. */
  readonly changes: readonly DateChange[];
}

/** The dry run of a move. */
export function previewMove(
  procedure: Procedure,
  state: CaseState,
  order: PolicyOrder,
): PolicyPreview {
  const versions = { from: state.policy.version, to: order.version };
  if (!position(procedure, state).open) return impossibleMove(versions, 'CASE_CLOSED');
  const move = movePolicy(procedure, state, order);
  if (move.kind === 'refused') return impossibleMove(versions, move.code, move.detail);
  return { ...versions, possible: true, changes: move.changes };
}

/** A move that cannot be made, with the code of its refusal. */
export function impossibleMove(
  versions: Pick<PolicyPreview, 'from' | 'to'>,
  code: Code,
  detail?: string,
): PolicyPreview {
  return { ...versions, possible: false, code, message: explain(code, detail), changes: [] };
}

/** Where a case goes over to. */
export interface PolicyOrder {
  readonly version: string;
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
  | Extract<Administered, { readonly kind: 'refused' }>
  | (Extract<Administered, { readonly kind: 'done' }> & {
      readonly changes: readonly DateChange[];
    });

/** Moves a case, or says why it cannot be moved; the given state is left as it is. */
export function movePolicy(
  procedure: Procedure,
  state: CaseState,
  { version, at }: PolicyOrder,
): PolicyMove {
  const known = Object.hasOwn(procedure.policies, version);
  const detail = known
    ? impossible(procedure, state, version)
    : `there is no policy ${version}: there are ${Object.keys(procedure.policies).join(', ')}`;
  if (detail !== undefined) return { kind: 'refused', code: 'EVENT_NOT_ALLOWED', detail };
  const policy = policyFor(procedure, state, version);
  const reckoned = reckon(procedure, state, policy);
  const place = { policy, regions: position(procedure, state).regions, at };
  const { open } = withPauses(place, { ...state, ...reckoned });
  const changes = changesOf(state, { ...state, ...open });
  return {
    kind: 'done',
    changes,
    state: { openedUnder: state.policy.version, ...state, ...open, policy },
    effects: changes.flatMap(({ of, id, to }) =>
      of === 'timer' ? [] : [{ kind: 'moveDue', of, id, ...(to !== undefined && { due: to }) }],
    ),
  };
}

/** Why the dates of a case cannot be reckoned under a policy. */
function impossible(procedure: Procedure, state: CaseState, version: string): string | undefined {
  const { policies } = procedure;
  if (version === state.policy.version) return `the case is under policy ${version} already`;
  const policy = policyFor(procedure, state, version);
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
