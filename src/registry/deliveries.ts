/** What leaves the house, until it has been received. */
import type { Kysely } from 'kysely';
import type { DeliveryStore, Outgoing } from '../../activities/ports.ts';
import type { Database } from './schema.ts';

export function deliveryStore(db: Kysely<Database>): DeliveryStore {
  return {
    async outgoing(caseNo, key) {
      const row = await db
        .selectFrom('deliveries')
        .select('kind')
        .where('case_no', '=', caseNo)
        .where('key', '=', key)
        .where('delivered_at', 'is', null)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      return row.kind === 'people' ? asking(db, caseNo, key) : posting(db, caseNo, key);
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
  };
}

async function asking(
  db: Kysely<Database>,
  caseNo: string,
  key: string,
): Promise<Outgoing | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('tools', 'tools.name', 'deliveries.tool')
    .innerJoin('tasks', (join) =>
      join
        .onRef('tasks.case_no', '=', 'deliveries.case_no')
        .onRef('tasks.id', '=', 'deliveries.task_id'),
    )
    .select(['url', 'tasks.id', 'title', 'tasks.roles', 'events', 'since', 'due'])
    .where('deliveries.case_no', '=', caseNo)
    .where('deliveries.key', '=', key)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { url, due, ...task } = row;
  return { kind: 'people', url, task: { ...task, ...(due === null ? {} : { due }) } };
}

async function posting(
  db: Kysely<Database>,
  caseNo: string,
  key: string,
): Promise<Outgoing | undefined> {
  const row = await db
    .selectFrom('letters')
    .innerJoin('channels', 'channels.body', 'letters.recipient')
    .select(['channel', 'kind', 'recipient', 'correlation_id', 'content'])
    .where('case_no', '=', caseNo)
    .where('key', '=', key)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    kind: 'counterpart',
    channel: row.channel,
    letter: {
      kind: row.kind,
      to: row.recipient,
      correlationId: row.correlation_id,
      content: row.content,
    },
  };
}
