/**
 * The second version of the toy: other names for the same things, and a way from the first one.
 */
import { assign, cancel, fromPromise, raise, setup } from 'xstate';
import type { Migration } from '../../machines/kernel/migrate.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { registered } from '../../machines/kernel/register.ts';
import type { CaseState, JsonObject } from '../../machines/kernel/types.ts';
import { toy } from './procedure.ts';

const machine = setup({
  types: {
    context: {} as { notes: string[]; loans: number },
    events: {} as
      | { type: 'book.lent' }
      | { type: 'book.returned'; note?: string }
      | { type: 'book.lost' }
      | { type: 'reminder.due'; about: string },
  },
  actors: { humanTask: fromPromise(async () => undefined) },
  delays: { policy: 1 },
}).createMachine({
  id: 'toy',
  context: { notes: [], loans: 0 },
  initial: 'ready',
  states: {
    ready: {
      description: 'The book can be lent.',
      invoke: {
        id: 'hand-out',
        src: 'humanTask',
        input: { title: 'Lend the book', roles: ['LIB-CL'], events: ['book.lent'], due: 'lend' },
      },
      on: {
        'book.lent': {
          target: 'lent',
          actions: assign({ loans: ({ context }) => context.loans + 1 }),
        },
      },
    },
    lent: {
      description: 'A reader has the book.',
      entry: raise({ type: 'reminder.due', about: 'the book' }, { id: 'late', delay: 'policy' }),
      exit: cancel('late'),
      on: { 'book.returned': 'ready', 'book.lost': 'outcome.lost' },
    },
    outcome: {
      initial: 'lost',
      states: { lost: { type: 'final', description: 'The book is lost.' } },
    },
  },
});

const STATES: Readonly<Record<string, string>> = { shelf: 'ready', away: 'lent' };
const KEYS: Readonly<Record<string, string>> = { lend: 'hand-out', overdue: 'late' };

function renamed<T>(given: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(given).map(([key, item]) => [KEYS[key] ?? key, item]));
}

/** A book that is burnt has no place in the second version, nor has anything else: it stays. */
function secondOf(state: CaseState): CaseState | undefined {
  const value = STATES[String(state.machine['value'])];
  if (value === undefined) return undefined;
  const context = state.machine['context'] as JsonObject;
  const children = renamed((state.machine['children'] ?? {}) as JsonObject);
  return {
    ...state,
    machine: { ...state.machine, value, children, context: { ...context, loans: 0 } },
    policy: { ...state.policy, delays: { ...renamed(state.policy.delays), lend: 'P7D' } },
    tasks: state.tasks.map((task) => ({ ...task, key: KEYS[task.key] ?? task.key })),
    timers: state.timers.map((timer) => ({ ...timer, key: KEYS[timer.key] ?? timer.key })),
  };
}

/** From the first version to this one. */
export const fromFirst: Migration = { from: '1', to: '2', map: secondOf };

/** The toy, second version, registered. */
export const secondToy: Procedure = registered({
  ...toy,
  version: '2',
  machine,
  migrations: [fromFirst],
  policies: { '1': { version: '1', delays: { late: 'P30D', lend: 'P7D' }, figures: {} } },
  delays: ['late', 'lend'],
});
