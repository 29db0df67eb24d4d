/** What leaves the house, until it has been received. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DeliveryStore, Outgoing } from '../../activities/ports.ts';
import type { JsonObject, Letter } from '../../machines/kernel/types.ts';
import { caseHold } from './holding.ts';
import type { Database } from './schema.ts';
import { receiver } from './subscriptions.ts';

export function deliveryStore(db: Kysely<Database>): DeliveryStore {
  return {
    ...caseHold(db),
    async outgoing(caseNo, key, again = false) {
      const row = await db
        .selectFrom('deliveries')
        .select(['kind', 'died_at'])
        .where('case_no', '=', caseNo)
        .where('key', '=', key)
        .where('delivered_at', 'is', null)
        .executeTakeFirst();
      if (row === undefined || (row.died_at !== null && !again)) return undefined;
      return row.kind === 'people' ? telling(db, caseNo, key) : posting(db, caseNo, key);
    },
    async delivered(caseNo, key, at) {
      const undelivered = { delivered_at: at };
      // The letter first: once the delivery is marked, nobody comes back for it.
      await db
        .updateTable('letters')
        .set(undelivered)
        .where('case_no', '=', caseNo)
        .where('key', '=', key)
        .where('delivered_at', 'is', null)
        .execute();
      await db
        .updateTable('deliveries')
        .set(undelivered)
        .where('case_no', '=', caseNo)
        .where('key', '=', key)
        .where('delivered_at', 'is', null)
        .execute();
    },
    async died(caseNo, key, { at, failure }) {
      await db
        .updateTable('deliveries')
        .set({ died_at: at, failure })
        .where('case_no', '=', caseNo)
        .where('key', '=', key)
        .where('delivered_at', 'is', null)
        .execute();
    },
    async disableSubscription(id, reason, at) {
      await db
        .updateTable('subscriptions')
        .set({ disabled_at: at, disabled_reason: reason })
        .where('id', '=', id)
        .where('disabled_at', 'is', null)
        .execute();
    },
  };
}

/** A task that was withdrawn meanwhile is told to nobody. */
async function telling(
  db: Kysely<Database>,
  caseNo: string,
  key: string,
): Promise<Outgoing | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('subscriptions', 'subscriptions.id', 'deliveries.subscription')
    .leftJoin('tasks', (join) =>
      join
        .onRef('tasks.case_no', '=', 'deliveries.case_no')
        .onRef('tasks.id', '=', 'deliveries.task_id'),
    )
    .select(['subscriptions.id', 'event', 'deliveries.created_at'])
    .where('deliveries.case_no', '=', caseNo)
    .where('deliveries.key', '=', key)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined || row.event === null || row.created_at === null) return undefined;
  const to = await receiver(db, row.id);
  if (to === undefined) return undefined;
  return { kind: 'people', to, event: { ...row.event, caseNo }, since: row.created_at };
}

interface Posting {
  readonly channel: string;
  readonly letter: Letter;
  readonly procedure: string;
  readonly view: JsonObject;
  readonly clearanceId: string | null;
}

/** The number of a clearance stands in the event that sent the letter, never in the letter. */
async function posting(
  db: Kysely<Database>,
  caseNo: string,
  key: string,
): Promise<Outgoing | undefined> {
  const { rows } = await sql<Posting>`
    select ch.channel, c.procedure, c.view,
        jsonb_build_object('kind', l.kind, 'to', l.recipient, 'correlationId', l.correlation_id,
          'content', l.content) as letter,
        e.entry #>> '{event,protectionClearanceId}' as "clearanceId"
      from letters l join channels ch on ch.body = l.recipient
        join cases c on c.case_no = l.case_no
        join deliveries d on d.case_no = l.case_no and d.key = l.key
        left join entries e on e.case_no = d.case_no and e.seq::text = d.place
      where l.case_no = ${caseNo} and l.key = ${key}`.execute(db);
  if (rows[0] === undefined) return undefined;
  const { clearanceId, ...rest } = rows[0];
  return { kind: 'counterpart', ...rest, ...(clearanceId !== null && { clearanceId }) };
}
