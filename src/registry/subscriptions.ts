/** Subscriptions: who is told of what, with sealed secrets, and what could not be delivered. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Receiver, WebhookEvent } from '../../activities/ports.ts';
import { textArray } from './arrays.ts';
import type { Database } from './schema.ts';

/** What a subscriber wants to be told. */
export interface SubscriptionWish {
  readonly url: string;
  readonly kinds: readonly string[];
  /** Narrows tasks, and letters to bodies of ours. Empty: all. */
  readonly roles: readonly string[];
  /** Procedure, or kind of duty; absent: all. */
  readonly procedure?: string;
  /** Absent: all. */
  readonly province?: string;
}

/** A subscription as it stands. */
export interface SubscriptionRow extends SubscriptionWish {
  readonly id: string;
  /** ISO instant. */
  readonly createdAt: string;
  /** `operator`, or the name of the service. */
  readonly createdBy: string;
  /** Present where it is told nothing any more. */
  readonly disabled?: { readonly at: string; readonly reason: string };
  /** Deliveries under way. */
  readonly pending: number;
  /** Dead letters. */
  readonly dead: number;
}

/** What was given up. */
export interface DeadLetterRow {
  /** Number of the delivery. */
  readonly id: string;
  readonly caseNo: string;
  readonly key: string;
  readonly type: string;
  /** ISO instants. */
  readonly since: string;
  readonly diedAt: string;
  readonly failure: string;
}

/** Subscriptions and their dead letters. */
export interface SubscriptionStore {
  /** Keeps it; the same id again replaces all but its secrets. False where there are `most` already. */
  putSubscription(
    subscription: Pick<SubscriptionRow, 'id' | 'createdAt' | 'createdBy'> &
      SubscriptionWish & { readonly sealed: string },
    most: number,
  ): Promise<boolean>;
  /** The oldest first. `createdBy`: only those of this caller. */
  subscriptions(filter: {
    readonly id?: string;
    readonly createdBy?: string;
  }): Promise<readonly SubscriptionRow[]>;
  /** Whom to send to; `undefined` where there is no such subscription. */
  receiver(id: string): Promise<Receiver | undefined>;
  /** Removes it, and what it was still to be told. */
  removeSubscription(id: string): Promise<void>;
  /** It is told of what happens from now on. */
  enableSubscription(id: string): Promise<void>;
  /** A new secret at `at`; those of before sign until `until` as well. Both ISO instants. */
  rotateSecret(
    id: string,
    sealed: string,
    when: { readonly at: string; readonly until: string },
  ): Promise<void>;
  /** The newest first, 1,000 at most. */
  deadLetters(subscription: string, id?: string): Promise<readonly DeadLetterRow[]>;
}

/** The store over an open database. */
export function subscriptionStore(db: Kysely<Database>): SubscriptionStore {
  return {
    putSubscription: (wish, most) => put(db, wish, most),
    subscriptions: (filter) => list(db, filter),
    receiver: (id) => receiver(db, id),
    async removeSubscription(id) {
      await db.deleteFrom('deliveries').where('subscription', '=', id).execute();
      await db.deleteFrom('subscriptions').where('id', '=', id).execute();
    },
    async enableSubscription(id) {
      await db
        .updateTable('subscriptions')
        .set({ disabled_at: null, disabled_reason: null })
        .where('id', '=', id)
        .execute();
    },
    async rotateSecret(id, sealed, { at, until }) {
      // One statement: each part sees the rows of before, and no row is of two parts.
      await sql`with past as (
          delete from subscription_secrets where subscription = ${id} and until <= ${at}),
        older as (
          update subscription_secrets set until = least(coalesce(until, ${until}), ${until})
            where subscription = ${id} and (until is null or until > ${at}))
        insert into subscription_secrets (subscription, sealed) values (${id}, ${sealed})
      `.execute(db);
    },
    deadLetters: (subscription, id) => deadLetters(db, subscription, id),
  };
}

