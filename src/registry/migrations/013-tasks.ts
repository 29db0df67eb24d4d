/**
 * Lists of open tasks that stay quick with any number of them, and who says that a task is in his hands.
 */
export const TASKS: readonly string[] = [
  // As figures count it; a duty that names no province concerns every one.
  `create function province_of(p_case text) returns text language sql stable as $$
    select case
        when opening #>> '{facts,province}' in ('Liaoning', 'Jilin', 'Heilongjiang')
          then opening #>> '{facts,province}'
        when p_case like '%/%' and opening #>> '{facts,province}' is null then 'every'
        else 'other' end
      from cases where case_no = p_case
  $$`,

  // One row for each role of an open task, and one for all ('*'): the key is the order of the list. What
  // has no date comes last ('~').
  `create table open_tasks (
    role text collate "C" not null,
    province text collate "C" not null,
    due text collate "C" not null,
    since text collate "C" not null,
    case_no text collate "C" not null,
    id text collate "C" not null,
    primary key (role, province, due, since, case_no, id)
  )`,
  `create index open_tasks_task on open_tasks (case_no, id)`,

  `create function keep_open_tasks() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' then
      delete from open_tasks where case_no = old.case_no and id = old.id;
    end if;
    if tg_op <> 'DELETE' and new.closed_at is null then
      insert into open_tasks (role, province, due, since, case_no, id)
        select distinct role, province_of(new.case_no), coalesce(new.due, '~'), new.since,
            new.case_no, new.id
          from unnest(new.roles || '*'::text) role;
    end if;
    return null;
  end $$`,
  `create trigger tasks_listed after insert or update or delete on tasks
    for each row execute function keep_open_tasks()`,
  `insert into open_tasks (role, province, due, since, case_no, id)
    select distinct role, province_of(case_no), coalesce(due, '~'), since, case_no, id
      from tasks, unnest(roles || '*'::text) role where closed_at is null`,

  `drop index tasks_open_roles`,
  `drop index tasks_open_due`,

  // Insert-only. Each row says in whose hands the task is from its instant on; null: in nobody's.
  `create table task_claims (
    case_no text not null,
    task_id text not null,
    n integer not null,
    act text not null check (act in ('claim', 'release', 'hand-over')),
    by_officer text not null,
    holder text,
    at text not null,
    reasons text,
    primary key (case_no, task_id, n)
  )`,
  `create index task_claims_holder on task_claims (holder, at collate "C") where holder is not null`,
  `create trigger task_claims_stand before update or delete on task_claims
    for each row execute function refuse_change()`,
  `create trigger task_claims_remain before truncate on task_claims
    for each statement execute function refuse_change()`,
];
