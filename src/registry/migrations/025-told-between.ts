/**
 * What is told without a record: that tasks were withdrawn because no workflow runs for their case, and
 * that they are open again. Place `between` of their deliveries; no workflow of a case carries them.
 */
export const TOLD_BETWEEN: readonly string[] = [
  `create function tell_between(p_type text, p_at text, t tasks, p_reason text)
    returns void language plpgsql as $$
  begin
    if exists (select from cases where case_no = t.case_no and recorded) then
      return; -- nobody is told of a recorded case
    end if;
    perform tell(t.case_no, 'between', concat(t.case_no, '/between/', p_at, '/', p_type, '/', t.id),
      p_at, p_type, t.roles, concat(array_to_string(t.roles, ', '), ': ', t.title),
      jsonb_strip_nulls(jsonb_build_object('reason', p_reason, 'task', jsonb_build_object('id', t.id,
        'title', t.title, 'roles', t.roles, 'events', t.events, 'since', t.since, 'due', t.due))),
      case p_type when 'task.opened' then t.id end);
  end $$`,
  `create index deliveries_between on deliveries (n)
    where place = 'between' and delivered_at is null and died_at is null`,
];
