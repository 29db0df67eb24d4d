/**
 * From the entries of a file alone to all that its workflow recorded. Each entry is admitted again, as of
 * its receipt and by the registers of now, stepped by the code that decides, and has to come out with the
 * hash that it has. What a history says besides adds words; it proves nothing.
 */
import type {
  Incoming,
  RejectedMessage,
  SubmissionVerdict,
  Verdict,
} from '../../activities/contract.ts';
import { digestOf } from '../../activities/digest.ts';
import type { Attest, FiledEntry } from '../../activities/ports.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { Json, JsonObject, Opening } from '../../machines/kernel/types.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { settle } from '../../workflows/host/settle.ts';
import type { Standing } from '../../workflows/host/settle.ts';
import { foldEntry, opened, plainOf } from '../cases/refold.ts';
import type { Refolded } from '../cases/refold.ts';
import type { ChainedEntry } from '../registry/types.ts';
import { admitted, admittedMessage, dependantsSaid } from './admitted.ts';
import { Records } from './records.ts';
import type { Unplaced } from './records.ts';

/** A file as it stands outside the registry. */
export interface KeptFile {
  readonly opening: Opening;
  /** ISO instant from which the dates of the opening are reckoned. */
  readonly openedAt: string;
  /** Absent: the newest. */
  readonly chartVersion?: string;
  readonly entries: readonly ChainedEntry[];
  /** What is told beside the entries; absent where nothing is. */
  readonly besides?: Besides;
}

/** What a history or a bundle tells beside the entries. */
interface Besides {
  /** Verdicts as they were given, by the place of their entry. */
  readonly verdicts: ReadonlyMap<number, SubmissionVerdict>;
  /** By ordinal, from 1, without gap. */
  readonly rejected: readonly Rejected[];
  readonly repeats: readonly Repeat[];
  /** Judged, and recorded by the workflow when it goes on. */
  readonly pending: readonly Pending[];
}

/** A message with its verdict. */
export interface Pending {
  readonly message: Incoming;
  readonly verdict: Verdict;
}

/** A message that has no place in the file. */
export interface Rejected {
  /** Place of the file after which it came. */
  readonly after: number;
  readonly ordinal: number;
  readonly rejected: RejectedMessage;
}

/** A message that was answered by the place of an earlier one. */
export interface Repeat {
  readonly after: number;
  readonly digest: string;
  /** The place that answers it. */
  readonly seq: number;
  readonly message: Incoming;
  readonly verdict: SubmissionVerdict;
}

/** What was recorded of a case. */
export interface Refiled {
  readonly verdicts: readonly { readonly digest: string; readonly verdict: Verdict }[];
  readonly records: readonly Unplaced[];
  /** What the entries do not tell. */
  readonly missing: readonly string[];
}

/** What is written while a file is gone through. */
interface Work {
  readonly file: KeptFile;
  readonly procedure: Procedure;
  readonly attest: Attest;
  readonly records: Records;
  readonly verdicts: { digest: string; verdict: Verdict }[];
  standing: Standing;
}

/** Words in place of those that an entry does not keep. */
const WORDS = 'the words of this refusal were not kept';

/** The records of a file; a text where it does not come out as it stands. */
export async function refile(file: KeptFile, attest: Attest): Promise<Refiled | string> {
  const { opening, openedAt, chartVersion, entries, besides } = file;
  const asked = chartVersion === undefined ? {} : { chartVersion };
  const first = opened({ opening, openedAt, view: asked, entries: [], rejected: 0 });
  if (typeof first === 'string') return first;
  const { procedure, effects, standing } = first;
  const view = viewAfter(procedure, standing);
  const begin = { start: opening, effects, at: openedAt };
  const records = new Records({ opening: begin, rows: [], repeats: [], view });
  const work: Work = { file, procedure, attest, records, verdicts: [], standing };
  const missing: string[] = [];
  await beside(work, 0);
  let prev: string = BOUNDS.zeroHash;
  for (const entry of entries) {
    const found = await again(work, entry, prev);
    if (typeof found === 'string') return found;
    const { refolded, verdict, lost } = found;
    if (verdict !== undefined) work.verdicts.push({ digest: verdict.digest, verdict });
    if (lost !== undefined) missing.push(`place ${entry.seq}: ${lost}`);
    work.standing = refolded.after;
    prev = entry.hash;
    records.add(refolded.row, viewAfter(procedure, work.standing));
    await beside(work, entry.seq);
  }
  records.flush();
  await judgePending(work);
  const guesses = entries.some(({ seq }) => besides?.verdicts.has(seq) !== true);
  if (guesses && opening.clock !== 'recorded' && dependantsSaid(opening.facts) !== undefined) {
    missing.push('whether cases of dependants were open at each message: taken from what was said');
  }
  return { verdicts: work.verdicts, records: records.done, missing };
}

function viewAfter(procedure: Procedure, { state, seq }: Standing): JsonObject {
  return plainOf({ ...viewOf(procedure, state), seq });
}

/** What has no place of its own and came after this one. What came after the last place comes at the end. */
async function beside(work: Work, place: number): Promise<void> {
  const { file, procedure, records, verdicts } = work;
  const last = file.entries.length;
  const isHere = ({ after }: { readonly after: number }): boolean =>
    after === place || (place === last && after > last);
  for (const { rejected } of (file.besides?.rejected ?? []).filter(isHere)) {
    const verdict: Verdict = { kind: 'rejected', rejected };
    const incoming = { via: 'signal', name: rejected.name, payload: null } as const;
    const settled = settle(procedure, work.standing, [incoming], [verdict]);
    work.standing = settled.standing;
    for (const row of settled.rows) records.add(row, viewAfter(procedure, work.standing));
    verdicts.push(...keptVerdict(verdict));
  }
  for (const repeat of (file.besides?.repeats ?? []).filter(isHere)) {
    const verdict = await judgedAgain(work, repeat);
    if (verdict === undefined) continue;
    verdicts.push({ digest: verdict.digest, verdict });
    records.repeat(verdict.digest, repeat.seq);
  }
}

