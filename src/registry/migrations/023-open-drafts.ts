/**
 * Drafts that wait for a second officer stand among the open tasks, under `second/` and the role: in the
 * order of the list, with the date of the task that they would answer.
 */
export const OPEN_DRAFTS: readonly string[] = [
  `create function put_open_drafts(p_case text, p_open boolean, p_view jsonb)
    returns void language sql as $$
    insert into open_tasks (role, province, due, since, case_no, id)
      select distinct 'second/' || role, province_of(p_case), coalesce((
            select min(task ->> 'due' collate "C")
              from jsonb_array_elements(coalesce(p_view -> 'tasks', '[]')) task
              where task -> 'events' @> jsonb_build_array(draft -> 'event' -> 'type')), '~'),
          coalesce(draft ->> 'since', ''), p_case, 'draft/' || (draft ->> 'id')
        from jsonb_array_elements(coalesce(p_view -> 'drafts', '[]')) draft,
          jsonb_array_elements_text(draft -> 'secondRoles') role
        where p_open and draft ->> 'id' is not null and draft -> 'lapsed' is null
      on conflict do nothing
  $$`,
  `create function keep_open_drafts() returns trigger language plpgsql as $$
  begin
    delete from open_tasks where case_no = new.case_no and id like 'draft/%';
    perform put_open_drafts(new.case_no, new.open, new.view);
    return null;
  end $$`,
  // Most records have nothing to do with a draft.
  `create trigger drafts_begin after insert on cases for each row
    when (jsonb_array_length(coalesce(new.view -> 'drafts', '[]')) > 0)
    execute function keep_open_drafts()`,
  `create trigger drafts_listed after update on cases for each row
    when (jsonb_array_length(coalesce(new.view -> 'drafts', '[]'))
      + jsonb_array_length(coalesce(old.view -> 'drafts', '[]')) > 0)
    execute function keep_open_drafts()`,
  `select put_open_drafts(case_no, open, view) from cases
    where jsonb_array_length(coalesce(view -> 'drafts', '[]')) > 0`,
];
