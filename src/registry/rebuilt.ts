/** Cases whose rows are made again: each whole, in one transaction, through the function of a record. */
import { sql } from 'kysely';
import type { Kysely, Transaction } from 'kysely';
import type { RecordInput, RecordResult, Verdict } from '../../activities/contract.ts';
import { textArray } from './arrays.ts';
import { recordStore } from './record.ts';
import type { Database } from './schema.ts';
import { verdictStore } from './verdicts.ts';

/** Cases whose rows were made again, and what of them could not be. */
interface RebuiltTable {
  case_no: string;
  at: string;
  source: string;
  missing: string[];
}

/** All that is written of one case. */
export interface RebuiltCase {
  readonly caseNo: string;
  /** Of the submissions in its file. */
  readonly verdicts: readonly { readonly digest: string; readonly verdict: Verdict }[];
  /** The chain of runs that the file belongs to from now on; absent: that of `records`, or as it was. */
  readonly owner?: string;
  /** In order, the first one with the opening; each follows what the one before left. */
  readonly records: readonly Omit<RecordInput, 'after'>[];
  /** What the rows were made from, such as the name of a file. */
  readonly source: string;
  /** What could not be made again, in words without personal data. */
  readonly missing: readonly string[];
  /** ISO instant of now. */
  readonly at: string;
}

/** What is asked of a registry that is rebuilt. */
export interface RebuildStore {
  /** A case that was not rebuilt: the registry is in use. `undefined` where there is none. */
  stranger(): Promise<string | undefined>;
  /** Numbers that were rebuilt. */
  rebuilt(): Promise<ReadonlySet<string>>;
  /**
   * All rows of a case, or none; of a case that is there, those that it lacks. What of them leaves the
   * house is kept as given up, so that nothing goes a second time by itself.
   * @throws RecordRefusal where another file stands under the number.
   */
  putRebuilt(rebuilt: RebuiltCase): Promise<RecordResult['head']>;
}

/** Why a rebuilt delivery is not tried. */
const UNKNOWN = 'rebuilt: whether it went out before is not known';

/** The store over an open database. */
export function rebuildStore(db: Kysely<Database>): RebuildStore {
  const wide = db.withTables<{ rebuilt: RebuiltTable }>();
  return {
    async stranger() {
      const found = await wide
        .selectFrom('cases')
        .leftJoin('rebuilt', 'rebuilt.case_no', 'cases.case_no')
        .select('cases.case_no')
        .where('rebuilt.case_no', 'is', null)
        .limit(1)
        .executeTakeFirst();
      return found?.case_no;
    },
    async rebuilt() {
      const rows = await wide.selectFrom('rebuilt').select('case_no').execute();
      return new Set(rows.map(({ case_no }) => case_no));
    },
    putRebuilt: (rebuilt) => db.transaction().execute((trx) => put(trx, rebuilt)),
  };
}

async function put(
  trx: Transaction<Database>,
  { caseNo, owner, verdicts, records, source, missing, at }: RebuiltCase,
): Promise<RecordResult['head']> {
  const there = await standing(trx, caseNo);
  await verdictStore(trx).settle(caseNo, verdicts);
  let head: RecordResult['head'] = { seq: 0, hash: 'A'.repeat(43), rejected: 0 };
  for (const record of records) {
    const run = there === undefined ? {} : { run: { ...record.run, ...there.chain } };
    ({ head } = await recordStore(trx).record({ ...record, ...run, after: head }));
  }
  if (owner !== undefined) {
    await trx
      .updateTable('cases')
      .set({ first_execution_run_id: owner })
      .where('case_no', '=', caseNo)
      .execute();
  }
  await trx
    .updateTable('deliveries')
    .set({ died_at: at, failure: UNKNOWN })
    .where('case_no', '=', caseNo)
    .where('delivered_at', 'is', null)
    .where('n', '>', there?.deliveries ?? '0')
    .execute();
  await sql`insert into rebuilt (case_no, at, source, missing)
    values (${caseNo}, ${at}, ${source}, ${textArray(missing)})
    on conflict (case_no) do update
      set at = excluded.at, source = excluded.source, missing = excluded.missing`.execute(trx);
  return head;
}

/** Of a case that is there: the chain that its file belongs to, and the last delivery that it has. */
async function standing(trx: Transaction<Database>, caseNo: string) {
  const row = await trx
    .selectFrom('cases')
    .select('first_execution_run_id')
    .where('case_no', '=', caseNo)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const last = await trx
    .selectFrom('deliveries')
    .select(({ fn }) => fn.max('n').as('n'))
    .where('case_no', '=', caseNo)
    .executeTakeFirst();
  const id = row.first_execution_run_id;
  const chain = { firstExecutionRunId: id, runId: id, originalRunId: id };
  return { chain, deliveries: String(last?.n ?? 0) };
}
