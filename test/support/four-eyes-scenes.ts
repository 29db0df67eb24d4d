/** Where four eyes are asked: a case just before it, and who acts. */
import type { CaseState } from '../../machines/kernel/types.ts';
import { EXIT, INBOUND_WAYS, OUTBOUND, exitCase, inboundCase, outboundCase } from './chart-case.ts';

/** A decision, with the proposal that goes before it where there is one. */
export interface Scene {
  readonly procedure: string;
  readonly start: () => CaseState;
  /** Role and type of the proposal. */
  readonly proposal?: readonly [role: string, type: string];
  /** Who proposed may still record it, and not be the second. */
  readonly mayRecord?: true;
  /** What comes between, of which nobody is asked. */
  readonly between?: string;
  readonly type: string;
  readonly by: string;
  readonly second?: string;
  readonly twoBodies?: true;
}

const outbound = { procedure: 'outbound' } as const;
const inbound = { procedure: 'inbound' } as const;
const exit = { procedure: 'exit' } as const;

/** Decisions of every procedure: of one officer, of two, of two bodies, with and without a proposal. */
export const SCENES: readonly Scene[] = [
  {
    ...outbound,
    start: () => outboundCase(OUTBOUND.statusChoice).snapshot,
    proposal: ['EMB-CO', 'passport.proposed'],
    type: 'passport.approved',
    by: 'EMB-HD',
  },
  {
    ...outbound,
    start: () => outboundCase([...OUTBOUND.statusChoice, 'renunciation.requested']).snapshot,
    proposal: ['EMB-CO', 'renunciation.submitted'],
    type: 'renunciation.approved',
    by: 'MFA-CD',
    second: 'MPS-CD',
    twoBodies: true,
  },
  {
    ...outbound,
    start: () => outboundCase(OUTBOUND.disposition).snapshot,
    proposal: ['EMB-CO', 'repatriation.proposed'],
    between: 'person.heard',
    type: 'repatriation.decided',
    by: 'EMB-HD',
    second: 'MFA-CD',
    twoBodies: true,
  },
  {
    ...outbound,
    start: () => outboundCase(OUTBOUND.ready).snapshot,
    proposal: ['PSO-IN', 'handover.proposed'],
    mayRecord: true,
    between: 'handover.accepted',
    type: 'handover.completed',
    by: 'PSO-IN',
    second: 'PSO-DR',
  },
  {
    ...outbound,
    start: () =>
      outboundCase([...OUTBOUND.screened, 'clause3.check-sent', 'clause3.reported']).snapshot,
    type: 'clause3.confirmed',
    by: 'PSO-DR',
    second: 'MPS-CD',
    twoBodies: true,
  },
  {
    ...inbound,
    start: () =>
      inboundCase([
        'identity.verified',
        ['screening.completed', { nationality: 'DPRK', crossedOn: '1958-04-11' }],
      ]).snapshot,
    proposal: ['PSO-IN', 'penalty.referral-proposed'],
    type: 'penalty.referred',
    by: 'PSO-DR',
    second: 'MPS-CD',
    twoBodies: true,
  },
  {
    ...inbound,
    start: () => inboundCase(INBOUND_WAYS.residenceDecision).snapshot,
    type: 'residence.granted',
    by: 'PSO-DR',
    second: 'FAO-LN',
  },
  {
    ...inbound,
    start: () => inboundCase(INBOUND_WAYS.residing).snapshot,
    type: 'necessity.declared',
    by: 'MFA-CD',
    second: 'MPS-CD',
    twoBodies: true,
  },
  {
    ...exit,
    start: () => exitCase(EXIT.unjustified).snapshot,
    type: 'exit.refused',
    by: 'PSO-DR',
    second: 'FAO-LN',
    twoBodies: true,
  },
  {
    ...exit,
    start: () => exitCase(EXIT.decision).snapshot,
    type: 'pending-case.reported',
    by: 'PSO-DR',
    second: 'MPS-CD',
    twoBodies: true,
  },
];
