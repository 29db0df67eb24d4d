/**
 * The duties of the service, as the kernel drives them.
 */
import type { AnyStateMachine } from 'xstate';
import type { Procedure } from '../kernel/procedure.ts';
import type { CaseState } from '../kernel/types.ts';
import type { Vocabulary } from '../kernel/vocabulary.ts';
import { faultOfLetter } from '../shared/letters.ts';
import { isProvince } from '../shared/province.ts';
import { coordination } from './coordination.ts';
import { policyNotice, policyNotice1 } from './policy-notice.ts';
import { preventionMeasure } from './prevention-measure.ts';
import { registrationList } from './registration-list.ts';
import { DUTY_DELAYS, type DutyDelay } from './setup.ts';
import { viewsAndInstructions } from './views-and-instructions.ts';
import {
  COORDINATION_EVENTS,
  INSTRUCTION_EVENTS,
  LIST_EVENTS,
  POLICY_NOTICE_EVENTS,
  PREVENTION_EVENTS,
} from './vocabulary.ts';

/** Version of the lengths. */
const POLICY_VERSION = '1957-12-17.1';

interface Parts {
  readonly name: string;
  /** Of the chart; default 1. */
  readonly version?: number;
  /** Its ways from older versions, by number: nothing stored is another one. */
  readonly goesOnFrom?: readonly number[];
  readonly machine: AnyStateMachine;
  readonly vocabulary: Vocabulary;
  readonly delays: readonly DutyDelay[];
  /** Opened for one province, which it names. */
  readonly ofProvince?: true;
}

function dutyProcedure(parts: Parts): Procedure {
  const { name, version: number = 1, goesOnFrom = [], ...rest } = parts;
  const { machine, vocabulary, delays, ofProvince } = rest;
  const version = `${name}-${number}`;
  const migrations = goesOnFrom.map((from) => {
    return { from: `${name}-${from}`, to: version, map: (state: CaseState) => state };
  });
  const lengths = Object.fromEntries(delays.map((key) => [key, DUTY_DELAYS[key]]));
  const policy = { version: POLICY_VERSION, delays: lengths, figures: {} };
  return {
    name,
    version,
    migrations,
    main: 'main',
    machine,
    vocabulary,
    waits: [],
    display: [],
    policies: { [POLICY_VERSION]: policy },
    policyVersion: POLICY_VERSION,
    delays,
    faultOfLetter,
    faultOfOpening: ({ facts: { province } }) =>
      isProvince(province) || (province === undefined && ofProvince === undefined)
        ? undefined
        : `facts.province is none of Liaoning, Jilin, Heilongjiang, other${ofProvince ? ': a measure is of one province' : ''}`,
    input: () => ({ drafter: null, drafted: null, asked: null }),
    example: {
      caseNo: `${name}/EXAMPLE-1`,
      procedure: name,
      subjectRef: `duty/${name}`,
      facts: { province: 'Jilin' },
    },
  };
}

const POLICY_NOTICE = {
  name: 'policy-notice',
  vocabulary: POLICY_NOTICE_EVENTS,
  delays: ['dutyTask', 'dutyAnswer'],
} as const;

/** Charts of before that open duties may still be under. */
export const OLDER_DUTIES: readonly Procedure[] = [
  dutyProcedure({ ...POLICY_NOTICE, machine: policyNotice1 }),
];

/** All kinds of duties (contract §1, `serviceDuty`). */
export const DUTIES: readonly Procedure[] = [
  dutyProcedure({ ...POLICY_NOTICE, version: 2, goesOnFrom: [1], machine: policyNotice }),
  dutyProcedure({
    name: 'prevention-measure',
    machine: preventionMeasure,
    vocabulary: PREVENTION_EVENTS,
    delays: ['dutyTask', 'measureReview'],
    ofProvince: true,
  }),
  dutyProcedure({
    name: 'coordination',
    machine: coordination,
    vocabulary: COORDINATION_EVENTS,
    delays: ['dutyTask', 'dutyAnswer'],
  }),
  dutyProcedure({
    name: 'registration-list',
    machine: registrationList,
    vocabulary: LIST_EVENTS,
    delays: ['dutyTask', 'dutyAnswer'],
  }),
  dutyProcedure({
    name: 'views-and-instructions',
    machine: viewsAndInstructions,
    vocabulary: INSTRUCTION_EVENTS,
    delays: ['dutyTask', 'dutyAnswer'],
  }),
];
