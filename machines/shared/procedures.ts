/**
 * What the two crossing procedures have in common, besides their charts.
 */
import type { AnyStateMachine } from 'xstate';
import { CALENDARS } from '../calendar/calendars.ts';
import type { Procedure } from '../kernel/procedure.ts';
import type { JsonObject } from '../kernel/types.ts';
import type { Vocabulary } from '../kernel/vocabulary.ts';
import { cableDisposition } from './cable.ts';
import { faultOfLetter } from './letters.ts';
import { openingFacts, readFacts, type ProcedureName } from './facts.ts';
import { slipIn } from './slips.ts';
import { STAYED } from './stay.ts';
import { CROSSING_PAUSES, POLICY_VERSION, policiesWith, type DelayKey } from './policy.ts';

/** What each procedure brings. */
export interface Parts {
  readonly name: ProcedureName;
  readonly version: string;
  readonly machine: AnyStateMachine;
  readonly vocabulary: Vocabulary;
  readonly delays: readonly DelayKey[];
}

/** What is the same in every procedure: facts, policy, the wait for instructions. */
export function plainProcedure({ delays, ...parts }: Parts): Procedure {
  return {
    ...parts,
    main: 'main',
    waits: [
      {
        in: 'instructions.awaited',
        code: 'INSTRUCTIONS_AWAITED',
        shows: 'awaiting-instructions',
        rule: '5b',
      },
    ],
    display: ['awaiting-instructions'],
    policies: policiesWith(delays),
    calendars: CALENDARS,
    policyVersion: POLICY_VERSION,
    delays,
    disposition: (facts) => cableDisposition(parts.name, readFacts(facts)),
    faultOfLetter,
    faultOfOpening: ({ facts }) => slipIn(facts),
    input: (opening, policy) => ({ ...openingFacts(opening, policy) }) as unknown as JsonObject,
    example: {
      caseNo: 'EXAMPLE-1',
      procedure: parts.name,
      subjectRef: 'synthetic/EXAMPLE-1',
      facts: { province: 'Jilin', adult: true },
    },
  };
}

/**
 * A crossing procedure: absence and a return being arranged are waited for too, and a claim stays.
 */
export function crossingProcedure(parts: Parts): Procedure {
  const common = plainProcedure(parts);
  return {
    ...common,
    policies: policiesWith(parts.delays, CROSSING_PAUSES),
    waits: [
      { in: 'presence.absent', code: 'CASE_SUSPENDED', shows: 'suspended', rule: 'A30, I21' },
      ...common.waits,
      {
        in: 'return-path.arranging',
        code: 'RETURN_IN_PROGRESS',
        shows: 'voluntary-return',
        rule: '1a, A6',
      },
    ],
    display: ['suspended', 'voluntary-return', 'awaiting-instructions'],
    stay: {
      region: 'safeguard',
      states: STAYED,
      rule: 'A47, I5',
    },
  };
}
