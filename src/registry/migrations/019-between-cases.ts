/**
 * What shows of other cases: open ones of the same person (I19), whose subject references may be longer
 * than an index holds; documents with the same number (I26); what one person is to another.
 */
export const BETWEEN_CASES: readonly string[] = [
  `create index documents_number on documents (kind, md5(number))`,

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
