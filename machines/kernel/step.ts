/**
 * The pure heart: `start` opens a case, `step` gives a refusal or the next state with what must happen
 * outside. Both read their arguments and nothing else: no clock, no chance, no earlier call.
 */
import { initialTransition, transition, type AnyMachineSnapshot } from 'xstate';
import { administer, judgeAll } from './administer.ts';
import { BOUNDS } from './bounds.ts';
import type { Code } from './errors.ts';
import { explain, KernelError } from './errors.ts';
import { lapse } from './lapse.ts';
import { closing, fold } from './effects.ts';
import { plus, repeats } from './instants.ts';
import { isLength } from './lengths.ts';
import { withPauses } from './pauses.ts';
import { position, positionOf, type ChartEvent, type Position } from './position.ts';
import type { Procedure } from './procedure.ts';
import { chartEvent, told } from './refusals.ts';
import { bytesOf } from './size.ts';
import type {
  CaseState,
  Effect,
  JsonObject,
  Message,
  Opening,
  Policy,
  StepResult,
} from './types.ts';

/** A state with what entering it asks for. */
export interface Started {
  readonly state: CaseState;
  readonly effects: readonly Effect[];
}

/**
 * The policy of a case: the version that its `config` names, else the one for new cases, with the
 * lengths (`config.delays`) and figures (`config.minRounds` …) that its config replaces.
 *
 * @throws KernelError where the version or the key of a length is unknown, or a value is of no use.
 */
export function policyOf(procedure: Procedure, config: JsonObject = {}): Policy {
  const version = config['policyVersion'] ?? procedure.policyVersion;
  const isKnown = typeof version === 'string' && Object.hasOwn(procedure.policies, version);
  const base = isKnown ? procedure.policies[version] : undefined;
  if (base === undefined)
    throw new KernelError(procedure.name, `no policy ${JSON.stringify(version)}`);
  const delays = { ...base.delays };
  for (const [key, length] of Object.entries((config['delays'] ?? {}) as JsonObject)) {
    if (!procedure.delays.includes(key)) throw new KernelError(procedure.name, `no delay ${key}`);
    if (typeof length !== 'string' || !isLength(length, procedure.calendars)) {
      throw new KernelError(
        procedure.name,
        `delay ${key} is no ISO 8601 length, nor working days of a calendar`,
      );
    }
    delays[key] = length;
  }
  const figures = { ...base.figures };
  for (const key of Object.keys(base.figures)) {
    const value = config[key];
    if (typeof value === typeof base.figures[key]) figures[key] = value as number | string;
  }
  return { ...base, delays, figures };
}

/**
 * Opens a case.
 *
 * @param at - ISO instant of the opening.
 * @throws KernelError where `config` names what the procedure does not have.
 */
export function start(procedure: Procedure, opening: Opening, at: string): Started {
  const policy = policyOf(procedure, opening.config);
  const input = procedure.input(opening, policy);
  const [snapshot, actions] = initialTransition(procedure.machine, input);
  const blank: CaseState = {
    caseNo: opening.caseNo,
    clock: opening.clock ?? 'live',
    policy,
    machine: {},
    documents: [],
    tasks: [],
    exchanges: [],
    timers: [],
    drafts: [],
    steps: 0,
    asOf: at,
  };
  const place = { procedure, state: blank, from: at, eventId: 'start' };
  const { open, effects } = fold(place, actions);
  return { state: { ...blank, ...open, machine: persisted(procedure, snapshot) }, effects };
}

/**
 * Answers one message. The state of the result is the given one, to the letter, where the outcome is
 * `rejected`; a fired timer leaves the list of timers whatever the outcome.
 */
export function step(procedure: Procedure, state: CaseState, message: Message): StepResult {
  const before = message.timer === undefined ? state : fired(state, message.timer);
  const at = position(procedure, before);
  const judged = judgeAll(at, before, message);
  if (judged.kind === 'refused') return refused(before, judged.code, judged.detail);
  if (judged.kind === 'recorded' && !judged.keep) {
    return { outcome: 'recorded', state: before, effects: heard(at, before, message) };
  }
  if (before.steps >= BOUNDS.stepsPerCase) {
    return refused(before, 'EVENT_NOT_ALLOWED', `a case takes ${BOUNDS.stepsPerCase} events`);
  }
  const moved = take(at, before, message);
  if (bytesOf({ ...moved.state, drafts: [] }) > BOUNDS.stateBytes) {
    return refused(before, 'TOO_LARGE', `a case holds ${BOUNDS.stateBytes} bytes`);
  }
  return { outcome: judged.kind === 'recorded' ? 'recorded' : 'accepted', ...moved };
}

/** A refusal with its words; nothing else changes. */
export function refused(state: CaseState, code: Code, detail?: string): StepResult {
  return { outcome: 'rejected', code, message: explain(code, detail), state, effects: [] };
}

/** Who hears of an event that is only recorded: a reminder reaches those who are asked. */
function heard(
  { procedure }: Position,
  { tasks }: CaseState,
  { event }: Message,
): readonly Effect[] {
  const tells = procedure.vocabulary[event.type]?.tells;
  if (tells === undefined) return [];
  const roles = [...new Set([...tasks.flatMap((task) => task.roles), ...tells])];
  const about = typeof event['about'] === 'string' ? event['about'] : event.type;
  return [{ kind: 'notify', notice: { roles, about } }];
}

/** What was judged to be right is done: by the chart, or beside it. */
function take(at: Position, before: CaseState, message: Message): Started {
  const done = administer(at.procedure, before, message);
  if (done?.kind !== 'done') return move(at, before, message, chartEvent(message));
  const state = { ...done.state, steps: before.steps + 1, asOf: message.effectiveAt };
  return { state: { ...state, drafts: lapse(at, state) }, effects: done.effects };
}

function move(at: Position, before: CaseState, message: Message, event: ChartEvent): Started {
  const { procedure } = at;
  const [next, actions] = transition(procedure.machine, at.snapshot, event);
  const place = { procedure, state: before, from: message.receivedAt, eventId: message.event.id };
  const folded = fold(place, actions);
  const after = positionOf(procedure, next as AnyMachineSnapshot);
  const closed = after.open
    ? withPauses({ policy: before.policy, regions: after.regions, at: place.from }, folded.open)
    : closing(folded.open);
  const state: CaseState = {
    ...before,
    ...closed.open,
    machine: persisted(procedure, next as AnyMachineSnapshot),
    ...told(message),
    steps: before.steps + 1,
    asOf: message.effectiveAt,
  };
  const drafts = lapse(after, state);
  return { state: { ...state, drafts }, effects: [...folded.effects, ...closed.effects] };
}

/** The state once a timer has fired: gone from the list, or armed for its next turn. */
function fired(state: CaseState, key: string): CaseState {
  const length = state.policy.delays[key] ?? '';
  const timers = state.timers.flatMap((timer) => {
    if (timer.key !== key) return [timer];
    if (!repeats(length)) return [];
    const { moved: _, ...again } = timer;
    const deadline = plus(timer.deadline, length.slice(2));
    return [{ ...again, since: timer.deadline, deadline }];
  });
  return { ...state, timers };
}

function persisted(procedure: Procedure, snapshot: AnyMachineSnapshot): JsonObject {
  const stored = procedure.machine.getPersistedSnapshot(snapshot) as unknown as JsonObject;
  // What a worker stores and reads back must be what the next step sees: a plain JSON value.
  return JSON.parse(JSON.stringify(stored)) as JsonObject;
}
