/** Tables that count what happened: which events, under which name. */
import type { Table } from '../../activities/contract.ts';

/** So many events of this kind in a month. */
export interface Happened {
  readonly procedure: string;
  readonly type: string;
  readonly kind: string | null;
  readonly result: string | null;
  readonly n: number;
}

interface Measure {
  readonly key: readonly string[];
  readonly counts: (happened: Happened) => boolean;
}

interface Counted {
  readonly name: string;
  readonly says: string;
  readonly by: readonly string[];
  readonly measures: readonly Measure[];
}

function of(label: string, ...types: readonly string[]): Measure {
  return { key: [label], counts: ({ type }) => types.includes(type) };
}

function reviewed(label: string, result: string, isExit: boolean): Measure {
  const type = 'review.decided';
  return {
    key: [label],
    counts: (one) =>
      one.type === type && one.result === result && (one.procedure === 'exit') === isExit,
  };
}

const CLAUSE3: readonly Measure[] = ['reported', 'confirmed', 'not-confirmed'].flatMap((step) =>
  (step === 'not-confirmed' ? [null] : ['crime', 'pending-criminal', 'pending-civil']).map(
    (kind) => ({
      key: [step, kind ?? 'any'],
      counts: (one: Happened) =>
        one.type === `clause3.${step}` && (kind === null || one.kind === kind),
    }),
  ),
);

const COUNTED: readonly Counted[] = [
  {
    name: 'consent',
    says: 'Consent and approval of the other side (1b, 2b).',
    by: ['step'],
    measures: [
      of('asked', 'consent.requested'),
      of('given', 'counterpart.consented', 'counterpart.approved'),
      of('refused', 'counterpart.refused'),
      of('withdrawn', 'counterpart.withdrew'),
    ],
  },
  {
    name: 'clause3',
    says: 'Reports under clause 3 and what came of them.',
    by: ['step', 'kind'],
    measures: CLAUSE3,
  },
  {
    name: 'repatriation',
    says: 'Orders of repatriation and what came of them.',
    by: ['step'],
    measures: [
      of('ordered', 'repatriation.decided'),
      reviewed('overturned', 'overturned', false),
      of('carried out', 'handover.completed'),
      of('declined by the other side', 'handover.declined'),
      of('returned voluntarily', 'return.completed'),
    ],
  },
  {
    name: 'residence',
    says: 'Residence (2b) and mobilization under 2c.',
    by: ['step'],
    measures: [
      of('granted', 'residence.granted'),
      of('declined', 'residence.declined'),
      of('ended', 'residence.ended'),
      of('asked again under 2c', 'necessity.declared'),
    ],
  },
  {
    name: 'exit',
    says: 'Applications to go to Korea (4d, 4e).',
    by: ['step'],
    measures: [
      of('received', 'application.completed'),
      of('approved', 'exit.approved'),
      of('deferred', 'exit.deferred'),
      of('refused', 'exit.refused'),
      reviewed('refusal overturned', 'overturned', true),
      of('departed', 'departure.recorded'),
    ],
  },
  {
    name: 'penalties',
    says: 'Referrals under 4c.',
    by: ['step'],
    measures: [of('referred', 'penalty.referred')],
  },
  {
    name: 'protection',
    says: 'Protection, by number alone.',
    by: ['step'],
    measures: [
      of('claimed', 'protection.claimed'),
      {
        key: ['recognised'],
        counts: ({ type, result }) =>
          type === 'protection.recognised' ||
          (type === 'protection.review-decided' && result === 'recognised'),
      },
    ],
  },
  {
    name: 'deaths',
    says: 'Deaths that were recorded.',
    by: ['step'],
    measures: [of('recorded', 'death.recorded')],
  },
];

/** The tables of a month. Every measure has its row, so that an absent one tells nothing. */
export function eventTables(happened: readonly Happened[]): readonly Table[] {
  return COUNTED.map(({ measures, ...table }) => ({
    ...table,
    rows: measures.map(({ key, counts }) => ({
      key,
      n: happened.filter(counts).reduce((sum, { n }) => sum + n, 0),
    })),
    total: false,
  }));
}