/** What its workflow was about to record finds the verdicts that it was decided by. */
async function judgePending(work: Work): Promise<void> {
  for (const { message, verdict: told } of work.file.besides?.pending ?? []) {
    if (told.kind === 'rejected') work.verdicts.push(...keptVerdict(told));
    else {
      const verdict = await judgedAgain(work, { message, verdict: told });
      if (verdict !== undefined) work.verdicts.push({ digest: verdict.digest, verdict });
    }
  }
}

/** The verdict on a message of a history; `undefined` where it is not the message that was judged. */
async function judgedAgain(
  work: Work,
  { message, verdict: told }: { readonly message: Incoming; readonly verdict: SubmissionVerdict },
): Promise<SubmissionVerdict | undefined> {
  const verdict = await admittedMessage({ ...work, ...work.file }, message, told.receivedAt);
  return verdict?.digest === told.digest ? asTold(verdict, told) : undefined;
}

/** A request to cancel is no message, and its verdict is kept nowhere. */
function keptVerdict(verdict: Extract<Verdict, { kind: 'rejected' }>): Refiled['verdicts'] {
  const { at: _, ...said } = verdict.rejected;
  if (said.name === 'cancel') return [];
  return [{ digest: digestOf(['rejected', jsonOf(said)]), verdict }];
}

interface Again {
  readonly refolded: Refolded;
  /** Absent for what the case's own timers brought. */
  readonly verdict?: SubmissionVerdict;
  /** What of the verdict is a guess. */
  readonly lost?: string;
}

/** One entry from its verdict: as it is given now, or else as it must have been then. */
async function again(work: Work, entry: ChainedEntry, prev: string): Promise<Again | string> {
  const { file, procedure, standing } = work;
  const timer = timerDigest(entry);
  if (timer !== undefined) {
    const refolded = foldEntry(procedure, standing, { entry, digest: timer }, prev);
    if (typeof refolded !== 'string') return { refolded };
  }
  const verdict = await admitted({ ...work, ...file }, entry);
  if (verdict === undefined) return `place ${entry.seq} is no submission`;
  let differs = '';
  for (const { as, lost } of thought(verdict, entry, file.besides?.verdicts.get(entry.seq))) {
    const refolded = foldEntry(procedure, standing, filedAs(entry, as), prev);
    if (typeof refolded !== 'string') {
      return { refolded, verdict: as, ...(lost === undefined ? {} : { lost }) };
    }
    if (differs === '') differs = refolded;
  }
  return verdict.fault === undefined ? differs : `${differs}; now: ${verdict.fault}`;
}

/** The digest of what a timer brought; `undefined` where somebody sent it. */
function timerDigest({ event, attestations, code }: ChainedEntry): string | undefined {
  const { id, at } = event;
  if (attestations.length > 0 || code === 'NOT_ATTESTED') return undefined;
  if (typeof id !== 'string' || typeof at !== 'string' || !id.startsWith('timer/'))
    return undefined;
  return digestOf(['timer', id.slice('timer/'.length, -`/${at}`.length), at]);
}

interface Thought {
  readonly as: SubmissionVerdict;
  readonly lost?: string;
}

/** Verdicts that an entry may have had, the likeliest first; its hash says which it was. */
function thought(
  verdict: SubmissionVerdict,
  { code }: ChainedEntry,
  told?: SubmissionVerdict,
): readonly Thought[] {
  if (code === 'NOT_ATTESTED') {
    const { by: _by, second: _second, covers: _covers, onlyFor: _onlyFor, ...rest } = verdict;
    const why = told?.attested === false ? told.fault : undefined;
    if (why !== undefined) return [{ as: { ...rest, attested: false, fault: why } }];
    const { fault = WORDS } = verdict;
    return [{ as: { ...rest, attested: false, fault }, lost: 'why it was not attested' }];
  }
  if (!verdict.attested) return [{ as: verdict }];
  const household = 'that dependants were open or not is taken from what was decided';
  return [
    ...(told === undefined ? [] : [{ as: asTold(verdict, told) }]),
    { as: verdict },
    { as: { ...verdict, dependantsOpen: true }, lost: household },
    { as: { ...verdict, dependantsOpen: false }, lost: household },
    { as: { ...verdict, misfit: WORDS }, lost: WORDS },
  ];
}

/** What admission found outside the case then: nobody's signature hangs on it. */
function asTold(verdict: SubmissionVerdict, told: SubmissionVerdict): SubmissionVerdict {
  if (!verdict.attested)
    return told.fault === undefined ? verdict : { ...verdict, fault: told.fault };
  const { dependantsOpen: _, misfit: __, ...rest } = verdict;
  const { dependantsOpen, misfit } = told;
  return {
    ...rest,
    ...(misfit !== undefined && { misfit }),
    ...(dependantsOpen !== undefined && { dependantsOpen }),
  };
}

function filedAs(entry: ChainedEntry, verdict: SubmissionVerdict): FiledEntry {
  const { digest, attested, by } = verdict;
  return { entry, digest, verdict, ...(attested && by && { sender: by.id }) };
}

function jsonOf(value: object): Json {
  return value as Json;
}
