/**
 * What is read whenever somebody looks at a case, as functions: the plan of a statement inside is kept by the
 * connection, and planning took longer than reading. They answer what the statements before them did.
 */
export const SEEN: readonly string[] = [
  // The row of a case with what came over its documents; null where there is none.
  `create function case_row(no text) returns jsonb language plpgsql stable as $$
    declare
      own cases;
      surrendered jsonb;
      also jsonb;
    begin
      select * into own from cases where case_no = no;
      if own.case_no is null then return null; end if;
      if exists (select from documents where case_no = no) then
        -- A later case of the same person has voided it (A10).
        select jsonb_agg(jsonb_build_object('kind', d.kind, 'number', d.number, 'status', d.status,
            'reason', d.reason, 'voidedBy', jsonb_build_object('caseNo', d.voided_in,
              'eventId', d.voided_by)))
          into surrendered from documents d where d.case_no = no and d.voided_in is not null;
        -- Other live cases have a document of the same kind and number (I26).
        select jsonb_agg(jsonb_build_object('kind', kind, 'number', number, 'alsoIn', others))
          into also from (
            select d.kind, d.number, jsonb_agg(distinct o.case_no) as others
            from documents d
              join documents o on o.kind = d.kind and md5(o.number) = md5(d.number)
                and o.number = d.number and o.case_no <> d.case_no
              join cases c on c.case_no = o.case_no and not c.recorded
            where d.case_no = no and not own.recorded
            group by d.kind, d.number
          ) same;
      end if;
      return jsonb_build_object('caseNo', own.case_no, 'opening', own.opening, 'open', own.open,
        'state', own.state, 'seq', own.seq, 'hash', own.hash, 'view', own.view,
        'openedAt', own.opened_at, 'surrendered', surrendered, 'also', also,
        'halted', (select halt from halts where case_no = no),
        'interrupted', (select jsonb_build_object('since', since, 'reason', reason)
          from interruptions where case_no = no and own.open));
    end $$`,

  // The last outcomes of a case, newest last.
  `create function recent_outcomes(no text, most integer) returns jsonb language plpgsql stable as $$
    begin
      return coalesce((
        select jsonb_agg(to_jsonb(last) order by last.seq) from (
          select seq, event_id, outcome, code, message, state from entries
            where case_no = no order by seq desc limit most) last
      ), '[]');
    end $$`,

  // Cases that this one names, or that name it.
  `create function household_of(no text) returns jsonb language plpgsql stable as $$
    begin
      return coalesce((
        select jsonb_agg(jsonb_build_object('caseNo', l.other_no, 'relation', l.relation,
            'dependent', l.dependent, 'open', coalesce(c.open, l.said_open))
            order by l.other_no collate "C")
          from links l left join cases c on c.case_no = l.other_no where l.case_no = no
      ), '[]');
    end $$`,

  // Other open live cases of the same procedure and subject (I19).
  `create function same_subject(no text, most integer) returns jsonb language plpgsql stable as $$
    declare
      own cases;
    begin
      select * into own from cases where case_no = no;
      if own.open is not true or own.recorded or strpos(no, '/') > 0 then return '[]'; end if;
      return coalesce((
        select jsonb_agg(case_no order by case_no collate "C") from (
          select c.case_no from cases c
            where md5(c.opening ->> 'subjectRef') = md5(own.opening ->> 'subjectRef')
              and c.opening ->> 'subjectRef' = own.opening ->> 'subjectRef'
              and c.procedure = own.procedure and c.case_no <> no and c.open and not c.recorded
            order by c.case_no collate "C" limit most) others
      ), '[]');
    end $$`,
];
