/**
 * A procedure of three states, one task and one timer: proof that the host drives what it does not know.
 */
import { assign, cancel, fromPromise, raise, setup } from 'xstate';
import { branch, rule, type Procedure } from '../../machines/kernel/procedure.ts';
import { registered } from '../../machines/kernel/register.ts';

interface ToyEvent {
  readonly note?: string;
  readonly now: string;
  readonly by: string;
}

/** Book lent → returned or lost. */
const machine = setup({
  types: {
    context: {} as { notes: string[] },
    events: {} as (
      | { type: 'book.lent' }
      | { type: 'book.returned' }
      | { type: 'book.lost' }
      | { type: 'reminder.due'; about: string }
    ) &
      ToyEvent,
  },
  actors: { humanTask: fromPromise(async () => undefined) },
  delays: { policy: 1 },
  guards: {
    hasNote: rule('REASONS_MISSING', ({ event }: { event: ToyEvent }) => event.note !== 'bad', {
      readsEvent: true,
    }),
    isBurnt: branch(({ event }: { event: ToyEvent }) => event.note === 'burnt'),
  },
  actions: { issueDocument: (_, _params: { kind: string }) => undefined },
}).createMachine({
  id: 'toy',
  context: { notes: [] },
  initial: 'shelf',
  states: {
    shelf: {
      description: 'The book stands on the shelf.',
      invoke: {
        id: 'lend',
        src: 'humanTask',
        input: { title: 'Lend the book', roles: ['LIB-CL'], events: ['book.lent'], due: 'lend' },
      },
      on: { 'book.lent': { target: 'away' } },
    },
    away: {
      description: 'A reader has the book.',
      entry: raise(
        { type: 'reminder.due', about: 'the book', now: '', by: '' },
        { id: 'overdue', delay: 'policy' },
      ),
      exit: cancel('overdue'),
      on: {
        'book.returned': {
          guard: 'hasNote',
          target: 'shelf',
          actions: assign({ notes: ({ context, event }) => [...context.notes, event.note ?? ''] }),
        },
        'book.lost': [
          { guard: 'isBurnt', target: 'outcome.burnt' },
          {
            target: 'outcome.lost',
            actions: { type: 'issueDocument', params: { kind: 'loss-note' } },
          },
        ],
      },
    },
    outcome: {
      initial: 'lost',
      states: {
        lost: { type: 'final', description: 'The book is lost.' },
        burnt: { type: 'final', description: 'The book is burnt.' },
      },
    },
  },
});

const note = { note: { kind: 'text', optional: true, says: 'a note' } } as const;

/** The toy, registered. */
export const toy: Procedure = registered({
  name: 'toy',
  version: '1',
  main: 'main',
  machine,
  vocabulary: {
    'book.lent': { class: 'decision', fields: note, by: ['LIB-CL'], rule: 'toy', says: 'Lent.' },
    'book.returned': { class: 'fact', fields: note, by: ['LIB-CL'], rule: 'toy', says: 'Back.' },
    'book.lost': {
      class: 'decision',
      fields: note,
      by: ['LIB-CL'],
      second: { roles: ['LIB-HD'] },
      rule: 'toy',
      says: 'Lost.',
    },
    'reminder.due': {
      class: 'time',
      fields: {},
      by: ['service'],
      tells: ['LIB-HD'],
      rule: 'toy',
      says: 'Overdue.',
    },
  },
  waits: [],
  display: [],
  policies: {
    '1': { version: '1', delays: { overdue: 'P30D', lend: 'P7D' }, figures: {} },
  },
  policyVersion: '1',
  delays: ['overdue', 'lend'],
  input: () => ({}),
  example: { caseNo: 'TOY-1', procedure: 'toy', subjectRef: 'synthetic/toy', facts: {} },
});
