/** Sealed blocks and files, the keys that open them, and the log of who read them. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { digestOf } from '../../activities/digest.ts';
import { ZERO_HASH } from '../file/chain.ts';
import type {
  Access,
  ChainedReading,
  KeptKey,
  Reading,
  Scope,
  SealedCase,
  SealedItem,
  SealedStore,
} from '../persons/store.ts';
import { jsonb } from './json.ts';
import type { DataKeysTable, Database, ReadingsTable, SealedItemsTable } from './schema.ts';

/** First number of the advisory locks of this file: the second is a case, or 0 for all keys. */
const LOCKS = 16;
const READINGS_MAX = 1_000;

/** The store over an open database. */
export function sealedStore(db: Kysely<Database>): SealedStore {
  return {
    withSealed: (caseNo, work) =>
      db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock_shared(${LOCKS}, 0)`.execute(trx);
        await sql`select pg_advisory_xact_lock(${LOCKS}, hashtext(${caseNo}))`.execute(trx);
        return work(sealedCase(trx, caseNo));
      }),
    async sealedItems(caseNo) {
      const columns = ['ref', 'scope', 'kind', 'version', 'media_type', 'size', 'digest'] as const;
      const rows = await db
        .selectFrom('sealed_items')
        .select([...columns, 'put_at', 'put_by'])
        .where('case_no', '=', caseNo)
        .orderBy(sql`put_at collate "C"`)
        .orderBy('ref')
        .execute();
      return rows.map(named);
    },
    async readings(caseNo, after = 0) {
      const rows = await db
        .selectFrom('readings')
        .select(['reading', 'prev', 'hash'])
        .where('case_no', '=', caseNo)
        .where('n', '>', after)
        .orderBy('n')
        .limit(READINGS_MAX)
        .execute();
      return rows.map(chained);
    },
    certificate: (caseNo) => certificateOf(db, caseNo),
    async closedOn(caseNo) {
      const { rows } = await sql<{ at: string }>`
        select at from happenings where case_no = ${caseNo} and state like 'outcome.%'
          order by seq limit 1`.execute(db);
      return rows[0]?.at;
    },
    async keysNotUnder(masterId, limit) {
      const rows = await db
        .selectFrom('data_keys')
        .selectAll()
        .where('master_id', '<>', masterId)
        .orderBy('case_no')
        .orderBy('scope')
        .limit(limit)
        .execute();
      return rows.map(kept);
    },
    async replaceKey({ caseNo, scope, masterId }, to) {
      await db
        .updateTable('data_keys')
        .set({ master_id: to.masterId, wrapped: to.wrapped })
        .where('case_no', '=', caseNo)
        .where('scope', '=', scope)
        .where('master_id', '=', masterId)
        .execute();
    },
    whileNoKeyIsMade: (masterId, work) =>
      db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${LOCKS}, 0)`.execute(trx);
        const { left } = await trx
          .selectFrom('data_keys')
          .select(({ fn }) => fn.countAll<string>().as('left'))
          .where('master_id', '<>', masterId)
          .executeTakeFirstOrThrow();
        return work(Number(left));
      }),
  };
}

function sealedCase(trx: Transaction<Database>, caseNo: string): SealedCase {
  return {
    certificate: () => certificateOf(trx, caseNo),
    async key(scope) {
      return (await keysOf(trx, caseNo)).find((key) => key.scope === scope);
    },
    keys: () => keysOf(trx, caseNo),
    async putKey(scope, { masterId, wrapped }, at) {
      await trx
        .insertInto('data_keys')
        .values({ case_no: caseNo, scope, master_id: masterId, wrapped, made_at: at })
        .execute();
    },
    async item(ref) {
      const row = await trx
        .selectFrom('sealed_items')
        .selectAll()
        .where('case_no', '=', caseNo)
        .where('ref', '=', ref)
        .executeTakeFirst();
      return row && { ...named(row), sealed: row.sealed };
    },
    async putItem(item) {
      const { ref, mediaType, at, by, ...rest } = item;
      const values = { ...rest, media_type: mediaType, put_at: at, put_by: by };
      await trx
        .insertInto('sealed_items')
        .values({ case_no: caseNo, ref, ...values })
        .onConflict((conflict) => conflict.columns(['case_no', 'ref']).doUpdateSet(values))
        .execute();
    },
    async items() {
      const rows = await trx
        .selectFrom('sealed_items')
        .selectAll()
        .where('case_no', '=', caseNo)
        .orderBy('ref')
        .execute();
      return rows.map((row) => ({ ...named(row), sealed: row.sealed }));
    },
    note: (access) => appended(trx, caseNo, access),
    async isNoted({ at: _, ...access }, after) {
      const same = jsonb(access);
      const { rows } = await sql`
        select 1 from readings where case_no = ${caseNo} and reading @> ${same}
          and reading ->> 'at' > ${after} limit 1`.execute(trx);
      return rows.length > 0;
    },
    async destroy(certificate, at) {
      await trx
        .updateTable('data_keys')
        .set({ wrapped: randomBytes(64) })
        .where('case_no', '=', caseNo)
        .execute();
      await trx.deleteFrom('sealed_items').where('case_no', '=', caseNo).execute();
      await trx.deleteFrom('data_keys').where('case_no', '=', caseNo).execute();
      await trx
        .insertInto('erasures')
        .values({ case_no: caseNo, erased_at: at, certificate })
        .execute();
    },
  };
}

async function appended(
  trx: Transaction<Database>,
  caseNo: string,
  access: Access,
): Promise<ChainedReading> {
  const last = await trx
    .selectFrom('readings')
    .select(['n', 'hash'])
    .where('case_no', '=', caseNo)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();
  const reading: Reading = { n: (last?.n ?? 0) + 1, ...access };
  const prev = last?.hash ?? ZERO_HASH;
  const hash = digestOf({ ...reading, prev });
  await trx
    .insertInto('readings')
    .values({ case_no: caseNo, n: reading.n, reading: jsonb(reading), prev, hash })
    .execute();
  return { ...reading, prev, hash };
}

async function certificateOf(db: Kysely<Database>, caseNo: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('erasures')
    .select('certificate')
    .where('case_no', '=', caseNo)
    .executeTakeFirst();
  return row?.certificate;
}

async function keysOf(db: Kysely<Database>, caseNo: string): Promise<readonly KeptKey[]> {
  const rows = await db
    .selectFrom('data_keys')
    .selectAll()
    .where('case_no', '=', caseNo)
    .orderBy('scope')
    .execute();
  return rows.map(kept);
}

function kept({ case_no, scope, master_id, wrapped }: Selectable<DataKeysTable>): KeptKey {
  return { caseNo: case_no, scope: scope as Scope, masterId: master_id, wrapped };
}

type Row = Omit<Selectable<SealedItemsTable>, 'sealed' | 'case_no'>;

function named(row: Row): Omit<SealedItem, 'sealed'> {
  const { ref, scope, kind, version, media_type, size, digest, put_at, put_by } = row;
  const when = { mediaType: media_type, size, digest, at: put_at, by: put_by };
  return { ref, scope: scope as Scope, kind, version, ...when };
}

function chained(
  row: Pick<Selectable<ReadingsTable>, 'reading' | 'prev' | 'hash'>,
): ChainedReading {
  return { ...row.reading, prev: row.prev, hash: row.hash };
}
