/**
 * Cases that go on from their file under another chain of runs, and cases that have none.
 */
const ZERO = 'A'.repeat(43);

export const RESUMED: readonly string[] = [
  // Open cases that a sweep found without a running workflow.
  `create table interruptions (
    case_no text primary key references cases,
    first_execution_run_id text not null,
    since text not null,
    reason text not null
  )`,

  // As in 004; the case is opened at the instant from which its dates are reckoned.
  `create or replace function lock_case(input jsonb) returns boolean language plpgsql as $$
  declare
    p_case text := input #>> '{run,caseNo}';
    p_start jsonb := input #> '{opening,start}';
    p_view jsonb := input -> 'view';
    fresh boolean := false;
  begin
    perform from cases where case_no = p_case for update;
    if found or p_start is null then
      return false;
    end if;
    insert into cases (case_no, procedure, opening, recorded, first_execution_run_id, opened_at,
        seq, hash, rejected, state, open, view)
      values (p_case, p_start ->> 'procedure', p_start,
        coalesce(p_start ->> 'clock', 'live') = 'recorded',
        input #>> '{run,firstExecutionRunId}',
        coalesce(input #>> '{opening,at}',
          to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
        0, '${ZERO}', 0, p_view ->> 'state', (p_view ->> 'open')::boolean, p_view)
      on conflict do nothing;
    fresh := found;
    if not fresh then
      -- Another start of the same number came first: wait for it, in a statement of its own.
      perform from cases where case_no = p_case for update;
    end if;
    return fresh;
  end $$`,

  // Under the lock of a record: whoever records under the old chain comes before or is refused.
  `create function take_over(p_case text, p_run text, p_seq integer, p_hash text) returns boolean
    language plpgsql as $$
  declare
    c cases;
  begin
    select * into c from cases where case_no = p_case for update;
    if c.case_no is null or not c.open or c.seq <> p_seq or c.hash <> p_hash then
      return false;
    end if;
    update cases set first_execution_run_id = p_run where case_no = p_case;
    delete from halts where case_no = p_case;
    delete from interruptions where case_no = p_case;
    perform pg_notify('crossing_cases',
      jsonb_build_object('case', p_case, 'from', c.seq, 'to', c.seq)::text);
    return true;
  end $$`,
];
