/**
 * Verification of an exported case without any service (contract §5): chain, digests, signatures.
 *
 * What it cannot know: whether an issuer was entitled to speak for an officer and whether the officer
 * was in term; the service judged both, and the keys are those that the file itself brings.
 */
import { digestOf } from '../../activities/digest.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { SERVICE, isTimeEvent, officerOf } from '../../machines/shared/officers.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import { weigh } from '../../machines/shared/weigh.ts';
import { Fault, acting, refuseTimeEvents } from '../officers/acting.ts';
import { faultOfClaims, isMadeBy, readJws } from '../officers/jws.ts';
import type { Expected } from '../officers/jws.ts';
import type { ChainedEntry } from '../registry/types.ts';
import { ReadCaseFile, ReadEntry } from './case-file.ts';
import { ZERO_HASH, entryHash } from './chain.ts';

type Entry = ChainedEntry & {
  readonly event: JsonObject & { readonly id: string; readonly type: string };
};

/** Proposals that were accepted so far, by event id. */
type Proposals = Map<string, { readonly event: JsonObject; readonly receivedAt: string }>;

/** What verification found. */
export type Verification =
  | { readonly holds: true; readonly entries: number; readonly head: string }
  | {
      readonly holds: false;
      /** Place of the first entry that does not hold, from 1; absent where only `head` is wrong. */
      readonly seq?: number;
      /** Its event id, where it has one. */
      readonly id?: string;
      /** What does not hold, in plain words. */
      readonly reason: string;
    };

/** The value is no exported case file at all; the message says what is missing. */
export class NoCaseFile extends Error {
  override readonly name = 'NoCaseFile';
}

/**
 * Verifies a file that was read as JSON, entry by entry, up to the first that does not hold.
 * @throws NoCaseFile where the value is no exported `case-file/1`.
 */
export async function verifyFile(value: unknown): Promise<Verification> {
  const parsed = ReadCaseFile.safeParse(value);
  if (!parsed.success) {
    const field = String(parsed.error.issues[0]?.path[0] ?? 'format');
    throw new NoCaseFile(
      `This is no exported case-file/1: ${field} is missing or of another type.`,
    );
  }
  const file = parsed.data;
  const proposals: Proposals = new Map();
  let prev = ZERO_HASH;
  for (const [index, raw] of file.events.entries()) {
    const seq = index + 1;
    try {
      const entry = holding(file, raw, seq, prev, proposals);
      prev = entry.hash;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return { holds: false, seq, ...idOf(raw), reason: error.message };
    }
  }
  if (file.head === prev) return { holds: true, entries: file.events.length, head: prev };
  return { holds: false, reason: '`head` is not the hash of the last entry' };
}

/** Checks one entry, and remembers it where it is a proposal. */
function holding(
  file: ReadCaseFile,
  raw: unknown,
  seq: number,
  prev: string,
  proposals: Proposals,
): Entry {
  if (!isEntry(raw)) throw new Fault(unreadable(raw));
  const entry = raw;
  if (!weigh(entry).storable) throw new Fault('the entry holds what no file could hold');
  if (entry.seq !== seq) throw new Fault(`seq is ${entry.seq} at place ${seq}: a gap, or a move`);
  if (entry.prev !== prev) throw new Fault('prev is not the hash of the entry before');
  if (entryHash(entry, prev) !== entry.hash) {
    throw new Fault('hash is not that of the entry: it was altered');
  }
  checkSignatures(file, entry, proposals);
  if (entry.act === 'propose' && entry.expect === 'accepted') {
    proposals.set(entry.event.id, { event: entry.event, receivedAt: entry.receivedAt });
  }
  return entry;
}

function checkSignatures(file: ReadCaseFile, entry: Entry, proposals: Proposals): void {
  // What was refused as unattested stands in the file as it came; there is nothing to prove.
  if (entry.expect === 'rejected' && entry.code === 'NOT_ATTESTED') return;
  if (entry.act === 'countersign') return checkCountersign(file, entry, proposals);
  if (entry.act === 'withdraw') return checkWithdrawal(file, entry);
  const event = entry.event;
  if (isOwnTimer(file, entry)) return;
  const act: 'submit' | 'propose' = entry.act ?? 'submit';
  const { attestations } = entry;
  const submission: Submission = { act, id: entry.event.id, event, attestations };
  refuseTimeEvents(file.clock, submission);
  const subs: string[] = [];
  for (const jws of attestations) {
    subs.push(subOf(file, jws, { ...said(file, entry), act, dig: digestOf(event) }));
  }
  if (subs.length === 0) throw new Fault('there is no signature');
  acting(file.procedure, submission, subs.map(officerOf));
}