async function put(
  db: Kysely<Database>,
  subscription: Parameters<SubscriptionStore['putSubscription']>[0],
  most: number,
): Promise<boolean> {
  const { id, url, kinds, roles, procedure = null, province = null } = subscription;
  const { createdAt, createdBy, sealed } = subscription;
  const addressees = [...new Set(roles.flatMap((role) => [role, role.split('-')[0] ?? role]))];
  const { rows } = await sql<{ id: string }>`
    with kept as (
      insert into subscriptions (id, url, kinds, roles, addressees, procedure, province, created_at,
          created_by)
        select ${id}, ${url}, ${textArray(kinds)}, ${textArray(roles)}, ${textArray(addressees)},
            ${procedure}::text, ${province}::text, ${createdAt}, ${createdBy}
          where (select count(*) from subscriptions where id <> ${id}) < ${most}::bigint
        on conflict (id) do update set url = excluded.url, kinds = excluded.kinds,
          roles = excluded.roles, addressees = excluded.addressees,
          procedure = excluded.procedure, province = excluded.province,
          disabled_at = null, disabled_reason = null
        returning id),
    secret as (
      insert into subscription_secrets (subscription, sealed)
        select id, ${sealed} from kept
          where not exists (select from subscription_secrets where subscription = ${id}))
    select id from kept`.execute(db);
  return rows.length > 0;
}

async function list(
  db: Kysely<Database>,
  { id, createdBy }: { readonly id?: string; readonly createdBy?: string },
): Promise<readonly SubscriptionRow[]> {
  let query = db
    .selectFrom('subscriptions as s')
    .selectAll('s')
    .select([
      sql<number>`(select count(*)::integer from deliveries d where d.subscription = s.id
        and d.delivered_at is null and d.died_at is null
        -- A task that was withdrawn before anybody heard of it needs no telling.
        and not exists (select from tasks t where t.case_no = d.case_no and t.id = d.task_id
          and t.closed_at is not null))`.as('pending'),
      sql<number>`(select count(*)::integer from deliveries d where d.subscription = s.id
        and d.delivered_at is null and d.died_at is not null)`.as('dead'),
    ])
    .orderBy('created_at')
    .orderBy('id');
  if (id !== undefined) query = query.where('id', '=', id);
  if (createdBy !== undefined) query = query.where('created_by', '=', createdBy);
  return (await query.execute()).map((row) => ({
    id: row.id,
    url: row.url,
    kinds: row.kinds,
    roles: row.roles,
    ...(row.procedure === null ? {} : { procedure: row.procedure }),
    ...(row.province === null ? {} : { province: row.province }),
    createdAt: row.created_at,
    createdBy: row.created_by,
    ...(row.disabled_at === null
      ? {}
      : { disabled: { at: row.disabled_at, reason: row.disabled_reason ?? '' } }),
    pending: row.pending,
    dead: row.dead,
  }));
}

/** Whom to send to, with every secret that is kept, the newest first. */
export async function receiver(db: Kysely<Database>, id: string): Promise<Receiver | undefined> {
  const rows = await db
    .selectFrom('subscriptions')
    .innerJoin('subscription_secrets', 'subscription', 'subscriptions.id')
    .select(['url', 'disabled_at', 'sealed', 'until'])
    .where('subscriptions.id', '=', id)
    .orderBy('n', 'desc')
    .execute();
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    id,
    url: first.url,
    disabled: first.disabled_at !== null,
    secrets: rows.map(({ sealed, until }) => ({ sealed, ...(until === null ? {} : { until }) })),
  };
}

async function deadLetters(
  db: Kysely<Database>,
  subscription: string,
  id?: string,
): Promise<readonly DeadLetterRow[]> {
  const { rows } = await sql<DeadLetterRow & { readonly event: WebhookEvent }>`
    select n::text as id, case_no as "caseNo", key, event ->> 'type' as type,
        created_at as since, died_at as "diedAt", failure
      from deliveries
      where subscription = ${subscription} and delivered_at is null and died_at is not null
        and (${id ?? null}::text is null or n::text = ${id ?? null}::text)
      order by n desc limit 1000`.execute(db);
  return rows;
}
