/**
 * What is wrong with a case, if anything: its file against what was sent, against the histories, against
 * its own view, and against every write that the registry saw.
 */
import type { Client } from '@temporalio/client';
import type { FileEntry } from '../../activities/contract.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { digestOf } from '../../activities/digest.ts';
import { exportCase, issuersNamedIn } from '../../src/file/export.ts';
import { verifyFile } from '../../src/file/verify.ts';
import type { ChainedEntry, Registry } from '../../src/registry/types.ts';
import { caseWorkflowId } from '../../workflows/messages.ts';
import { arrivalsIn, runsOf } from './histories.ts';
import type { Arrival, Run } from './histories.ts';
import { query } from './postgres.ts';

/** What is known of a case from outside. */
export interface Expectation {
  readonly caseNo: string;
  /** Event ids that Temporal took. */
  readonly sent: readonly string[];
}

export interface Findings {
  readonly caseNo: string;
  readonly entries: readonly ChainedEntry[];
  readonly runs: readonly Run[];
  /** Empty where all is right. */
  readonly faults: readonly string[];
}

export interface Places {
  readonly client: Client;
  readonly registry: Registry;
  readonly databaseUrl: string;
}

/** Looks at everything. Needs a worker for the queries. */
export async function findingsOf(places: Places, expected: Expectation): Promise<Findings> {
  const { client, registry } = places;
  const { caseNo } = expected;
  const entries = await registry.file(caseNo, 0, 100_000);
  const runs = await runsOf(client, caseWorkflowId(caseNo));
  const faults = [
    ...wrongPlaces(entries),
    ...wrongIds(entries, expected.sent),
    ...wrongOrder(await digestsOf(places.databaseUrl, caseNo), arrivalsIn(runs)),
    ...(await wrongChain(registry, caseNo, entries)),
    ...(await wrongView(places, caseNo, entries)),
    ...(await wrongWrites(places.databaseUrl, caseNo)),
  ];
  return { caseNo, entries, runs, faults };
}

function wrongPlaces(entries: readonly ChainedEntry[]): readonly string[] {
  return entries.flatMap(({ seq }, at) => (seq === at + 1 ? [] : [`gap: ${seq} at ${at + 1}`]));
}

/** Each id once for each act and sender; what was not proven counts as nobody's. */
function wrongIds(entries: readonly ChainedEntry[], sent: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const entry of entries) {
    if (entry.code === 'NOT_ATTESTED') continue;
    const key = `${entry.act ?? 'submit'} ${idOf(entry)}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const ids = new Set(entries.map(idOf));
  return [
    ...[...seen].flatMap(([key, times]) => (times === 1 ? [] : [`${times} times: ${key}`])),
    ...sent.flatMap((id) => (ids.has(id) ? [] : [`missing: ${id}`])),
  ];
}

function idOf({ event }: FileEntry): string {
  return typeof event['id'] === 'string' ? event['id'] : '';
}

/** The order in which messages first arrived, against the order of their entries. */
function wrongOrder(filed: readonly string[], arrivals: readonly Arrival[]): readonly string[] {
  const isFiled = new Set(filed);
  // An update may be handed out after a signal that history has behind it: only signals have an order.
  const byUpdate = new Set(arrivals.flatMap(({ via, digest }) => (via === 'update' ? digest : [])));
  const arrived = [...new Set(arrivals.map(({ digest }) => digest))].filter(
    (digest) => isFiled.has(digest) && !byUpdate.has(digest),
  );
  const known = new Set(arrived);
  const inFile = filed.filter((digest) => known.has(digest));
  return inFile.flatMap((digest, at) =>
    digest === arrived[at] ? [] : [`signal ${at + 1} of the file is not that of the history`],
  );
}

async function digestsOf(databaseUrl: string, caseNo: string): Promise<readonly string[]> {
  const text = `select digest from entries where case_no = '${caseNo}' order by seq`;
  return (await query(databaseUrl, text)).map(({ digest }) => String(digest));
}

async function wrongChain(
  registry: Registry,
  caseNo: string,
  entries: readonly ChainedEntry[],
): Promise<readonly string[]> {
  const row = await registry.case(caseNo);
  if (row === undefined) return ['no case in the registry'];
  const issuers = await registry.issuers(issuersNamedIn(entries));
  const { opening, view } = row;
  const verified = await verifyFile(exportCase({ opening, view, entries, issuers }));
  const head = entries.at(-1)?.hash;
  return [
    ...(verified.holds ? [] : [`chain: entry ${verified.seq ?? '?'}: ${verified.reason}`]),
    ...(head === undefined || row.hash === head ? [] : ['the head of the case is another hash']),
    ...(row.seq === entries.length ? [] : [`the case is at ${row.seq} of ${entries.length}`]),
  ];
}

/** The case's own word, from its workflow. */
async function wrongView(
  { client, registry }: Places,
  caseNo: string,
  entries: readonly ChainedEntry[],
): Promise<readonly string[]> {
  const handle = client.workflow.getHandle(caseWorkflowId(caseNo));
  const view = await handle.query<JsonObject>('case');
  const told = await handle.query<{ readonly entries: readonly Json[] }>('file');
  const row = await registry.case(caseNo);
  const own = told.entries.map((entry) => digestOf(entry));
  const filed = entries.slice(-own.length || entries.length).map(({ prev, hash, ...entry }) => {
    void prev;
    void hash;
    return digestOf(entry);
  });
  return [
    ...(view['seq'] === entries.length ? [] : [`the workflow is at ${String(view['seq'])}`]),
    ...(view['state'] === row?.state ? [] : [`the workflow says ${String(view['state'])}`]),
    ...(own.join() === filed.join() ? [] : ['the last entries of the workflow are others']),
    ...(view['halted'] === undefined ? [] : [`halted: ${JSON.stringify(view['halted'])}`]),
  ];
}

/** Every write of a place was the same, and none was refused. */
async function wrongWrites(databaseUrl: string, caseNo: string): Promise<readonly string[]> {
  const rows = await query(
    databaseUrl,
    `select kind, seq, count(distinct (digest, hash)) as contents, bool_or(op not in ('insert',
      'found')) as refused, count(*) filter (where op = 'insert') as inserted
      from write_log where case_no = '${caseNo}' group by kind, seq`,
  );
  return rows.flatMap(({ kind, seq, contents, refused, inserted }) => [
    ...(Number(contents) > 1 ? [`${String(kind)} ${String(seq)} was written differently`] : []),
    ...(refused === true ? [`a write of ${String(kind)} ${String(seq)} was refused`] : []),
    ...(Number(inserted) > 1 ? [`${String(kind)} ${String(seq)} was inserted twice`] : []),
  ]);
}
