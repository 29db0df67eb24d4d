/** What a soak must not have brought about. */
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';
import { caseWorkflowId } from '../../workflows/messages.ts';
import { findingsOf } from '../support/findings.ts';
import type { Findings, Places } from '../support/findings.ts';
import type { History } from '../support/histories.ts';
import { query } from '../support/postgres.ts';
import type { Sent } from './clients.ts';

export interface Checked {
  readonly entries: number;
  readonly timers: number;
  readonly cancels: number;
  readonly runs: number;
  readonly replayed: number;
  /** Writes of rows that stood already: tasks that ran again after their record. */
  readonly foundAgain: number;
  /** Times that looking at a case failed and was tried again: the machine's load, or a sign. */
  readonly lookedAgain: number;
  /** One line each; empty where all is right. */
  readonly faults: readonly string[];
}

/** Looks at a case before it counts as one that cannot be looked at, which is a finding. */
const LOOKS = 5;
const LOOK_AGAIN_MS = 2_000;

/** Whether everything that was taken has its entry, and every reminder that must ring has rung. */
export async function isSettled(databaseUrl: string, sent: readonly Sent[]): Promise<boolean> {
  const rows = await query(databaseUrl, 'select case_no, event_id from entries');
  const filed = new Set(rows.map((row) => `${String(row['case_no'])} ${String(row['event_id'])}`));
  const rung = new Set(
    rows.flatMap((row) => {
      const isReminder = String(row['event_id']).startsWith('timer/mobilizationReminder/');
      return isReminder ? [String(row['case_no'])] : [];
    }),
  );
  return sent.every(
    ({ script: { caseNo, waits }, ids }) =>
      [...ids].every((id) => filed.has(`${caseNo} ${id}`)) && (!waits || rung.has(caseNo)),
  );
}

/** Looks at every case and replays every history. Needs a worker that runs. */
export async function check(
  places: Places,
  bundle: WorkflowBundle,
  sent: readonly Sent[],
  told: CheckTold,
): Promise<Checked> {
  const faults: string[] = [];
  const found = (fault: string): void => {
    faults.push(fault);
    told.found(fault);
  };
  let lookedAgain = 0;
  const sums = { entries: 0, timers: 0, cancels: 0, runs: 0, replayed: 0 };
  const looked = async function* (): AsyncGenerator<ReplayHistory> {
    for (const [at, one] of sent.entries()) {
      const { caseNo } = one.script;
      const seen = await look(places, one, () => {
        lookedAgain += 1;
      });
      if (typeof seen === 'string') {
        found(`${caseNo}: cannot be looked at: ${seen}`);
        continue;
      }
      const { findings, rejected } = seen;
      const rings = findings.entries.filter(({ event }) =>
        String(event['id']).startsWith('timer/'),
      );
      sums.entries += findings.entries.length;
      sums.timers += rings.length;
      sums.cancels += rejected.length;
      sums.runs += findings.runs.length;
      const all = [...one.faults, ...findings.faults, ...wrongAnswers(one, findings)];
      if (rejected.some(({ name }) => name !== 'cancel') || rejected.length > one.cancels) {
        all.push(`${rejected.length} messages were rejected, ${one.cancels} were wrong`);
      }
      for (const fault of all) found(`${caseNo}: ${fault}`);
      const workflowId = caseWorkflowId(caseNo);
      for (const { history } of findings.runs) yield { workflowId, history };
      told.progress(at + 1);
    }
  };
  const replays = Worker.runReplayHistories({ workflowBundle: bundle }, looked());
  for await (const { workflowId, runId, error } of replays) {
    if (error === undefined) sums.replayed += 1;
    else found(`${workflowId}: run ${runId} does not replay: ${error.message}`);
  }
  const again = `select count(*) as again from write_log where op = 'found' and kind = 'entry'`;
  const [row] = await query(places.databaseUrl, again);
  return { ...sums, foundAgain: Number(row?.['again'] ?? 0), lookedAgain, faults };
}

interface Look {
  readonly findings: Findings;
  readonly rejected: Awaited<ReturnType<Places['registry']['rejected']>>;
}

/** Looks at a case; the last error in words where it cannot be looked at. */
async function look(places: Places, one: Sent, again: () => void): Promise<Look | string> {
  const { caseNo } = one.script;
  for (let left = LOOKS - 1; ; left -= 1) {
    try {
      const findings = await findingsOf(places, { caseNo, sent: [...one.ids] });
      return { findings, rejected: await places.registry.rejected(caseNo) };
    } catch (error) {
      if (left === 0) return String(error);
      again();
      await pause(LOOK_AGAIN_MS);
    }
  }
}

/** What is told while cases are looked at. */
export interface CheckTold {
  progress(done: number): void;
  /** At once: what was found must not be lost if the rest fails. */
  found(fault: string): void;
}

interface ReplayHistory {
  readonly workflowId: string;
  readonly history: History;
}

/** Nothing is shown that did not happen: what an update was answered stands in the file. */
function wrongAnswers({ shown }: Sent, { entries }: Findings): readonly string[] {
  return shown.flatMap(({ id, outcome, code, seq }) => {
    const entry = entries[Number(seq) - 1];
    const isSame = entry?.event['id'] === id && entry?.expect === outcome && entry?.code === code;
    return isSame ? [] : [`an update was answered what does not stand in the file: ${String(id)}`];
  });
}
