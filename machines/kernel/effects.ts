/**
 * From what XState returns to what the case must do: a closed union, decided here, carried out elsewhere.
 * An action that is not known here is never skipped: it stops the step.
 */
import { assertNever, KernelError } from './errors.ts';
import { after } from './lengths.ts';
import type { Procedure } from './procedure.ts';
import type {
  CaseState,
  DocumentEntry,
  Effect,
  JsonObject,
  Letter,
  OpenExchange,
  OpenTask,
  OpenTimer,
} from './types.ts';

/** XState's executable action, as far as it is read. */
export interface Action {
  readonly type: string;
  readonly params?: unknown;
}

/** What one step changes of a state, apart from the snapshot. */
export type Open = Pick<CaseState, 'tasks' | 'exchanges' | 'timers' | 'documents'>;

/** Where and when a step happens. */
export interface StepPlace {
  readonly procedure: Procedure;
  readonly state: CaseState;
  /** ISO instant that `since`, due dates and deadlines count from. */
  readonly from: string;
  /** The event that is stepped; `start` at the beginning. */
  readonly eventId: string;
}

/** Folds the returned actions into what is open, and lists the effects in their order. */
export function fold(
  place: StepPlace,
  actions: readonly Action[],
): { readonly open: Open; readonly effects: readonly Effect[] } {
  const { tasks, exchanges, timers, documents } = place.state;
  let open: Open = { tasks, exchanges, timers, documents };
  const effects: Effect[] = [];
  for (const action of actions) {
    for (const effect of effectsOf(place, action, open)) {
      open = applied(open, effect);
      effects.push(effect);
    }
  }
  return { open, effects };
}

/** Withdraws all that is still asked, when the main region has its outcome. */
export function closing(open: Open): { readonly open: Open; readonly effects: readonly Effect[] } {
  const effects: Effect[] = [
    ...open.tasks.map(({ id }) => ({ kind: 'closeTask', id, reason: 'case-closed' }) as const),
    ...open.exchanges.map(({ id }) => ({ kind: 'closeExchange', id }) as const),
    ...open.timers.map(({ key }) => ({ kind: 'cancelTimer', key }) as const),
  ];
  return { open: { ...open, tasks: [], exchanges: [], timers: [] }, effects };
}

function applied(open: Open, effect: Effect): Open {
  switch (effect.kind) {
    case 'openTask':
      return { ...open, tasks: [...open.tasks, effect.task] };
    case 'closeTask':
      return { ...open, tasks: open.tasks.filter(({ id }) => id !== effect.id) };
    case 'openExchange':
      return { ...open, exchanges: [...open.exchanges, effect.exchange] };
    case 'closeExchange':
      return { ...open, exchanges: open.exchanges.filter(({ id }) => id !== effect.id) };
    case 'moveDue':
      return open; // made by what moves it: `pauses.ts`
    case 'armTimer':
      return {
        ...open,
        timers: [...open.timers.filter(({ key }) => key !== effect.timer.key), effect.timer],
      };
    case 'cancelTimer':
      return { ...open, timers: open.timers.filter(({ key }) => key !== effect.key) };
    case 'issueDocument':
      return { ...open, documents: [...open.documents, effect.document] };
    case 'voidDocument':
      return {
        ...open,
        documents: open.documents.map((document) => replaced(document, effect.document)),
      };
    case 'surrenderDocument':
    case 'sendLetter':
    case 'notify':
      return open;
    default:
      return assertNever(effect);
  }
}

function replaced(standing: DocumentEntry, changed: DocumentEntry): DocumentEntry {
  return standing.number === changed.number && standing.kind === changed.kind ? changed : standing;
}

function effectsOf(place: StepPlace, { type, params }: Action, open: Open): readonly Effect[] {
  const given = (params ?? {}) as JsonObject;
  switch (type) {
    case 'xstate.spawnChild':
      return [opened(place, given)];
    case 'xstate.stopChild':
      return closed(params, open);
    case 'xstate.raise':
      return armed(place, given);
    case 'xstate.cancel':
      return cancelled(given, open);
    case 'issueDocument':
      return [issued(place, given, open)];
    case 'voidDocument':
      return 'ofCase' in given ? surrendered(place, given) : voided(given, open);
    case 'sendLetter':
      return lettersOf(place, given, open).map((letter) => ({ kind: 'sendLetter', letter }));
    case 'notify':
      return [
        { kind: 'notify', notice: { roles: texts(given['roles']), about: text(given['about']) } },
      ];
    default:
      throw new KernelError(place.procedure.name, `action ${type} is not carried`);
  }
}

