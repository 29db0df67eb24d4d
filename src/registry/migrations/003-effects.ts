/**
 * What an appended row brings about. Called once for each row, by the call that appends it.
 *
 * The key of what leaves the house is `<caseNo>/<place>/<index>`: the same on every machine and after
 * every repetition, so that a receiver can tell a second attempt from a second letter.
 */
export const EFFECTS: readonly string[] = [
  // A task that opens twice within one step keeps its id: it stands open again.
  `create function open_task(p_case text, p_recorded boolean, p_place text, p_key text, p_task jsonb)
    returns void language plpgsql as $$
  declare
    wanted text[] := texts(p_task -> 'roles');
  begin
    insert into tasks (case_no, id, key, title, roles, events, since, due)
      values (p_case, p_task ->> 'id', p_task ->> 'key', p_task ->> 'title', wanted,
        texts(p_task -> 'events'), p_task ->> 'since', p_task ->> 'due')
      on conflict (case_no, id) do update
        set title = excluded.title, roles = excluded.roles, events = excluded.events,
          since = excluded.since, due = excluded.due, closed_at = null, close_reason = null;
    if p_recorded then
      return;
    end if;
    insert into deliveries (case_no, key, kind, place, task_id, tool, summary)
      select p_case, p_key || '/' || tools.name, 'people', p_place, p_task ->> 'id', tools.name,
        left(concat(array_to_string(wanted, ', '), ': ', p_task ->> 'title',
          ', due ' || (p_task ->> 'due')), 200)
      from tools where tools.roles && wanted order by tools.name;
  end $$`,

  `create function send_letter(p_case text, p_recorded boolean, p_place text, p_key text, p_at text,
    p_letter jsonb) returns void language plpgsql as $$
  begin
    insert into letters (case_no, key, kind, recipient, correlation_id, content, created_at)
      values (p_case, p_key, p_letter ->> 'kind', p_letter ->> 'to',
        p_letter ->> 'correlationId', p_letter -> 'content', p_at);
    if p_recorded then
      return;
    end if;
    insert into deliveries (case_no, key, kind, place, summary)
      select p_case, p_key, 'counterpart', p_place,
        left(concat(p_letter ->> 'kind', ' to ', p_letter ->> 'to'), 200)
      from channels where channels.body = p_letter ->> 'to';
  end $$`,

  `create function put_document(p_case text, p_document jsonb, p_status text, p_reason text)
    returns void language plpgsql as $$
  begin
    insert into documents (case_no, kind, number, status, event_id, reason)
      values (p_case, p_document ->> 'kind', p_document ->> 'number', p_status,
        p_document ->> 'eventId', p_reason)
      on conflict (case_no, kind, number) do update
        set status = excluded.status, event_id = excluded.event_id, reason = excluded.reason;
  end $$`,

  `create function open_exchange(p_case text, p_exchange jsonb) returns void language plpgsql as $$
  begin
    insert into exchanges (case_no, id, key, who, what, since, due)
      values (p_case, p_exchange ->> 'id', p_exchange ->> 'key', p_exchange ->> 'who',
        p_exchange ->> 'what', p_exchange ->> 'since', p_exchange ->> 'due')
      on conflict (case_no, id) do update
        set who = excluded.who, what = excluded.what, since = excluded.since, due = excluded.due,
          closed_at = null;
  end $$`,

  // A void document says so by its own status where that is not 'valid' (it may have expired).
  `create function apply_effect(p_case text, p_recorded boolean, p_place text, p_key text, p_at text,
    e jsonb) returns void language plpgsql as $$
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

  `create function apply_effects(p_case text, p_recorded boolean, p_place text, p_at text,
    p_effects jsonb) returns void language plpgsql as $$
  declare
    e jsonb;
    i bigint;
  begin
    for e, i in
      select value, ordinality - 1 from jsonb_array_elements(p_effects) with ordinality order by 2
    loop
      perform apply_effect(p_case, p_recorded, p_place, concat(p_case, '/', p_place, '/', i), p_at, e);
    end loop;
  end $$`,
];
