/**
 * Subscriptions: who is told of what, by webhook. They take the place of the register of tools.
 *
 * `apply_effects` hands every appended row on to `tell_…`, after what the row brings about. What is told
 * is kept with the delivery, so that every attempt says the same; nothing of the facts is in it.
 */
export const SUBSCRIPTIONS: readonly string[] = [
  // `addressees`: the roles, and their bodies, which letters go to. Empty: everybody.
  `create table subscriptions (
    id text primary key,
    url text not null,
    kinds text[] not null,
    roles text[] not null,
    addressees text[] not null,
    procedure text,
    province text,
    created_at text not null,
    created_by text not null,
    disabled_at text,
    disabled_reason text
  )`,

  // Sealed. One whose end has not come signs too.
  `create table subscription_secrets (
    subscription text not null references subscriptions on delete cascade,
    n bigint generated always as identity primary key,
    sealed text not null,
    until text
  )`,
  `create index on subscription_secrets (subscription)`,

  `alter table deliveries add column subscription text, add column created_at text,
    add column event jsonb, add column died_at text, add column failure text`,
  `create index deliveries_waiting on deliveries (subscription, n)
    where subscription is not null and delivered_at is null`,

  // As in 003, without the tools.
  `create or replace function open_task(p_case text, p_recorded boolean, p_place text, p_key text,
    p_task jsonb) returns void language plpgsql as $$
  begin
    insert into tasks (case_no, id, key, title, roles, events, since, due)
      values (p_case, p_task ->> 'id', p_task ->> 'key', p_task ->> 'title',
        texts(p_task -> 'roles'), texts(p_task -> 'events'), p_task ->> 'since', p_task ->> 'due')
      on conflict (case_no, id) do update
        set title = excluded.title, roles = excluded.roles, events = excluded.events,
          since = excluded.since, due = excluded.due, closed_at = null, close_reason = null;
  end $$`,
  `alter table deliveries drop column tool`,
  `drop table tools`,

  `create function province_of(p_opening jsonb) returns text language sql immutable as $$
    select case when p_opening #>> '{facts,province}' in ('Liaoning', 'Jilin', 'Heilongjiang')
      then p_opening #>> '{facts,province}' else 'other' end
  $$`,

  // One delivery for each subscription that this is for. `p_for`: roles or bodies; null: not narrowed.
  `create function tell(p_case text, p_place text, p_key text, p_at text, p_type text, p_for text[],
    p_about text, p_data jsonb, p_task text) returns void language plpgsql as $$
  begin
    insert into deliveries (case_no, key, kind, place, task_id, subscription, summary, created_at,
        event)
      select p_case, concat(p_key, '/', s.id), 'people', p_place, p_task, s.id,
        left(concat(p_type, ' to ', s.id, ': ', p_about), 200),
        to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        jsonb_build_object('key', p_key, 'type', p_type, 'time', p_at, 'data',
          jsonb_build_object('procedure', c.procedure) || p_data)
      from subscriptions s, cases c
      where c.case_no = p_case and s.disabled_at is null and p_type = any (s.kinds)
        and (s.procedure is null or s.procedure = c.procedure)
        and (s.province is null or s.province = province_of(c.opening))
        and (p_for is null or s.addressees = '{}' or s.addressees && p_for)
      order by s.id;
  end $$`,

  `create function tell_of_effect(p_case text, p_place text, p_key text, p_at text, e jsonb)
    returns void language plpgsql as $$
  declare
    task jsonb := e -> 'task';
    t tasks;
    l letters;
  begin
    case e ->> 'kind'
      when 'openTask' then
        perform tell(p_case, p_place, p_key, p_at, 'task.opened', texts(task -> 'roles'),
          concat(array_to_string(texts(task -> 'roles'), ', '), ': ', task ->> 'title',
            ', due ' || (task ->> 'due')),
          jsonb_build_object('task', jsonb_strip_nulls(jsonb_build_object('id', task -> 'id',
            'title', task -> 'title', 'roles', task -> 'roles', 'events', task -> 'events',
            'since', task -> 'since', 'due', task -> 'due'))),
          task ->> 'id');
      when 'closeTask' then
        -- Closed by this step: one that was closed already was told of then.
        for t in select * from tasks
          where case_no = p_case and id = e ->> 'id' and closed_at = p_at
        loop
          perform tell(p_case, p_place, p_key, p_at, 'task.withdrawn', t.roles,
            concat(array_to_string(t.roles, ', '), ': ', t.title),
            jsonb_build_object('reason', t.close_reason, 'task', jsonb_build_object('id', t.id,
              'title', t.title, 'roles', t.roles, 'events', t.events, 'since', t.since)), null);
        end loop;
      when 'sendLetter' then
        for l in select * from letters
          where case_no = p_case and (key = p_key or starts_with(key, p_key || '/')) order by n
        loop
          perform tell(p_case, p_place, l.key, p_at, 'letter.' || l.kind,
            case when l.recipient ~ '^[A-Z]{3}$' then array[l.recipient] end,
            concat(l.kind, ' to ', l.recipient),
            jsonb_build_object('letter', jsonb_build_object('key', l.key, 'kind', l.kind,
              'to', l.recipient, 'since', l.created_at)), null);
        end loop;
      else
        null; -- nobody is told
    end case;
  end $$`,

  // The state after an entry against the one before it; an opening comes from none. The row of the case
  // still has the state before this record.
  `create function tell_of_state(p_case text, p_place text, p_at text)
    returns void language plpgsql as $$
  declare
    place integer;
    before text;
    after text;
    data jsonb;
  begin
    if p_place !~ '^[0-9]+$' then
      return; -- a rejected message
    end if;
    place := p_place::integer;
    if place > 0 then
      select state into after from entries where case_no = p_case and seq = place;
      select state into before from entries where case_no = p_case and seq = place - 1;
    end if;
    if place <= 1 then
      select case place when 1 then state else before end, coalesce(after, state)
        into before, after from cases where case_no = p_case;
    end if;
    if after is not distinct from before then
      return;
    end if;
    data := jsonb_strip_nulls(jsonb_build_object('state', after, 'from', before));
    perform tell(p_case, p_place, concat(p_case, '/', p_place, '/state'), p_at,
      'case.state-changed', null, after, data, null);
    if after like 'outcome.%' then
      perform tell(p_case, p_place, concat(p_case, '/', p_place, '/closed'), p_at, 'case.closed',
        null, after, data || jsonb_build_object('outcome', substr(after, 9)), null);
    end if;
  end $$`,

  // As in 003, and whoever subscribed is told. Nobody is of a recorded case.
  `create or replace function apply_effects(p_case text, p_recorded boolean, p_place text,
    p_at text, p_effects jsonb) returns void language plpgsql as $$
  declare
    e jsonb;
    i bigint;
    p_key text;
    told boolean := not p_recorded
      and exists (select from subscriptions where disabled_at is null);
  begin
    for e, i in
      select value, ordinality - 1 from jsonb_array_elements(p_effects) with ordinality order by 2
    loop
      p_key := concat(p_case, '/', p_place, '/', i);
      perform apply_effect(p_case, p_recorded, p_place, p_key, p_at, e);
      if told then
        perform tell_of_effect(p_case, p_place, p_key, p_at, e);
      end if;
    end loop;
    if told then
      perform tell_of_state(p_case, p_place, p_at);
    end if;
  end $$`,
];
