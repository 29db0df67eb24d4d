/**
 * What is decided: the beginning of an outbound case, signed beforehand.
 */
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { PrivateKey } from '../../src/officers/keys.ts';
import { signSubmission } from '../../src/officers/sign.ts';

/** Who decides. */
export const OFFICER = 'EMB-CO-1';

const by = { by: OFFICER };

/** One decision. `asks`: somebody is asked next, so a task opens. */
export interface Decision {
  readonly event: JsonObject & { readonly type: string; readonly at: string };
  readonly asks: boolean;
}

/** One more round: it changes nothing that shows, and can be held as often as wanted. */
export const ROUND: Decision = {
  event: { type: 'mobilization.round-held', at: '1958-02-10', ...by, round: 1, language: 'ko' },
  asks: false,
};

/** The four decisions of a case. */
export const DECISIONS: readonly Decision[] = [
  {
    event: { type: 'identity.verified', at: '1958-01-10', ...by, evidenceRef: 'ID-1' },
    asks: true,
  },
  {
    event: {
      type: 'screening.completed',
      at: '1958-01-15',
      ...by,
      nationality: 'PRC',
      illegalCrossing: true,
      crossedOn: '1957-09',
    },
    asks: true,
  },
  ROUND,
  {
    event: {
      type: 'willingness.stated',
      at: '1958-02-12',
      ...by,
      value: 'willing',
      statementRef: 'ST-1',
      language: 'ko',
      interpreterId: 'INT-1',
      signed: true,
    },
    asks: true,
  },
];

/** A case to be played: its start argument and the bodies of its decisions, in order. */
export interface Script {
  readonly caseNo: string;
  readonly opening: string;
  readonly decisions: readonly { readonly body: string; readonly asks: boolean }[];
}

/** Writes the script of a case; without a key, unsigned. */
export async function scriptOf(
  caseNo: string,
  key: PrivateKey | undefined,
  decisions: readonly Decision[] = DECISIONS,
  more: JsonObject = {},
): Promise<Script> {
  const signers = key === undefined ? [] : [{ key, iss: OFFICER, sub: OFFICER }];
  const now = new Date();
  const bodies = decisions.map(async ({ event, asks }, at) => {
    const named = { id: `${caseNo}-${at + 1}`, ...event };
    const submission = await signSubmission({ caseNo, act: 'submit', event: named, signers, now });
    return { body: JSON.stringify(submission), asks };
  });
  return {
    caseNo,
    opening: JSON.stringify({
      caseNo,
      procedure: 'outbound',
      subjectRef: `synthetic/${caseNo}`,
      facts: { province: 'Jilin', adult: true },
      // No timer is armed and nothing leaves the house: the bare side has neither.
      clock: 'recorded',
      ...more,
    }),
    decisions: await Promise.all(bodies),
  };
}
