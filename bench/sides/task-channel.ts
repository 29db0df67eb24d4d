/**
 * How the driver learns that a task can be read: a trigger on the side's own table of tasks notifies, and
 * a notification is delivered when the row is there for everybody. The same trigger for both sides.
 */

/** The channel of the registry, which the embedded one listens to already. */
export const TASK_CHANNEL = 'crossing_cases';

const PREFIX = 'bench-task/';

/** Statements that put the trigger on a table. */
export function triggerOn(table: string): readonly string[] {
  return [
    `create or replace function bench_task_changed() returns trigger language plpgsql as $$
      begin
        perform pg_notify('${TASK_CHANNEL}',
          jsonb_build_object('case', '${PREFIX}' || new.case_no)::text);
        return null;
      end $$`,
    `create trigger bench_task_changed after insert or update on ${table}
      for each row when (new.closed_at is null) execute function bench_task_changed()`,
  ];
}

/** The case number in a payload of the trigger; `undefined` for any other payload. */
export function caseOfTask(payload: string): string | undefined {
  const { case: name } = JSON.parse(payload) as { readonly case?: string };
  return name?.startsWith(PREFIX) === true ? name.slice(PREFIX.length) : undefined;
}