/** The live service's own timers sign nothing. */
function isOwnTimer(file: ReadCaseFile, { attestations, event, act }: Entry): boolean {
  const by = event['by'];
  return (
    attestations.length === 0 &&
    act === undefined &&
    file.clock === 'live' &&
    isTimeEvent(event.type) &&
    (by === undefined || by === SERVICE)
  );
}

/**
 * A countersigned draft: the event is the proposed one with its second officer filled in; the
 * signatures, the proposer's and the second's, are for the event as it was proposed. Of a refusal only
 * the signature is checked, since its draft may have been none.
 */
function checkCountersign(file: ReadCaseFile, entry: Entry, proposals: Proposals): void {
  const proposal = proposals.get(entry.event.id);
  const content = proposal === undefined ? {} : { dig: digestOf(proposal.event) };
  const subs: string[] = [];
  for (const jws of entry.attestations) {
    const read = readJws(jws);
    if (typeof read !== 'string' && read.claims.act === 'propose') {
      // Made long before, perhaps: its expiry is judged where the proposal stands.
      const { receivedAt } = proposal ?? entry;
      subOf(file, jws, { ...said(file, entry), ...content, act: 'propose', receivedAt });
    } else {
      subs.push(subOf(file, jws, { ...said(file, entry), ...content, act: 'countersign' }));
    }
  }
  if (subs.length === 0) throw new Fault('the second officer has not signed');
  if (entry.expect === 'rejected') return;
  if (proposal === undefined) throw new Fault('no proposal of this draft stands before it');
  const second = entry.event['second'];
  if (typeof second !== 'string' || !subs.includes(second)) {
    throw new Fault('the second officer of the event has not countersigned it');
  }
  if (digestOf({ ...proposal.event, second }) !== digestOf(entry.event)) {
    throw new Fault('the event is not the one that was proposed');
  }
}

function checkWithdrawal(file: ReadCaseFile, entry: Entry): void {
  const reasons = entry.event['reasons'];
  const content = typeof reasons === 'string' ? { dig: digestOf(reasons) } : {};
  if (entry.attestations.length === 0) throw new Fault('there is no signature');
  for (const jws of entry.attestations) {
    subOf(file, jws, { ...said(file, entry), ...content, act: 'withdraw' });
  }
}

/** What every signature of an entry says. */
function said(file: ReadCaseFile, { event, receivedAt }: Entry): Omit<Expected, 'act'> {
  return { caseNo: file.caseNo, jti: event.id, receivedAt };
}

/** The officer whom one signature names, once it holds. */
function subOf(file: ReadCaseFile, jws: string, expected: Expected): string {
  const read = readJws(jws);
  if (typeof read === 'string') throw new Fault(read);
  const fault = faultOfClaims(read, expected);
  if (fault !== undefined) throw new Fault(fault);
  const { iss, sub } = read.claims;
  const key = file.keys.find((one) => one.kid === read.kid && one.iss === iss);
  if (key === undefined) throw new Fault(`the file has no key ${read.kid} of ${iss}`);
  if (!isMadeBy(read, key)) throw new Fault(`a signature is not by the key of ${iss}`);
  return sub;
}

/** The value itself is hashed and digested, not a parser's copy of it. */
function isEntry(raw: unknown): raw is Entry {
  return ReadEntry.safeParse(raw).success;
}

function unreadable(raw: unknown): string {
  const field = ReadEntry.safeParse(raw).error?.issues[0]?.path.join('.') ?? '';
  return `the entry has no ${field === '' ? 'readable form' : `readable ${field}`}`;
}

function idOf(raw: unknown): { readonly id?: string } {
  const parsed = ReadEntry.pick({ event: true }).safeParse(raw);
  return parsed.success ? { id: parsed.data.event.id } : {};
}
