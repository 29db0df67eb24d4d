/**
 * The Korean side is told of the policy (5a). When is left to the Embassy; no case waits for it (A43).
 */
import { asks, awaits, duty, reminder, taskOf, withdrawal, withdrawn } from './setup.ts';
import { POLICY_NOTICE_EVENTS } from './vocabulary.ts';

const task = taskOf(POLICY_NOTICE_EVENTS);

const draft = {
  target: 'drafted',
  actions: duty.assign({
    drafter: ({ event }) => event.persons ?? [],
    drafted: ({ event }) => event.noticeRef ?? null,
  }),
} as const;

const answered = { 'notice.answered': { target: '#answered' } } as const;

const release = { target: 'released', actions: asks('M1', 'noticeRef') } as const;

const chart = (released: typeof release | (typeof release & { readonly guard: 'isDrafted' })) =>
  duty.createMachine({
    id: 'policy-notice',
    context: ({ input }) => input,
    initial: 'drafting',
    on: withdrawal,
    states: {
      drafting: {
        description: 'The notice is to be drafted.',
        invoke: task('draft', 'Draft the notice of the policy', ['notice.drafted']),
        on: { 'notice.drafted': draft },
      },
      drafted: {
        description: 'The notice is drafted; the head of the Embassy releases it when he sees fit.',
        meta: { rule: '5a' },
        invoke: task('release', 'Release the notice', ['notice.released']),
        on: {
          'notice.drafted': draft,
          'notice.released': released,
        },
      },
      released: {
        description: 'The notice is on its way to the Korean side.',
        meta: { rule: '5a' },
        invoke: awaits('receipt', 'receipt of the notice of the policy'),
        on: { 'notice.delivered': { target: 'delivered' }, ...answered },
      },
      delivered: {
        description: 'The Korean side has the notice; its answer is awaited.',
        ...reminder('dutyAnswer', 'the answer to the notice of the policy'),
        invoke: awaits('answer', 'acknowledgement or views on the policy'),
        on: answered,
      },
      outcome: {
        initial: 'answered',
        states: {
          answered: {
            id: 'answered',
            type: 'final',
            description: 'The Korean side has answered the notice.',
          },
          withdrawn,
        },
      },
    },
  });

/** drafted → released by the head of the Embassy → delivered → answered. */
export const policyNotice = chart({ ...release, guard: 'isDrafted' });

/** As it was first: another text than the drafted one could be released. */
export const policyNotice1 = chart(release);
