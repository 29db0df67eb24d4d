/** Cases as a list shows them: where they stand and for whom they wait, nothing of the person. */
import { sql } from 'kysely';
import type { Kysely, RawBuilder } from 'kysely';
import type { Interruption } from './interruptions.ts';
import { isInPlaces } from './places.ts';
import type { RegisteredPlace } from './places.ts';
import type { Database } from './schema.ts';

/** A case as a list shows it. */
export interface ListedCase {
  readonly caseNo: string;
  readonly procedure: string;
  /** As figures count it. */
  readonly province: string;
  /** Displayed state. */
  readonly state: string;
  readonly open: boolean;
  readonly halted: boolean;
  /** Present where no workflow runs for it: it then waits for nobody. */
  readonly interrupted?: Interruption;
  readonly openedAt: string;
  readonly seq: number;
  /** Roles and bodies that it waits for. */
  readonly awaits: readonly string[];
  /** Since when the first of them; absent where it waits for nobody. */
  readonly since?: string;
  /** The first date that is due; absent where there is none. */
  readonly due?: string;
}

/** Which cases. What is absent leaves all. */
export interface CaseFilter {
  /** A displayed state, or all states below it (`outcome`). */
  readonly state?: string;
  readonly procedure?: string;
  readonly province?: string;
  /** Only those in one of these. */
  readonly places?: readonly RegisteredPlace[];
  /** A role that is waited for, or a body: any of its roles too. */
  readonly awaits?: string;
  readonly open?: boolean;
  /** ISO instant: only those that have waited since then or longer. */
  readonly since?: string;
  /** ISO instant: only those with a date before it. */
  readonly dueBefore?: string;
  /** A part of the case number, in any case of letters. */
  readonly text?: string;
  /** Only those after this place. */
  readonly after?: { readonly openedAt: string; readonly caseNo: string };
  readonly limit: number;
}

export interface CaseList {
  /** Cases, newest first; duties are not among them. */
  cases(filter: CaseFilter): Promise<readonly ListedCase[]>;
}

/** The list over an open database. */
export function caseList(db: Kysely<Database>): CaseList {
  return {
    async cases(filter) {
      const { rows } = await sql<Row>`
        select c.case_no as "caseNo", c.procedure, province_of(c.case_no) as province, c.state, c.open,
            c.opened_at as "openedAt", c.seq, h.case_no is not null as halted,
            ${INTERRUPTED} as interrupted, w.awaits, w.since, w.due
          from cases c left join halts h on h.case_no = c.case_no
            left join interruptions i on i.case_no = c.case_no and c.open,
            lateral ${WAITING} w
          where ${sql.join(conditionsOf(filter), sql` and `)}
          order by c.opened_at collate "C" desc, c.case_no collate "C"
          limit ${filter.limit}`.execute(db);
      return rows.map(({ since, due, awaits, interrupted, ...rest }) => ({
        ...rest,
        ...(interrupted && { interrupted }),
        awaits: awaits ?? [],
        ...(since !== null && { since }),
        ...(due !== null && { due }),
      }));
    },
  };
}

type Row = Omit<ListedCase, 'since' | 'due' | 'awaits' | 'interrupted'> & {
  readonly interrupted: Interruption | null;
  readonly since: string | null;
  readonly due: string | null;
  readonly awaits: readonly string[] | null;
};

const INTERRUPTED = sql`case when i.case_no is not null then
  jsonb_build_object('since', i.since, 'reason', i.reason) end`;

/**
 * For whom the case waits, by its view, while a workflow runs for it: a task names all its roles in one
 * text. ISO instants in UTC sort as text.
 */
const WAITING = sql`(
  select jsonb_agg(distinct who order by who) as awaits,
      min(one ->> 'since' collate "C") as since, min(one ->> 'due' collate "C") as due
    from jsonb_array_elements(case when i.case_no is null
      then coalesce(c.view -> 'awaiting', '[]') else '[]' end) one
      left join lateral regexp_split_to_table(one ->> 'who', ', ') who on true)`;

function conditionsOf(filter: CaseFilter): RawBuilder<unknown>[] {
  const { state, procedure, province, places, awaits, open, since, dueBefore, text, after } =
    filter;
  return [
    sql`c.case_no not like '%/%'`,
    ...(state === undefined
      ? []
      : [sql`(c.state = ${state} or starts_with(c.state, ${`${state}.`}::text))`]),
    ...(procedure === undefined ? [] : [sql`c.procedure = ${procedure}`]),
    ...(province === undefined ? [] : [sql`province_of(c.case_no) = ${province}`]),
    ...(places === undefined ? [] : [isInPlaces(places)]),
    ...(awaits === undefined
      ? []
      : [
          sql`exists (select from jsonb_array_elements_text(w.awaits) who
            where who = ${awaits} or starts_with(who, ${`${awaits}-`}::text))`,
        ]),
    ...(open === undefined ? [] : [sql`c.open = ${open}`]),
    ...(since === undefined ? [] : [sql`w.since <= ${since}::text collate "C"`]),
    ...(dueBefore === undefined ? [] : [sql`w.due < ${dueBefore}::text collate "C"`]),
    ...(text === undefined ? [] : [sql`strpos(lower(c.case_no), ${text.toLowerCase()}::text) > 0`]),
    ...(after === undefined
      ? []
      : [
          sql`c.opened_at collate "C" <= ${after.openedAt}::text`,
          sql`(c.opened_at collate "C" < ${after.openedAt}::text
            or c.case_no collate "C" > ${after.caseNo}::text)`,
        ]),
  ];
}