function opened(place: StepPlace, given: JsonObject): Effect {
  const key = text(given['id']);
  const input = (given['input'] ?? {}) as JsonObject;
  const id = `${key}#${place.state.steps + 1}`;
  const common = { id, key, since: place.from, ...dueOf(place, input['due']) };
  switch (given['src']) {
    case 'humanTask': {
      const task: OpenTask = {
        ...common,
        title: text(input['title']),
        roles: texts(input['roles']),
        events: texts(input['events']),
      };
      return { kind: 'openTask', task };
    }
    case 'counterpartExchange': {
      const exchange: OpenExchange = {
        ...common,
        who: text(input['who']),
        what: text(input['what']),
      };
      return { kind: 'openExchange', exchange };
    }
    default:
      throw new KernelError(
        place.procedure.name,
        `invocation ${text(given['src'])} is not carried`,
      );
  }
}

/** A due date from a key of the policy; none where the policy names no length. */
function dueOf(
  { state, from, procedure }: StepPlace,
  key: unknown,
): { readonly due?: string; readonly dueBy?: string } {
  if (typeof key !== 'string') return {};
  const length = state.policy.delays[key];
  return length === undefined ? {} : { due: after(from, length, procedure.calendars), dueBy: key };
}

function closed(params: unknown, open: Open): readonly Effect[] {
  const key = typeof params === 'string' ? params : (params as { id?: string } | undefined)?.id;
  const tasks = open.tasks.filter((task) => task.key === key);
  const exchanges = open.exchanges.filter((exchange) => exchange.key === key);
  return [
    ...tasks.map(({ id }) => ({ kind: 'closeTask', id, reason: 'case-moved-on' }) as const),
    ...exchanges.map(({ id }) => ({ kind: 'closeExchange', id }) as const),
  ];
}

function armed(place: StepPlace, given: JsonObject): readonly Effect[] {
  // An immediate raise shows among the actions too, and is no effect.
  if (given['delay'] === undefined || place.state.clock === 'recorded') return [];
  const key = text(given['id']);
  const length = place.state.policy.delays[key];
  if (length === undefined) return [];
  const event = given['event'] as OpenTimer['event'];
  const { from, procedure } = place;
  const deadline = after(from, length, procedure.calendars);
  return [{ kind: 'armTimer', timer: { key, event, deadline, since: from } }];
}

function cancelled(given: JsonObject, open: Open): readonly Effect[] {
  const key = text(given['sendId']);
  return open.timers.some((timer) => timer.key === key) ? [{ kind: 'cancelTimer', key }] : [];
}

function issued(place: StepPlace, given: JsonObject, open: Open): Effect {
  const kind = text(given['kind']);
  const named = given['number'];
  const ordinal = open.documents.filter((document) => document.kind === kind).length + 1;
  const number = typeof named === 'string' ? named : `${place.state.caseNo}/${kind}/${ordinal}`;
  return {
    kind: 'issueDocument',
    document: { kind, number, status: 'valid', eventId: place.eventId },
  };
}

function voided(given: JsonObject, open: Open): readonly Effect[] {
  const status = given['as'] === 'expired' ? 'expired' : 'void';
  return open.documents
    .filter((document) => document.kind === given['kind'] && document.status === 'valid')
    .map((document) => ({
      kind: 'voidDocument' as const,
      document: { ...document, status },
      reason: text(given['reason']),
    }));
}

/** Of an earlier case, where there is one. */
function surrendered({ eventId }: StepPlace, given: JsonObject): readonly Effect[] {
  const caseNo = text(given['ofCase']);
  const document = text(given['kind']);
  const reason = text(given['reason']);
  return caseNo === '' ? [] : [{ kind: 'surrenderDocument', caseNo, document, reason, eventId }];
}

/** One letter, or with `each` one for every content of it. */
function lettersOf(place: StepPlace, given: JsonObject, open: Open): readonly Letter[] {
  const each: unknown = given['each'];
  const contents = Array.isArray(each) ? (each as readonly JsonObject[]) : [given['content']];
  return contents.map((content) => letterOf(place, { ...given, content }, open));
}

/**
 * Under the id of the event where it has no correlation of its own; with `papers` (kinds), the numbers
 * of the valid documents of these kinds go along.
 */
function letterOf({ procedure, eventId }: StepPlace, given: JsonObject, open: Open): Letter {
  const kinds: unknown = given['papers'];
  const papers = open.documents
    .filter(({ kind, status }) => status === 'valid' && texts(kinds).includes(kind))
    .map(({ kind, number }) => ({ kind, number }));
  const letter: Letter = {
    kind: text(given['kind']),
    to: text(given['to']),
    correlationId: text(given['correlationId']) || eventId,
    content: {
      ...((given['content'] ?? {}) as JsonObject),
      ...(kinds !== undefined && { papers }),
    },
  };
  const fault = procedure.faultOfLetter?.(letter);
  if (fault !== undefined) throw new KernelError(procedure.name, fault);
  return letter;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((item): item is string => typeof item === 'string')
    : [];
}
