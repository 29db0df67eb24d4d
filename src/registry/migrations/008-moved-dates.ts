/**
 * Dates of what is open can be moved: while no time runs there is none, afterwards there is a later one.
 */
export const MOVED_DATES: readonly string[] = [
  `create function move_due(p_case text, e jsonb) returns void language plpgsql as $$
  begin
    case e ->> 'of'
      when 'task' then
        update tasks set due = e ->> 'due'
          where case_no = p_case and id = e ->> 'id' and closed_at is null;
      when 'exchange' then
        update exchanges set due = e ->> 'due'
          where case_no = p_case and id = e ->> 'id' and closed_at is null;
      else
        raise exception 'The registry moves no date of a %.', e ->> 'of';
    end case;
  end $$`,

  // As in 003, and one branch more.
  `create or replace function apply_effect(p_case text, p_recorded boolean, p_place text,
    p_key text, p_at text, e jsonb) returns void language plpgsql as $$
  begin
    case e ->> 'kind'
      when 'openTask' then
        perform open_task(p_case, p_recorded, p_place, p_key, e -> 'task');
      when 'closeTask' then
        update tasks set closed_at = p_at, close_reason = e ->> 'reason'
          where case_no = p_case and id = e ->> 'id' and closed_at is null;
      when 'openExchange' then
        perform open_exchange(p_case, e -> 'exchange');
      when 'closeExchange' then
        update exchanges set closed_at = p_at
          where case_no = p_case and id = e ->> 'id' and closed_at is null;
      when 'moveDue' then
        perform move_due(p_case, e);
      when 'issueDocument' then
        perform put_document(p_case, e -> 'document', e #>> '{document,status}', null);
      when 'voidDocument' then
        perform put_document(p_case, e -> 'document',
          coalesce(nullif(e #>> '{document,status}', 'valid'), 'void'), e ->> 'reason');
      when 'sendLetter' then
        perform send_letter(p_case, p_recorded, p_place, p_key, p_at, e -> 'letter');
      when 'notify' then
        insert into notices (case_no, key, roles, about, at)
          values (p_case, p_key, texts(e #> '{notice,roles}'), e #>> '{notice,about}', p_at);
      when 'armTimer', 'cancelTimer' then
        null; -- the workflow's own
      else
        raise exception 'The registry knows no effect of kind %.', e ->> 'kind';
    end case;
  end $$`,
];
