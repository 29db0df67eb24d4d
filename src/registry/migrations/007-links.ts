/**
 * Households: cases that name each other (A28, I19). A case says at its opening which others there are;
 * what it says is kept from both sides when it registers, and no row holds more than number and relation.
 */
export const LINKS: readonly string[] = [
  // No reference to cases: a case may be named before it has a file.
  `create table links (
    case_no text not null,
    other_no text not null,
    relation text not null,
    dependent boolean not null,
    said_open boolean not null,
    own boolean not null,
    primary key (case_no, other_no)
  )`,

  // What this person is to the other one. A word that is not known stays where it was said: it is free
  // text of another file.
  `create function seen_from_there(p_relation text) returns text language sql immutable as $$
    select case p_relation
      when 'child' then 'parent' when 'parent' then 'child'
      when 'grandchild' then 'grandparent' when 'grandparent' then 'grandchild'
      when 'ward' then 'guardian' when 'guardian' then 'ward'
      when 'spouse' then 'spouse' when 'sibling' then 'sibling'
      else 'relative' end
  $$`,

  // The cases that an opening names, each once; what is no such entry is passed over.
  `create function members_of(p_case text, p_facts jsonb)
    returns table (other_no text, relation text, dependent boolean, said_open boolean)
    language sql immutable as $$
    select distinct on (m ->> 'caseNo') m ->> 'caseNo',
        case when jsonb_typeof(m -> 'relation') = 'string' then left(m ->> 'relation', 100)
          else 'relative' end,
        coalesce(m -> 'dependent' = 'true', false), coalesce(m -> 'open' = 'true', false)
      from jsonb_array_elements(case when jsonb_typeof(p_facts -> 'household') = 'array'
        then p_facts -> 'household' else '[]' end) with ordinality as said (m, place)
      where jsonb_typeof(m) = 'object' and jsonb_typeof(m -> 'caseNo') = 'string'
        and m ->> 'caseNo' ~ '^[A-Z0-9][A-Za-z0-9.-]{0,63}$' and m ->> 'caseNo' <> p_case
        and place <= 100
      order by m ->> 'caseNo', place
  $$`,

  // Both sides in one statement and in one order, so that two cases that name each other never wait for
  // each other in a circle. What a case says itself counts before what is said of it; that somebody
  // depends on it counts whoever said so, for it only ever asks for a family decision.
  `create function link_case(p_case text, p_opening jsonb) returns void language plpgsql as $$
  declare
    minor boolean := coalesce(p_opening #> '{facts,adult}' = 'false', false);
  begin
    insert into links (case_no, other_no, relation, dependent, said_open, own)
      select * from (
        select p_case as a, m.other_no as b, m.relation, m.dependent, m.said_open, true
          from members_of(p_case, p_opening -> 'facts') m
        union all
        select m.other_no, p_case, seen_from_there(m.relation),
            minor and m.relation in ('parent', 'grandparent', 'guardian'), true, false
          from members_of(p_case, p_opening -> 'facts') m
      ) sides order by a collate "C", b collate "C"
      on conflict (case_no, other_no) do update set
        relation = case when excluded.own then excluded.relation else links.relation end,
        dependent = links.dependent or excluded.dependent,
        said_open = case when excluded.own then excluded.said_open else links.said_open end,
        own = links.own or excluded.own;
  end $$`,

  `create function link_new_case() returns trigger language plpgsql as $$
  begin
    perform link_case(new.case_no, new.opening);
    return null;
  end $$`,
  `create trigger cases_link after insert on cases
    for each row execute function link_new_case()`,
  `select link_case(case_no, opening) from cases order by case_no collate "C"`,

  // Null where nobody depends on the case.
  `create function open_dependants(p_case text) returns boolean language sql stable as $$
    select bool_or(coalesce(c.open, l.said_open))
      from links l left join cases c on c.case_no = l.other_no
      where l.case_no = p_case and l.dependent
  $$`,
];
