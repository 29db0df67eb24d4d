/**
 * What may be said in a duty.
 */
import type { Vocabulary } from '../kernel/vocabulary.ts';
import { faultOfEnclosed } from './instruction.ts';
import type { DutyFacts } from './setup.ts';
import { SERVICE } from '../shared/officers.ts';
import { RESUMED } from '../shared/vocabulary/every.ts';
import {
  correlation,
  filled,
  HEADS,
  maybe,
  oneOf,
  REASONS,
  ref,
  text,
  texts,
} from '../shared/vocabulary/fields.ts';

/** Ministries that instruct. */
const MINISTRIES = ['MFA-CD', 'MPS-CD', 'OCC-CD'] as const;

const read = (facts: unknown): DutyFacts => facts as DutyFacts;
const awaited = (facts: unknown): string | undefined => read(facts).asked ?? undefined;

/** Known in every duty. */
const EVERY_DUTY = {
  'duty.withdrawn': {
    class: 'fact',
    fields: {},
    by: HEADS,
    reasons: REASONS,
    rule: '[S]',
    says: 'The duty is withdrawn.',
  },
  'reminder.due': {
    class: 'time',
    fields: { about: maybe(text('What is late.')) },
    by: [SERVICE],
    tells: HEADS,
    rule: '[R]',
    says: 'Something is late; nothing is decided by it.',
  },
  'case.resumed': { ...RESUMED, whenTakenUp: true },
} as const satisfies Vocabulary;

/** 5a: the Embassy tells the Korean side of the policy. */
export const POLICY_NOTICE_EVENTS = {
  'notice.drafted': {
    class: 'decision',
    fields: { noticeRef: ref('Text of the notice.') },
    by: ['EMB-CO'],
    rule: '5a',
    says: 'The notice is drafted, or drafted anew.',
  },
  'notice.released': {
    class: 'message',
    fields: { correlationId: correlation, noticeRef: ref('Text released.') },
    by: ['EMB-HD'],
    proposers: (facts) => [...(read(facts).drafter ?? [])],
    rule: '5a',
    says: 'The head of the Embassy releases the notice at the time that he chooses.',
  },
  'notice.delivered': {
    class: 'fact',
    fields: { correlationId: correlation, noteRef: ref('Receipt.') },
    by: ['CPL-LN'],
    answers: awaited,
    rule: '5a',
    says: 'The Korean side has received the notice.',
  },
  'notice.answered': {
    class: 'fact',
    fields: { correlationId: correlation, noteRef: ref('Note received.') },
    by: ['CPL-LN'],
    answers: awaited,
    rule: '5a',
    says: 'The Korean side has acknowledged the notice or given its views.',
  },
  ...EVERY_DUTY,
} as const satisfies Vocabulary;

/** 4b: a province prevents further crossings. */
export const PREVENTION_EVENTS = {
  'measure.entered-into-force': {
    class: 'decision',
    fields: { measureRef: ref('Text of the measure.') },
    by: ['PSO-DR'],
    rule: '4b',
    says: 'The measure is in force in the province.',
  },
  'measure.reviewed': {
    class: 'decision',
    fields: { result: oneOf(['continued', 'ended'], 'Whether the measure goes on.') },
    by: ['PSO-DR'],
    reasons: REASONS,
    rule: '4b',
    says: 'The measure was looked at again.',
  },
  ...EVERY_DUTY,
} as const satisfies Vocabulary;

/** 4a, 4f: the other side is asked for a measure. */
export const COORDINATION_EVENTS = {
  'coordination.requested': {
    class: 'message',
    fields: {
      correlationId: correlation,
      measureRef: ref('The measure that is asked for.'),
    },
    by: ['FAO-LN', 'EMB-HD'],
    rule: '4a, 4f',
    says: 'The other side is asked for a measure.',
  },
  'coordination.answered': {
    class: 'fact',
    fields: { correlationId: correlation, noteRef: ref('Note received.') },
    by: ['CPL-LN'],
    answers: awaited,
    rule: '4a, 4f',
    says: 'The other side has answered.',
  },
  ...EVERY_DUTY,
} as const satisfies Vocabulary;

/** Registration lists, on the form of 1958. */
export const LIST_EVENTS = {
  'list.sent': {
    class: 'message',
    fields: { correlationId: correlation, listRef: ref('The list that is sent.') },
    by: ['EMB-HD', 'FAO-LN'],
    rule: '[P]',
    says: 'A registration list goes to the other side.',
  },
  'list.returned': {
    class: 'fact',
    fields: { correlationId: correlation, listRef: ref('The list that came.') },
    by: ['CPL-LN'],
    answers: awaited,
    rule: '[P]',
    says: 'The other side has sent its list.',
  },
  ...EVERY_DUTY,
} as const satisfies Vocabulary;

/** 0b, 5b: the field asks, the ministries instruct. */
export const INSTRUCTION_EVENTS = {
  'question.asked': {
    class: 'decision',
    fields: { questionRef: ref('The question, with the views of who asks.') },
    by: ['EMB-CO', 'EMB-HD', 'PSO-DR'],
    rule: '5b, 0b',
    says: 'A question of principle is asked.',
  },
  'question.forwarded': {
    class: 'decision',
    fields: { to: filled(texts('Ministries that are asked.', ['MFA', 'MPS', 'OCC'])) },
    by: HEADS,
    rule: '5b, 0b',
    says: 'The question has gone to the ministries.',
  },
  'instruction.issued': {
    class: 'fact',
    fields: {
      instructionId: filled(text('Number of the instruction.')),
      permits: texts('What the instruction permits.'),
      cases: maybe({
        kind: 'any',
        says: 'Cases that it names, each with `instructions.received`, signed for it.',
      }),
    },
    faultOf: faultOfEnclosed,
    by: MINISTRIES,
    rule: '5b, 0b',
    says: 'A ministry instructs; each case that is named gets the instruction in its own file.',
  },
  ...EVERY_DUTY,
} as const satisfies Vocabulary;

/** Event types that somebody may send to some duty. */
export type DutyType =
  | keyof typeof POLICY_NOTICE_EVENTS
  | keyof typeof PREVENTION_EVENTS
  | keyof typeof COORDINATION_EVENTS
  | keyof typeof LIST_EVENTS
  | keyof typeof INSTRUCTION_EVENTS;
