/**
 * The field asks a question of principle, the ministries instruct (0b, 5b). An instruction may name
 * cases; each of them gets it in its own file, and decides nothing by it.
 */
import { enclosedIn } from './instruction.ts';
import { duty, reminder, taskOf, withdrawal, withdrawn } from './setup.ts';
import { INSTRUCTION_EVENTS } from './vocabulary.ts';

const task = taskOf(INSTRUCTION_EVENTS);

/** question → forwarded → instruction → linked cases. */
export const viewsAndInstructions = duty.createMachine({
  id: 'views-and-instructions',
  context: ({ input }) => input,
  initial: 'asking',
  on: withdrawal,
  states: {
    asking: {
      description: 'The question is to be written down.',
      invoke: task('question', 'Write down the question and views on it', ['question.asked']),
      on: { 'question.asked': { target: 'asked' } },
    },
    asked: {
      description: 'The question is to be forwarded to the ministries.',
      meta: { rule: '5b' },
      invoke: task('forward', 'Forward the question to the ministries', ['question.forwarded']),
      on: { 'question.forwarded': { target: 'forwarded' } },
    },
    forwarded: {
      description: 'The ministries have the question; their instruction is awaited.',
      meta: { rule: '0b, 5b' },
      ...reminder('dutyAnswer', 'the instruction of the ministries'),
      invoke: task('instruct', 'Instruct', ['instruction.issued'], 'dutyAnswer'),
      on: {
        'instruction.issued': {
          guard: 'isOneInstruction',
          target: 'outcome.instructed',
          actions: {
            type: 'sendLetter',
            params: ({ event }) => ({
              kind: 'instruction' as const,
              to: 'case' as const,
              correlationId: event.instructionId ?? '',
              each: (enclosedIn(event) ?? []).map((enclosed) => ({ ...enclosed })),
            }),
          },
        },
      },
    },
    outcome: {
      initial: 'instructed',
      states: {
        instructed: { type: 'final', description: 'The ministries have instructed.' },
        withdrawn,
      },
    },
  },
});
