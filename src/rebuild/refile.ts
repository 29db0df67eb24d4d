/**
 * From the entries of a file alone to all that its workflow recorded. Each entry is admitted again, as of
 * its receipt and by the registers of now, stepped by the code that decides, and has to come out with the
 * hash that it has.
 */
import { createAdmit } from '../../activities/admit.ts';
import type { RecordInput, Row, SubmissionVerdict } from '../../activities/contract.ts';
import { digestOf } from '../../activities/digest.ts';
import type { Attest, FiledEntry } from '../../activities/ports.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { formOf } from '../../machines/shared/schema.ts';
import { foldEntry, opened, payloadOf, plainOf } from '../cases/refold.ts';
import type { Refolded } from '../cases/refold.ts';
import type { ChainedEntry } from '../registry/types.ts';
import type { Standing } from '../../workflows/host/settle.ts';

/** A file as it stands outside the registry. */
export interface KeptFile {
  readonly opening: Opening;
  /** ISO instant from which the dates of the opening are reckoned. */
  readonly openedAt: string;
  /** Absent: the newest. */
  readonly chartVersion?: string;
  readonly entries: readonly ChainedEntry[];
}

/** What was recorded of a case. */
export interface Refiled {
  readonly verdicts: readonly { readonly digest: string; readonly verdict: SubmissionVerdict }[];
  readonly records: readonly Omit<RecordInput, 'after' | 'run'>[];
  /** What the entries do not tell. */
  readonly missing: readonly string[];
}

/** Words in place of those that an entry does not keep. */
const WORDS = 'the words of this refusal were not kept';

/** The records of a file; a text where it does not come out as it stands. */
export async function refile(file: KeptFile, attest: Attest): Promise<Refiled | string> {
  const { opening, openedAt, chartVersion, entries } = file;
  const view = chartVersion === undefined ? {} : { chartVersion };
  const first = opened({ opening, openedAt, view, entries: [], rejected: 0 });
  if (typeof first === 'string') return first;
  const { procedure, effects } = first;
  const verdicts: { digest: string; verdict: SubmissionVerdict }[] = [];
  const records: Omit<RecordInput, 'after' | 'run'>[] = [
    {
      opening: { start: opening, effects, at: openedAt },
      rows: [],
      repeats: [],
      view: viewAfter(procedure, first.standing),
    },
  ];
  const missing: string[] = [];
  let { standing } = first;
  let rows: Row[] = [];
  let prev: string = BOUNDS.zeroHash;
  for (const [index, entry] of entries.entries()) {
    const found = await again(file, procedure, standing, entry, prev, attest);
    if (typeof found === 'string') return found;
    const { refolded, verdict, lost } = found;
    if (verdict !== undefined) verdicts.push({ digest: verdict.digest, verdict });
    if (lost !== undefined) missing.push(`place ${entry.seq}: ${lost}`);
    standing = refolded.after;
    prev = entry.hash;
    rows.push(refolded.row);
    if (rows.length < BOUNDS.batch && index < entries.length - 1) continue;
    records.push({ rows, repeats: [], view: viewAfter(procedure, standing) });
    rows = [];
  }
  if (opening.clock !== 'recorded' && dependantsSaid(opening.facts) !== undefined) {
    missing.push('whether cases of dependants were open at each message: taken from what was said');
  }
  return { verdicts, records, missing };
}

function viewAfter(procedure: Procedure, { state, seq }: Standing): JsonObject {
  return plainOf({ ...viewOf(procedure, state), seq });
}

interface Again {
  readonly refolded: Refolded;
  /** Absent for what the case's own timers brought. */
  readonly verdict?: SubmissionVerdict;
  /** What of the verdict is a guess. */
  readonly lost?: string;
}

/** One entry from its verdict: as it is given now, or else as it must have been then. */
async function again(
  { opening }: KeptFile,
  procedure: Procedure,
  standing: Standing,
  entry: ChainedEntry,
  prev: string,
  attest: Attest,
): Promise<Again | string> {
  const timer = timerDigest(entry);
  if (timer !== undefined) {
    const refolded = foldEntry(procedure, standing, { entry, digest: timer }, prev);
    if (typeof refolded !== 'string') return { refolded };
  }
  const verdict = await admitted(opening, standing, entry, attest);
  if (verdict === undefined) return `place ${entry.seq} is no submission`;
  let differs = '';
  for (const { as, lost } of thought(verdict, entry)) {
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

/** The verdict on what was sent, as of its receipt; nothing outside the case is asked. */
async function admitted(
  { caseNo, procedure, facts, clock = 'live' }: Opening,
  standing: Standing,
  entry: ChainedEntry,
  attest: Attest,
): Promise<SubmissionVerdict | undefined> {
  const { act = 'submit', event, receivedAt } = entry;
  const id = idOf(event);
  const admit = createAdmit({
    attest,
    formOf,
    now: () => new Date(receivedAt),
    households: {
      openDependants: () => Promise.resolve(standing.state.dependantsOpen ?? dependantsSaid(facts)),
    },
    shared: { withoutFile: () => Promise.resolve([]) },
    verdicts: {
      settle: (_, judged) => Promise.resolve(judged.map(({ verdict }) => verdict)),
      earlier: () => Promise.resolve([]),
      proposals: () => Promise.resolve(new Map()),
    },
  });
  const name = act === 'withdraw' ? 'withdrawDraft' : act;
  const payload = payloadOf({ entry }, standing, { act, id });
  const { verdicts } = await admit({
    run: { caseNo, firstExecutionRunId: '', runId: '', originalRunId: '' },
    procedure,
    clock,
    seq: standing.seq,
    messages: [{ via: 'signal', name, payload }],
  });
  const verdict = verdicts[0];
  return verdict?.kind === 'submission' ? verdict : undefined;
}

/** Whether one who depends on the person has an open case, as the opening says; absent where nobody does. */
function dependantsSaid({ household }: JsonObject): boolean | undefined {
  const members = Array.isArray(household) ? (household as readonly JsonObject[]) : [];
  const dependent = members.filter((member) => member['dependent'] === true);
  return dependent.length === 0 ? undefined : dependent.some((member) => member['open'] === true);
}

interface Thought {
  readonly as: SubmissionVerdict;
  readonly lost?: string;
}

/** Verdicts that an entry may have had, the likeliest first; its hash says which it was. */
function thought(verdict: SubmissionVerdict, { code }: ChainedEntry): readonly Thought[] {
  if (code === 'NOT_ATTESTED') {
    const { by: _by, second: _second, covers: _covers, onlyFor: _onlyFor, ...rest } = verdict;
    const { fault = WORDS } = verdict;
    return [{ as: { ...rest, attested: false, fault }, lost: 'why it was not attested' }];
  }
  if (!verdict.attested) return [{ as: verdict }];
  const household = 'that dependants were open or not is taken from what was decided';
  return [
    { as: verdict },
    { as: { ...verdict, dependantsOpen: true }, lost: household },
    { as: { ...verdict, dependantsOpen: false }, lost: household },
    { as: { ...verdict, misfit: WORDS }, lost: WORDS },
  ];
}

function filedAs(entry: ChainedEntry, verdict: SubmissionVerdict): FiledEntry {
  const { digest, attested, by } = verdict;
  return { entry, digest, verdict, ...(attested && by && { sender: by.id }) };
}

/** Every event of a verified file has one. */
function idOf({ id }: JsonObject): string {
  return typeof id === 'string' ? id : '';
}
