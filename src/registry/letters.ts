/** Letters that go again, and the note that a recipient has one. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { LetterStore, SentAs, StandingLetter } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { caseHold } from './holding.ts';
import type { Database } from './schema.ts';

interface Found {
  readonly kind: string;
  readonly to: string;
  readonly correlationId: string;
  readonly content: JsonObject;
  readonly channel: string | null;
  readonly overtaken: boolean;
  readonly acknowledged: boolean;
  readonly procedure: string;
  readonly recorded: boolean;
  readonly view: JsonObject;
  readonly n: number | null;
  readonly as: SentAs;
  readonly clearanceId: string | null;
  readonly delivered: boolean;
}

/** The store over an open database. */
export function letterStore(db: Kysely<Database>): LetterStore {
  return {
    ...caseHold(db),
    async letter(caseNo, key, sendingId) {
      const { rows } = await sql<Found>`
        select l.kind, l.recipient as "to", l.correlation_id as "correlationId", l.content,
            ch.channel, l.acknowledged_at is not null as acknowledged, c.procedure, c.recorded,
            c.view, s.n, s.sent_as as "as", s.clearance_id as "clearanceId",
            s.delivered_at is not null as delivered,
            exists (select from letters later where later.case_no = l.case_no
              and later.kind = l.kind and later.correlation_id = l.correlation_id
              and later.recipient = l.recipient and later.n > l.n) as overtaken
          from letters l join cases c on c.case_no = l.case_no
            left join channels ch on ch.body = l.recipient
            left join sendings s on s.case_no = l.case_no and s.key = l.key and s.id = ${sendingId}
          where l.case_no = ${caseNo} and l.key = ${key}`.execute(db);
      return rows[0] === undefined ? undefined : standing(rows[0]);
    },
    async sendAgain({ caseNo, key, id, as, by, at, clearanceId = null }) {
      const { rows } = await sql<{ n: number | null }>`
        select send_again(${caseNo}, ${key}, ${id}, ${as}, ${by}, ${at}, ${clearanceId}) as n
      `.execute(db);
      const n = rows[0]?.n ?? null;
      if (n === null) throw new Error(`There is no letter ${key}.`);
      return n;
    },
    async sentAgain(caseNo, key, id, at) {
      await db
        .updateTable('sendings')
        .set({ delivered_at: at })
        .where('case_no', '=', caseNo)
        .where('key', '=', key)
        .where('id', '=', id)
        .where('delivered_at', 'is', null)
        .execute();
    },
    ...handing(db),
    async acknowledge({ caseNo, key, by, at }) {
      await db
        .updateTable('letters')
        .set({ acknowledged_at: at, acknowledged_by: by })
        .where('case_no', '=', caseNo)
        .where('key', '=', key)
        .where('acknowledged_at', 'is', null)
        .execute();
    },
  };
}

/** What goes by hand. */
function handing(db: Kysely<Database>): Pick<LetterStore, 'clearanceOf' | 'handOver'> {
  return {
    async clearanceOf(caseNo, key) {
      const { rows } = await sql<{ id: string | null }>`
        select e.entry #>> '{event,protectionClearanceId}' as id
          from deliveries d join entries e on e.case_no = d.case_no and e.seq::text = d.place
          where d.case_no = ${caseNo} and d.key = ${key}`.execute(db);
      return rows[0]?.id ?? undefined;
    },
    async handOver({ caseNo, key, by, at }) {
      const handed = { delivered_at: at, handed_by: by };
      for (const table of ['letters', 'sendings'] as const) {
        await db
          .updateTable(table)
          .set(handed)
          .where('case_no', '=', caseNo)
          .where('key', '=', key)
          .where('delivered_at', 'is', null)
          .execute();
      }
      await db
        .updateTable('deliveries')
        .set({ delivered_at: at })
        .where('case_no', '=', caseNo)
        .where('key', '=', key)
        .where('delivered_at', 'is', null)
        .execute();
    },
  };
}

function standing(found: Found): StandingLetter {
  const { kind, to, correlationId, content, channel, n, as, clearanceId, delivered } = found;
  const { overtaken, acknowledged, procedure, recorded, view } = found;
  return {
    letter: { kind, to, correlationId, content },
    ...(channel !== null && { channel }),
    overtaken,
    acknowledged,
    procedure,
    recorded,
    view,
    ...(n !== null && {
      sending: { n, as, delivered, ...(clearanceId !== null && { clearanceId }) },
    }),
  };
}
