/** Where four eyes are asked: a case just before it, and who acts. */
import { start } from '../../machines/kernel/step.ts';
import type { CaseState, JsonObject } from '../../machines/kernel/types.ts';
import { duties, dutyOf } from '../../machines/registry.ts';
import { EXIT, INBOUND_WAYS, OUTBOUND, exitCase, inboundCase, outboundCase } from './chart-case.ts';
import type { Said } from './chart-case.ts';

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
  /** What the event says besides its valid form. */
  readonly form?: JsonObject;
  /** Roles. */
  readonly by: readonly string[];
  readonly second?: readonly string[];
  readonly twoBodies?: true;
}

type Told = Omit<Scene, 'procedure' | 'start' | 'type' | 'by' | 'second'>;

const STARTS: Readonly<Record<string, (way: readonly Said[]) => CaseState>> = {
  outbound: (way) => outboundCase(way).snapshot,
  inbound: (way) => inboundCase(way).snapshot,
  exit: (way) => exitCase(way).snapshot,
};

/** A scene of a case: `by` and `second` are roles, with blanks between several. */
function scene(
  [procedure, way]: readonly [string, readonly Said[]],
  type: string,
  [by, second]: readonly [by: string, second?: string],
  told: Told = {},
): Scene {
  return {
    ...{ procedure, type, by: by.split(' '), ...told },
    ...(second !== undefined && { second: second.split(' ') }),
    start: () => {
      const from = STARTS[procedure];
      if (from === undefined) throw new Error(`no case of ${procedure} begins here`);
      return from(way);
    },
  };
}

const REASONS = 'synthetic reasons, recorded in full';
const CO = 'EMB-CO PSO-IN';
const HD = 'EMB-HD PSO-DR';
const MINISTRIES = 'MFA-CD MPS-CD OCC-CD';
const twoBodies = { twoBodies: true } as const;

const LATER: Said = ['screening.completed', { crossedOn: '1958-04-11' }];
const LATER_INBOUND: Said = [
  'screening.completed',
  { nationality: 'DPRK', crossedOn: '1958-04-11' },
];
const CRIME: readonly Said[] = ['clause3.check-sent', 'clause3.reported'];
const ORDER = ['repatriation.proposed', 'person.heard', 'repatriation.decided'] as const;

/** In both procedures in which a person may have to go back. */
const SHARED: readonly Scene[] = (
  [
    ['outbound', OUTBOUND.screened, [...OUTBOUND.ready], LATER],
    [
      'inbound',
      INBOUND_WAYS.assessment,
      [...INBOUND_WAYS.disposition, ...ORDER, 'review.window-elapsed'],
      LATER_INBOUND,
    ],
  ] as const
).flatMap(([procedure, screened, ready, later]) => [
  scene([procedure, ready], 'handover.completed', ['PSO-IN', 'PSO-DR'], {
    proposal: ['PSO-IN', 'handover.proposed'],
    mayRecord: true,
    between: 'handover.accepted',
  }),
  scene([procedure, ['identity.verified', later]], 'penalty.referred', ['PSO-DR', 'MPS-CD'], {
    proposal: ['PSO-IN', 'penalty.referral-proposed'],
    ...twoBodies,
  }),
  scene(
    [procedure, [...screened, ...CRIME]],
    'clause3.confirmed',
    ['PSO-DR PSO-IN EMB-HD', 'MPS-CD MFA-CD'],
    twoBodies,
  ),
  scene(
    [procedure, [...screened, ...CRIME, 'clause3.confirmed']],
    'clause3.resolved',
    ['PSO-DR', 'MFA-CD MPS-CD'],
    twoBodies,
  ),
  scene([procedure, [...screened, 'protection.claimed']], 'protection.not-recognised', [
    'PRO-OF',
    'PRO-OF',
  ]),
  scene([procedure, screened], 'household.unity-decided', ['PSO-DR', 'FAO-LN']),
]);

