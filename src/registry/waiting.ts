/** Letters of all cases: on whom they wait, since when, and what was done about it. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { jsonb } from './json.ts';
import { isInPlaces } from './places.ts';
import type { RegisteredPlace } from './places.ts';
import type { Database } from './schema.ts';

/** A letter in the list of all cases. */
export interface ListedLetter {
  /** Place in the list: the next part begins after it. */
  readonly n: number;
  readonly caseNo: string;
  readonly key: string;
  readonly kind: string;
  readonly to: string;
  readonly correlationId: string;
  readonly procedure: string;
  readonly province?: string;
  /** Absent where nobody serves the body. */
  readonly channel?: string;
  /** An answer, or an acknowledgement, is owed. */
  readonly waiting: boolean;
  /** ISO instant at which it was written. */
  readonly since: string;
  /** ISO instant of the latest sending that arrived; absent where none has. */
  readonly lastSent?: string;
  /** How often it was sent, the first time included. */
  readonly sent: number;
  readonly reminders: number;
  /** Until when the answer is awaited; absent where the policy names no length, or no time runs. */
  readonly due?: string;
  /** Clearance with which it was sent. */
  readonly clearanceId?: string;
  /** Of the view of its case: `open`, `regions`, `replies`. */
  readonly view: JsonObject;
}

/** Which letters. */
export interface LetterFilter {
  /** Only those that wait. */
  readonly waiting?: boolean;
  readonly body?: string | undefined;
  readonly province?: string | undefined;
  /** Of cases in one of these; absent: of all. */
  readonly places?: readonly RegisteredPlace[];
  readonly procedure?: string | undefined;
  /** Only those whose date has passed at this instant. */
  readonly overdueAt?: string;
  /** Only those after this place. */
  readonly after?: number;
  readonly limit: number;
}

/** What makes a kind of letter wait. */
export interface WaitingKind {
  readonly answer?: string;
  readonly acknowledged?: boolean;
  readonly exchanges?: readonly string[];
}

/** Letters of all cases. */
export interface WaitingStore {
  /** Oldest first; those of recorded cases are history and not among them. */
  listLetters(
    filter: LetterFilter,
    kinds: Readonly<Record<string, WaitingKind>>,
  ): Promise<readonly ListedLetter[]>;
}

/** A letter waits while its case awaits the answer under its correlation, or until it is acknowledged. */
const WAITS = sql<boolean>`(c.view -> 'replies' ->> (k.row ->> 'answer') = l.correlation_id
    and not exists (select from letters later where later.case_no = l.case_no
      and later.kind = l.kind and later.correlation_id = l.correlation_id
      and later.recipient = l.recipient and later.n > l.n)
  or k.row -> 'acknowledged' = 'true' and l.acknowledged_at is null)`;

const SENT = sql`left join lateral (
  select count(*)::int as times, max(s.delivered_at collate "C") as last,
      count(*) filter (where s.sent_as = 'reminder')::int as reminders
    from sendings s where s.case_no = l.case_no and s.key = l.key) again on true`;

/** Each kind of letter is awaited under one of these keys; two are never open at once. */
const AWAITED = sql`left join lateral (
  select min(e.due collate "C") as due from exchanges e
    where e.case_no = l.case_no and e.closed_at is null and ${WAITS}
      and k.row -> 'exchanges' @> to_jsonb(e.key)) awaited on true`;

/** The store over an open database. */
export function waitingStore(db: Kysely<Database>): WaitingStore {
  return {
    async listLetters(filter, kinds) {
      const { waiting, body, province, places, procedure, overdueAt, after, limit } = filter;
      const conditions = [
        sql`not c.recorded`,
        ...(waiting === true ? [WAITS] : []),
        ...(body === undefined ? [] : [sql`l.recipient = ${body}`]),
        ...(province === undefined
          ? []
          : [sql`c.opening #>> '{facts,province}' = ${province}::text`]),
        ...(places === undefined ? [] : [isInPlaces(places)]),
        ...(procedure === undefined ? [] : [sql`c.procedure = ${procedure}`]),
        ...(overdueAt === undefined ? [] : [sql`awaited.due < ${overdueAt}::text collate "C"`]),
        ...(after === undefined ? [] : [sql`l.n > ${after}`]),
      ];
      const { rows } = await sql<Row>`
        select l.n::int, l.case_no as "caseNo", l.key, l.kind, l.recipient as "to",
            l.correlation_id as "correlationId", c.procedure, ch.channel,
            c.opening #>> '{facts,province}' as province, coalesce(${WAITS}, false) as waiting,
            l.created_at as since, greatest(l.delivered_at collate "C", again.last) as "lastSent",
            1 + again.times as sent, again.reminders, awaited.due,
            sender.entry #>> '{event,protectionClearanceId}' as "clearanceId",
            jsonb_strip_nulls(jsonb_build_object('open', c.view -> 'open', 'regions',
              c.view -> 'regions', 'replies', c.view -> 'replies')) as view
          from letters l join cases c on c.case_no = l.case_no
            left join channels ch on ch.body = l.recipient
            left join jsonb_each(${jsonb(kinds)}) as k (kind, row) on k.kind = l.kind
            left join deliveries d on d.case_no = l.case_no and d.key = l.key
            left join entries sender
              on sender.case_no = d.case_no and sender.seq::text = d.place
            ${SENT} ${AWAITED}
          where ${sql.join(conditions, sql` and `)}
          order by l.n limit ${limit}`.execute(db);
      return rows.map(
        (row) =>
          Object.fromEntries(
            Object.entries(row).filter(([, value]) => value !== null),
          ) as unknown as ListedLetter,
      );
    },
  };
}

type Row = { readonly [K in keyof ListedLetter]: ListedLetter[K] | null };
