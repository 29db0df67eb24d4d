/**
 * Numbers of documents that officers give by hand, once each in all live cases (I26). A number is held for
 * an event as soon as it is admitted, so that the record never meets one that is taken. And how to find
 * the open cases of one person (I19); subject references may be longer than an index holds.
 */
export const DOCUMENT_NUMBERS: readonly string[] = [
  // No reference to cases: a message may be admitted before its case is registered.
  `create table document_numbers (
    kind text not null,
    number text not null,
    case_no text not null,
    event_id text not null,
    primary key (kind, number)
  )`,

  `insert into document_numbers (kind, number, case_no, event_id)
    select d.kind, d.number, d.case_no, d.event_id
      from documents d join cases c on c.case_no = d.case_no and not c.recorded
      order by c.opened_at
    on conflict do nothing`,

  // An event that was refused, or a draft that was withdrawn, holds nothing; one that is not answered yet
  // does. What nobody signed says nothing of the event.
  `create function holds_numbers(p_case text, p_event text) returns boolean
    language sql stable as $$
    select coalesce(
        bool_or(act in ('submit', 'countersign') and outcome <> 'rejected'), false)
      or not coalesce(bool_or((act in ('submit', 'propose') and outcome = 'rejected'
          and code <> 'NOT_ATTESTED') or (act = 'withdraw' and outcome <> 'rejected')), false)
    from entries where case_no = p_case and event_id = p_event
  $$`,

  // What is drawn names its case: nobody else may give such a number.
  `create function is_drawn_number(p_kind text, p_number text) returns boolean
    language sql immutable as $$
    select p_number ~ ('^[^/]+/' || p_kind || '/[0-9]+$')
  $$`,

  // Those of the given numbers that are another's, as they were given. In one order, so that two cases
  // never wait for each other in a circle; each statement sees what others committed before it.
  `create function hold_numbers(p_case text, p_given jsonb) returns jsonb
    language plpgsql volatile as $$
  declare
    g jsonb;
    held document_numbers;
    taken jsonb := '[]';
  begin
    for g in select value from jsonb_array_elements(p_given)
      order by value ->> 'kind' collate "C", value ->> 'number' collate "C"
    loop
      if is_drawn_number(g ->> 'kind', g ->> 'number') then
        taken := taken || jsonb_build_array(g);
        continue;
      end if;
      insert into document_numbers (kind, number, case_no, event_id)
        values (g ->> 'kind', g ->> 'number', p_case, g ->> 'eventId')
        on conflict do nothing;
      select * into held from document_numbers
        where kind = g ->> 'kind' and number = g ->> 'number' for update;
      if held.case_no = p_case and held.event_id = g ->> 'eventId' then
        continue;
      elsif holds_numbers(held.case_no, held.event_id) then
        taken := taken || jsonb_build_array(g);
      else
        update document_numbers set case_no = p_case, event_id = g ->> 'eventId'
          where kind = g ->> 'kind' and number = g ->> 'number';
      end if;
    end loop;
    return taken;
  end $$`,

  `create index cases_open_subject on cases (md5(opening ->> 'subjectRef'))
    where open and not recorded`,

  // What one person is to another, in one of a few words: what is said there is free text of a file, and
  // shows in others.
  `create function relation_word(p_said text) returns text language sql immutable as $$
    select case lower(trim(p_said))
      when 'son' then 'child' when 'daughter' then 'child' when 'child' then 'child'
      when 'father' then 'parent' when 'mother' then 'parent' when 'parent' then 'parent'
      when 'husband' then 'spouse' when 'wife' then 'spouse' when 'spouse' then 'spouse'
      when 'brother' then 'sibling' when 'sister' then 'sibling' when 'sibling' then 'sibling'
      when 'grandson' then 'grandchild' when 'granddaughter' then 'grandchild'
      when 'grandchild' then 'grandchild'
      when 'grandfather' then 'grandparent' when 'grandmother' then 'grandparent'
      when 'grandparent' then 'grandparent'
      when 'ward' then 'ward' when 'guardian' then 'guardian'
      else 'relative' end
  $$`,

  `create or replace function members_of(p_case text, p_facts jsonb)
    returns table (other_no text, relation text, dependent boolean, said_open boolean)
    language sql immutable as $$
    with said as (
      select m, place from jsonb_array_elements(
        case when jsonb_typeof(p_facts -> 'household') = 'array'
          then p_facts -> 'household' else '[]' end) with ordinality as household (m, place)
      union all
      select jsonb_build_object('caseNo', p_facts -> 'earlierCase'), 0
    )
    select distinct on (m ->> 'caseNo') m ->> 'caseNo',
        case when place = 0 then 'earlier-case' else relation_word(m ->> 'relation') end,
        coalesce(m -> 'dependent' = 'true', false), coalesce(m -> 'open' = 'true', false)
      from said
      where jsonb_typeof(m) = 'object' and jsonb_typeof(m -> 'caseNo') = 'string'
        and m ->> 'caseNo' ~ '^[A-Z0-9][A-Za-z0-9.-]{0,63}$' and m ->> 'caseNo' <> p_case
        and place <= 100
      order by m ->> 'caseNo', place
  $$`,

  `update links set relation = relation_word(relation)
    where own and relation not in ('earlier-case', 'later-case')
      and relation <> relation_word(relation)`,
];