/** In every procedure. */
const EVERYWHERE: readonly Scene[] = ['outbound', 'inbound', 'exit'].flatMap((procedure) => {
  const awaited = ['instructions.requested'];
  return [
    scene([procedure, []], 'identity.mistaken', [CO, HD]),
    scene([procedure, awaited], 'case.closed-administratively', [CO, HD]),
    scene([procedure, []], 'policy.moved', [MINISTRIES, MINISTRIES], {
      form: { version: '1957-12-17.2', reasons: REASONS },
      ...twoBodies,
    }),
    {
      ...scene([procedure, []], 'case.resumed', [HD, `${HD} ${MINISTRIES}`]),
      form: { seq: 1, hash: 'A'.repeat(43), reasons: REASONS },
      start: () => ({ ...(STARTS[procedure]?.([]) as CaseState), resumes: true as const }),
    },
  ];
});

/** A duty of this kind, just opened. */
function openedDuty(kind: string): CaseState {
  const duty = dutyOf(kind);
  if (duty === undefined) throw new Error(`there is no duty ${kind}`);
  return start(duty, { ...duty.example, clock: 'recorded' }, '1958-01-01').state;
}

/** What the service owes beside the cases. */
const DUTIES: readonly Scene[] = [
  ...Object.keys(duties).map((procedure) => ({
    procedure,
    start: () => ({ ...openedDuty(procedure), resumes: true as const }),
    type: 'case.resumed',
    form: { seq: 1, hash: 'A'.repeat(43), reasons: REASONS },
    by: HD.split(' '),
    second: `${HD} ${MINISTRIES}`.split(' '),
  })),
  {
    procedure: 'policy-notice',
    start: () => openedDuty('policy-notice'),
    proposal: ['EMB-CO', 'notice.drafted'],
    type: 'notice.released',
    form: { noticeRef: 'N-1', correlationId: 'C-1' },
    by: ['EMB-HD'],
  },
];

const { statusChoice, disposition } = OUTBOUND;

/** Decisions of two officers, or with a proposal before them: all that there are, in every procedure. */
export const SCENES: readonly Scene[] = [
  scene(['outbound', statusChoice], 'passport.approved', ['EMB-HD'], {
    proposal: ['EMB-CO', 'passport.proposed'],
  }),
  scene(
    ['outbound', [...statusChoice, 'renunciation.requested']],
    'renunciation.approved',
    ['MFA-CD', 'MPS-CD'],
    { proposal: ['EMB-CO', 'renunciation.submitted'], ...twoBodies },
  ),
  scene(['outbound', disposition], 'repatriation.decided', ['EMB-HD', 'MFA-CD MPS-CD'], {
    proposal: ['EMB-CO', 'repatriation.proposed'],
    between: 'person.heard',
    ...twoBodies,
  }),
  scene(
    ['inbound', INBOUND_WAYS.disposition],
    'repatriation.decided',
    ['PSO-DR', 'FAO-LN MFA-CD MPS-CD'],
    { proposal: ['PSO-IN', 'repatriation.proposed'], between: 'person.heard', ...twoBodies },
  ),
  ...SHARED,
  scene(['inbound', INBOUND_WAYS.assessment], 'inconvenience.found', ['PSO-IN', 'PSO-DR']),
  scene(['inbound', INBOUND_WAYS.assessment], 'inconvenience.not-found', ['PSO-IN', 'PSO-DR']),
  scene(['inbound', INBOUND_WAYS.residenceDecision], 'residence.granted', ['PSO-DR', 'FAO-LN']),
  scene(['inbound', INBOUND_WAYS.residenceDecision], 'residence.declined', ['PSO-DR', 'FAO-LN']),
  scene(['inbound', INBOUND_WAYS.residing], 'necessity.declared', ['MFA-CD', 'MPS-CD'], twoBodies),
  scene(['exit', ['application.completed']], 'political-check.completed', ['PSO-IN', 'PSO-DR'], {
    form: { issue: true, reasons: REASONS },
  }),
  scene(['exit', EXIT.unjustified], 'exit.refused', ['PSO-DR', 'FAO-LN'], twoBodies),
  scene(['exit', EXIT.pending], 'exit.deferred', ['PSO-IN', 'PSO-DR']),
  scene(['exit', EXIT.approved], 'pending-case.reported', ['PSO-DR', 'MPS-CD'], twoBodies),
  scene(
    [
      'exit',
      [
        ...EXIT.unjustified,
        'instructions.requested',
        ['instructions.received', { permits: ['correct-check'] }],
      ],
    ],
    'check.corrected',
    ['PSO-IN', 'PSO-DR'],
  ),
  ...EVERYWHERE,
  ...DUTIES,
];
