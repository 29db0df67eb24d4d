/**
 * Files of cases with true signatures and a true chain, for tests of export and verification.
 */
import type { FileEntry } from '../../activities/contract.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { CaseFile } from '../../src/file/case-file.ts';
import { ZERO_HASH, entryHash } from '../../src/file/chain.ts';
import { exportCase } from '../../src/file/export.ts';
import type { ChainedEntry } from '../../src/registry/types.ts';
import { CASE_NO, NOW } from './offices.ts';
import type { Offices } from './offices.ts';

/** The case of these files. */
export const OPENING: Opening = {
  caseNo: CASE_NO,
  procedure: 'inbound',
  subjectRef: 'synthetic/77',
  facts: { province: 'Jilin' },
};

/** A view as the workflow shows it at the end. */
export const VIEW: JsonObject = {
  state: 'outcome.repatriated',
  open: false,
  regions: { main: 'outcome.repatriated', clause3: 'clear', safeguard: 'protected' },
  documents: [
    { kind: 'repatriation-order', number: '1', status: 'void', eventId: 'E-1' },
    { kind: 'repatriation-order', number: '2', status: 'valid', eventId: 'E-2' },
    { kind: 'residence-permit', number: '3', status: 'expired', eventId: 'E-3' },
    { kind: 'handover-record', number: '4', status: 'valid', eventId: 'E-4' },
  ],
};

/** Chains entries: `seq`, `prev` and `hash` are made here. */
export function chained(entries: readonly Omit<FileEntry, 'seq'>[]): readonly ChainedEntry[] {
  let prev = ZERO_HASH;
  return entries.map((entry, index) => {
    const numbered = { ...entry, seq: index + 1 };
    const whole = { ...numbered, prev, hash: entryHash(numbered, prev) };
    prev = whole.hash;
    return whole;
  });
}

/** One entry; what is not said is an accepted submission, now. */
export function entryOf(
  event: JsonObject,
  attestations: readonly string[],
  more: Partial<FileEntry> = {},
): Omit<FileEntry, 'seq'> {
  const receivedAt = NOW.toISOString();
  return { event, expect: 'accepted', state: 'mobilization', receivedAt, attestations, ...more };
}

function plain(id: string, type: string, by?: string) {
  return { id, type, at: '2031-03-05', ...(by && { by }) };
}

/** One entry of every kind: submission, timer, unproven, draft with countersignature, withdrawal. */
export async function everyKind(offices: Offices): Promise<readonly Omit<FileEntry, 'seq'>[]> {
  const heard = plain('E-1', 'person.heard');
  const reminder = plain('timer/P1/2031-03-05', 'reminder.due');
  const stranger = plain('E-2', 'person.heard', 'PSO-IN-2');
  const draft = plain('E-3', 'inconvenience.found', 'PSO-IN-1');
  const second = 'PSO-DR-1';
  const reasons = 'The ground has moved';
  const proposal = await offices.sign('PSO-IN-1', 'E-3', draft, { act: 'propose' });
  const later = new Date(NOW.getTime() + 20 * 86_400_000);
  const countersignature = await offices.sign(second, 'E-3', draft, {
    act: 'countersign',
    now: later,
  });
  const withdrawn = { ...plain('E-9', 'draft.withdrawn', 'PSO-IN-1'), reasons };
  const withdrawal = await offices.sign('PSO-IN-1', 'E-9', reasons, { act: 'withdraw' });
  const unknown = { ...plain('E-8', 'draft.countersigned', second) };
  const stray = await offices.sign(second, 'E-8', draft, { act: 'countersign' });
  const refusal = { expect: 'rejected', code: 'DRAFT_UNKNOWN' } as const;
  return [
    entryOf(heard, [await offices.sign('PSO-IN-3', 'E-1', heard, { iss: 'gateway' })]),
    entryOf(reminder, []),
    entryOf(stranger, ['nonsense'], { expect: 'rejected', code: 'NOT_ATTESTED' }),
    entryOf(draft, [proposal], { act: 'propose' }),
    entryOf({ ...draft, second }, [proposal, countersignature], {
      act: 'countersign',
      receivedAt: later.toISOString(),
    }),
    entryOf(withdrawn, [withdrawal], { ...refusal, act: 'withdraw' }),
    entryOf(unknown, [stray], { ...refusal, act: 'countersign' }),
  ];
}

/** An export of these entries. */
export function fileOf(
  offices: Offices,
  entries: readonly Omit<FileEntry, 'seq'>[],
  opening: Partial<Opening> = {},
): CaseFile {
  return exportCase({
    opening: { ...OPENING, ...opening },
    view: VIEW,
    entries: chained(entries),
    issuers: offices.issuers,
  });
}
