/**
 * What the bare side answers to those who read: its rows, by plain SQL.
 */
import type { BareStore } from './rows.ts';

/** The two reads of the driver. */
export interface BareReads {
  /** The case with its open tasks; 304 where the reader knows this place of the case. */
  case(caseNo: string, known: string | null): Promise<Response>;
  /** Open tasks of a role, oldest first: parameters `role` and `limit`. */
  tasks(query: URLSearchParams): Promise<Response>;
}

const CASE = `select case_no as "caseNo", procedure, state, seq from bare.cases where case_no = $1`;
const TASKS = `select id, title, roles, events, since from bare.tasks
  where case_no = $1 and closed_at is null order by since, id`;
const LIST = `select t.case_no as "caseNo", c.procedure, t.id, t.title, t.roles, t.events, t.since
  from bare.tasks t join bare.cases c using (case_no)
  where t.closed_at is null and t.roles && array[$1::text]
  order by t.since, t.case_no, t.id limit $2`;

/** The reads over a store. */
export function bareReads(store: BareStore): BareReads {
  return {
    async case(caseNo, known) {
      const [[row], tasks] = await Promise.all([
        store.rows(CASE, [caseNo]),
        store.rows(TASKS, [caseNo]),
      ]);
      if (row === undefined) return new Response(undefined, { status: 404 });
      const etag = `"${'seq' in row ? String(row.seq) : ''}-${tasks.length}"`;
      if (known === etag) return new Response(undefined, { status: 304, headers: { etag } });
      return Response.json({ ...row, tasks }, { headers: { etag } });
    },
    async tasks(query) {
      const limit = Number(query.get('limit') ?? '50');
      return Response.json({ tasks: await store.rows(LIST, [query.get('role'), limit]) });
    },
  };
}
