/**
 * The smallest procedures that show one thing each.
 */
import { and, fromPromise, setup, type AnyStateMachine } from 'xstate';
import { branch, rule, type Procedure } from '../../machines/kernel/procedure.ts';
import { start, step } from '../../machines/kernel/step.ts';
import type { CaseState, JsonObject, Message, Officer } from '../../machines/kernel/types.ts';
import type { EventRow } from '../../machines/kernel/vocabulary.ts';

/** Instant at which everything here happens. */
export const AT = '2026-01-01T00:00:00.000Z';

/** First officer. */
export const CLERK: Officer = { id: 'LIB-CL-1', role: 'LIB-CL', body: 'LIB' };

/** Second officer, of another role and the same body. */
export const HEAD: Officer = { id: 'LIB-HD-1', role: 'LIB-HD', body: 'LIB' };

/** Second officer of another body. */
export const AUDITOR: Officer = { id: 'AUD-HD-1', role: 'LIB-HD', body: 'AUD' };

/** Guards, actions and invocations for charts of a few lines. */
export const small = setup({
  actors: {
    humanTask: fromPromise(async () => undefined),
    counterpartExchange: fromPromise(async () => undefined),
    other: fromPromise(async () => undefined),
  },
  delays: { policy: 1 },
  guards: {
    yes: () => true,
    no: () => false,
    never: rule('NO_REQUEST', () => false),
    nor: rule('NOT_WILLING', () => false),
    isOk: rule('GROUND_NOT_ALLOWED', ({ event }) => event['ok'] === true, { readsEvent: true }),
    wantsOk: branch(({ event }) => event['ok'] === true),
    refuse: (_, _params: { code: string }) => false,
    both: and([() => true]),
  },
  actions: {
    issueDocument: (_, _params: { kind: string; number?: string }) => undefined,
    voidDocument: (_, _params: { kind: string; as?: string; reason: string }) => undefined,
    sendLetter: (_, _params: JsonObject) => undefined,
    notify: (_, _params: { roles: readonly string[]; about: string }) => undefined,
    shout: () => undefined,
  },
});

/** A row of the vocabulary: a decision of a clerk unless said otherwise. */
export function row(more: Partial<EventRow> = {}): EventRow {
  return {
    class: 'decision',
    fields: {},
    by: ['LIB-CL'],
    rule: 'r',
    says: 'It happened.',
    ...more,
  };
}

/** A chart from a configuration that the types would not let pass. */
export function chart(config: object): AnyStateMachine {
  return small.createMachine(config as never) as unknown as AnyStateMachine;
}

/** A procedure over a chart: events `go` and `stop`, one length `overdue`. Not registered. */
export function procedure(machine: AnyStateMachine, more: Partial<Procedure> = {}): Procedure {
  return {
    name: 'small',
    version: '1',
    main: 'main',
    machine,
    vocabulary: { go: row(), stop: row(), 'reminder.due': row({ class: 'time', by: ['service'] }) },
    waits: [],
    display: [],
    policies: { '1': { version: '1', delays: { overdue: 'P30D' }, figures: { rounds: 1 } } },
    policyVersion: '1',
    delays: ['overdue'],
    input: () => ({}),
    example: { caseNo: 'S-1', procedure: 'small', subjectRef: 'synthetic/s', facts: {} },
    ...more,
  };
}

/** A case of a procedure, just opened. */
export function opened(of: Procedure, more: Partial<Procedure['example']> = {}): CaseState {
  return start(of, { ...of.example, ...more }, AT).state;
}

/** A message of the clerk. */
export function said(type: string, fields: JsonObject = {}, more: Partial<Message> = {}): Message {
  return {
    event: { id: `${type}-1`, type, at: '2026-01-01', ...fields },
    attested: true,
    by: CLERK,
    receivedAt: AT,
    effectiveAt: AT,
    ...more,
  };
}

/** The state after messages that are all taken. */
export function after(of: Procedure, ...messages: readonly Message[]): CaseState {
  return messages.reduce((state, message) => {
    const result = step(of, state, message);
    if (result.outcome === 'rejected') throw new Error(`${message.event.type}: ${result.code}`);
    return result.state;
  }, opened(of));
}

/** Two states, with `go` between them. */
export function two(a: object, transition: object = {}, more: object = {}): object {
  return {
    id: 'small',
    initial: 'a',
    states: {
      a: { description: 'A.', on: { go: { target: 'b', ...transition } }, ...a },
      b: { description: 'B.' },
    },
    ...more,
  };
}

/** An invocation that asks a human. */
export function asked(more: object = {}): object {
  const input = { title: 'Do it', roles: ['LIB-CL'], events: ['go'] };
  return { id: 'ask', src: 'humanTask', input, ...more };
}

/** Options of a delayed raise; the types know no delay outside a `setup`. */
export function delayed(options: object): never {
  return { delay: 'policy', ...options } as never;
}
