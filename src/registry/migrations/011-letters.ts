/**
 * Letters that go again, letters that are acknowledged, letters to everyone who was told.
 */
export const LETTERS: readonly string[] = [
  `alter table letters add column told_at text, add column acknowledged_at text,
    add column acknowledged_by text`,
  `create index letters_correlation on letters (case_no, kind, correlation_id)`,

  // The first sending of a letter is its own row; these are the later ones, from 2.
  `create table sendings (
    case_no text not null,
    key text not null,
    n integer not null,
    id text not null,
    sent_as text not null,
    sent_by text not null,
    at text not null,
    clearance_id text,
    delivered_at text,
    primary key (case_no, key, n),
    unique (case_no, key, id),
    foreign key (case_no, key) references letters (case_no, key)
  )`,

  // The letter's row is locked, so that two sendings at once get two numbers. The same id, the same one.
  `create function send_again(p_case text, p_key text, p_id text, p_as text, p_by text, p_at text,
    p_clearance text) returns integer language plpgsql as $$
  declare
    place integer;
  begin
    perform from letters where case_no = p_case and key = p_key for update;
    if not found then
      return null;
    end if;
    select n into place from sendings where case_no = p_case and key = p_key and id = p_id;
    if found then
      return place;
    end if;
    insert into sendings (case_no, key, n, id, sent_as, sent_by, at, clearance_id)
      select p_case, p_key, coalesce(max(n), 1) + 1, p_id, p_as, p_by, p_at, p_clearance
        from sendings where case_no = p_case and key = p_key
      returning n into place;
    return place;
  end $$`,

  // Every body that was asked anything of the case since the other side consented, and since when.
  `create function told_of_consent(p_case text, p_correlation text)
    returns table (body text, told_at text) language sql stable as $$
    with consent as (
      select entry ->> 'receivedAt' as at from entries
        where case_no = p_case and outcome = 'accepted' and act in ('submit', 'countersign')
          and entry #>> '{event,type}' in ('counterpart.consented', 'counterpart.approved')
          and entry #>> '{event,correlationId}' = p_correlation
        order by seq desc limit 1
    )
    select split_part(role, '-', 1), min(greatest(t.since collate "C", consent.at))
      from consent, tasks t, unnest(t.roles) role
      where t.case_no = p_case and (t.closed_at is null or t.closed_at collate "C" >= consent.at)
      group by 1 order by 1
  $$`,

  `create function post_letter(p_case text, p_recorded boolean, p_place text, p_key text, p_at text,
    p_letter jsonb, p_told text) returns void language plpgsql as $$
  begin
    insert into letters (case_no, key, kind, recipient, correlation_id, content, created_at, told_at)
      values (p_case, p_key, p_letter ->> 'kind', p_letter ->> 'to',
        p_letter ->> 'correlationId', p_letter -> 'content', p_at, p_told);
    if p_recorded then
      return;
    end if;
    insert into deliveries (case_no, key, kind, place, summary)
      select p_case, p_key, 'counterpart', p_place,
        left(concat(p_letter ->> 'kind', ' to ', p_letter ->> 'to'), 200)
      from channels where channels.body = p_letter ->> 'to';
  end $$`,

  // As in 003, and for recipients that only the registry can name one letter for each of them.
  `create or replace function send_letter(p_case text, p_recorded boolean, p_place text, p_key text,
    p_at text, p_letter jsonb) returns void language plpgsql as $$
  declare
    r record;
  begin
    case p_letter ->> 'to'
      when 'told-of-consent' then
        for r in select * from told_of_consent(p_case, p_letter ->> 'correlationId') loop
          perform post_letter(p_case, p_recorded, p_place, p_key || '/' || r.body, p_at,
            p_letter || jsonb_build_object('to', r.body), r.told_at);
        end loop;
      when 'every-recipient' then
        for r in
          select recipient, correlation_id, row_number() over (order by min(n)) as ordinal
            from letters where case_no = p_case and told_at is null
            group by recipient, correlation_id order by 3
        loop
          perform post_letter(p_case, p_recorded, p_place, p_key || '/' || r.ordinal, p_at,
            p_letter || jsonb_build_object('to', r.recipient, 'correlationId', r.correlation_id),
            null);
        end loop;
      else
        perform post_letter(p_case, p_recorded, p_place, p_key, p_at, p_letter, null);
    end case;
  end $$`,

  // Documents of a closed case are void by an event of a later one: its file stays as it is.
  `alter table documents add column voided_in text, add column voided_by text`,

  `create function surrender_document(p_case text, p_key text, p_at text, e jsonb)
    returns void language plpgsql as $$
  begin
    update documents d set status = 'void', reason = e ->> 'reason', voided_in = p_case,
        voided_by = e ->> 'eventId'
      from cases earlier, cases later
      where d.case_no = e ->> 'caseNo' and d.kind = e ->> 'document' and d.status = 'valid'
        and earlier.case_no = d.case_no and not earlier.open and later.case_no = p_case
        and earlier.opening ->> 'subjectRef' = later.opening ->> 'subjectRef';
    if not found then
      insert into notices (case_no, key, roles, about, at) values (p_case, p_key,
        array['EMB-CO', 'EMB-HD'], 'nothing was surrendered: the earlier case, of the same person and '
          || 'closed, has no such valid document', p_at);
    end if;
  end $$`,

  // As in 008, and one branch more.
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
      when 'surrenderDocument' then
        perform surrender_document(p_case, p_key, p_at, e);
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

  // A case that follows an earlier one of the same person is linked with it, as a household is.
  `create or replace function members_of(p_case text, p_facts jsonb)
    returns table (other_no text, relation text, dependent boolean, said_open boolean)
    language sql immutable as $$
    with said as (
      select m, place from jsonb_array_elements(
        case when jsonb_typeof(p_facts -> 'household') = 'array'
          then p_facts -> 'household' else '[]' end) with ordinality as household (m, place)
      union all
      select jsonb_build_object('caseNo', p_facts -> 'earlierCase', 'relation', 'earlier-case'), 0
    )
    select distinct on (m ->> 'caseNo') m ->> 'caseNo',
        case when jsonb_typeof(m -> 'relation') = 'string' then left(m ->> 'relation', 100)
          else 'relative' end,
        coalesce(m -> 'dependent' = 'true', false), coalesce(m -> 'open' = 'true', false)
      from said
      where jsonb_typeof(m) = 'object' and jsonb_typeof(m -> 'caseNo') = 'string'
        and m ->> 'caseNo' ~ '^[A-Z0-9][A-Za-z0-9.-]{0,63}$' and m ->> 'caseNo' <> p_case
        and place <= 100
      order by m ->> 'caseNo', place
  $$`,

  `create or replace function seen_from_there(p_relation text) returns text
    language sql immutable as $$
    select case p_relation
      when 'child' then 'parent' when 'parent' then 'child'
      when 'grandchild' then 'grandparent' when 'grandparent' then 'grandchild'
      when 'ward' then 'guardian' when 'guardian' then 'ward'
      when 'spouse' then 'spouse' when 'sibling' then 'sibling'
      when 'earlier-case' then 'later-case'
      else 'relative' end
  $$`,
];
