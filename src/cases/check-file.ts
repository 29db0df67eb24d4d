/**
 * The check of one case: its file folded again, the rows beside it, and its workflow, each against the
 * others. Nothing is changed or decided.
 */
import type { FiledCase } from '../../activities/ports.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Beside } from '../registry/check-reads.ts';
import type { RunStanding } from '../temporal/runs.ts';
import { refold } from './refold.ts';

/** Every code of a difference, with what it means. */
export const DIFFERENCES = {
  FILE_DISAGREES: 'the fold of the file does not come out as the file stands',
  HEAD_DIFFERS: 'the row of the case names another end than its last entry',
  TASKS_DIFFER: 'the open tasks are not those of the view',
  DOCUMENTS_DIFFER: 'the documents are not those of the view',
  HALTED: 'the workflow halted',
  RUN_ENDED: 'the case is open and its workflow has ended',
  RUN_UNKNOWN: 'the case is open and the server knows no workflow of it',
  RUN_RESET: 'the running workflow came about by a reset',
  RUN_SUPERSEDED: 'the running workflow is of another chain of runs than the file',
  WORKFLOW_SILENT: 'the running workflow answers no query',
  WORKFLOW_AHEAD: 'the workflow has decided more than the file holds',
  WORKFLOW_BEHIND: 'the file holds more than the workflow has decided',
  STATE_DIFFERS: 'the workflow shows another state',
  CASE_MISSING:
    'the server has a workflow that recorded, and the registry has no such case; end the service, and ' +
    '`registry rebuild` makes its rows again',
} as const;

/** One difference. */
export interface Difference {
  readonly caseNo: string;
  readonly code: keyof typeof DIFFERENCES;
  /** In words; names places and ids, no personal data. */
  readonly says: string;
}

/** All that is compared. */
export interface Checked {
  readonly file: FiledCase;
  readonly beside: Beside;
  readonly standing: RunStanding;
  /** The view of the running workflow; absent where none runs or none answers. */
  readonly view?: JsonObject;
}

/** What a view lists. */
interface Shown {
  readonly tasks?: readonly { readonly id: string }[];
  readonly documents?: readonly Readonly<Record<'kind' | 'number' | 'status', string>>[];
}

/** The differences of one case; none where all agree. */
export function checkCase({ file, beside, standing, view }: Checked): readonly Difference[] {
  const { caseNo } = file.opening;
  const found: Difference[] = [];
  const differ = (code: Difference['code'], says: string = DIFFERENCES[code]): void =>
    void found.push({ caseNo, code, says });
  const folded = refold(file);
  if (folded.kind === 'disagrees') differ('FILE_DISAGREES', folded.disagreement.reason);
  const last = file.entries.at(-1)?.entry;
  if ((last?.seq ?? 0) !== file.seq || (last?.hash ?? BOUNDS.zeroHash) !== file.hash) {
    differ('HEAD_DIFFERS', `the row ends at ${file.seq}, the entries at ${last?.seq ?? 0}`);
  }
  const shown = file.view as unknown as Shown;
  // A sweep withdraws the tasks of a case that no workflow runs for.
  const tasks = beside.interrupted ? [] : (shown.tasks ?? []).map(({ id }) => id);
  if (!isSame(tasks, beside.tasks)) differ('TASKS_DIFFER', lists(tasks, beside.tasks));
  const documents = (shown.documents ?? []).map(
    ({ kind, number, status }) => `${kind} ${number} ${status}`,
  );
  if (!isSame(documents, beside.documents)) {
    differ('DOCUMENTS_DIFFER', lists(documents, beside.documents));
  }
  if (file.open) checkRun(file, standing, differ);
  if (file.open && standing.kind === 'running') checkView(file, view, differ);
  return found;
}

type Differ = (code: Difference['code'], says?: string) => void;

function checkRun(file: FiledCase, standing: RunStanding, differ: Differ): void {
  if (standing.kind === 'unknown') return differ('RUN_UNKNOWN');
  if (standing.kind === 'closed') {
    const when = standing.closedAt ?? '';
    return differ('RUN_ENDED', `${DIFFERENCES.RUN_ENDED}: ${standing.status} ${when}`.trim());
  }
  if (standing.reset) differ('RUN_RESET');
  else if (standing.firstExecutionRunId !== file.firstExecutionRunId) differ('RUN_SUPERSEDED');
}

/** What the view of a workflow says that is compared (contract §1). */
interface Told {
  readonly seq: number;
  readonly state: string;
  readonly halted?: { readonly code: string };
}

function checkView(file: FiledCase, view: JsonObject | undefined, differ: Differ): void {
  if (view === undefined) return differ('WORKFLOW_SILENT');
  const { seq, state, halted } = view as unknown as Told;
  if (halted !== undefined) return differ('HALTED', `the workflow halted: ${halted.code}`);
  const places = `the file ends at ${file.seq}, the workflow at ${seq}`;
  if (seq > file.seq) differ('WORKFLOW_AHEAD', places);
  else if (seq < file.seq) differ('WORKFLOW_BEHIND', places);
  else if (state !== file.view['state']) differ('STATE_DIFFERS');
}

function isSame(said: readonly string[], there: readonly string[]): boolean {
  return said.toSorted().join('\n') === there.join('\n');
}

function lists(said: readonly string[], there: readonly string[]): string {
  const missing = said.filter((one) => !there.includes(one));
  const more = there.filter((one) => !said.includes(one));
  return `missing: ${missing.join(', ') || 'none'}; not in the view: ${more.join(', ') || 'none'}`;
}
