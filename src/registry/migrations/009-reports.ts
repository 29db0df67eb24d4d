/**
 * What the monthly figures are reckoned from, and where reports are kept.
 */
export const REPORTS: readonly string[] = [
  `create table reports (
    month text primary key,
    made_at text not null,
    report jsonb not null
  )`,

  // What was decided or recorded, and when: in a recorded case the day that its file names.
  `create view happenings as
    select e.case_no, e.seq, c.procedure, e.state, e.entry -> 'event' as event,
        e.entry #>> '{event,type}' as type,
        case when c.recorded then e.entry #>> '{event,at}' else e.entry ->> 'receivedAt' end as at
      from entries e join cases c on c.case_no = e.case_no
      where e.outcome = 'accepted' and e.act in ('submit', 'countersign')`,

  // Cases and duties. A partial date of the crossing counts by its first possible day.
  `create view reported_cases as
    select c.case_no, c.procedure, c.opening ->> 'subjectRef' as subject, c.recorded,
        case when c.opening #>> '{facts,province}' in ('Liaoning', 'Jilin', 'Heilongjiang')
          then c.opening #>> '{facts,province}' else 'other' end as province,
        case when c.recorded then coalesce(
          (select h.at from happenings h where h.case_no = c.case_no order by h.seq limit 1),
          c.opened_at) else c.opened_at end as opened_on,
        (select h.at from happenings h where h.case_no = c.case_no and h.state like 'outcome.%'
          order by h.seq limit 1) as closed_on,
        case when c.open then null else substr(c.state, 9) end as outcome,
        coalesce((select case
            when left(x || substr('0000-01-01', length(x) + 1), 10)
              > coalesce(c.opening #>> '{config,cutOffDate}', '1957-12-17') then 'later'
            else 'already' end
          from (select h.event ->> 'crossedOn' as x from happenings h
            where h.case_no = c.case_no and h.type = 'screening.completed'
            order by h.seq desc limit 1) crossed where x is not null), 'unknown') as period
      from cases c`,

  `create index entries_type on entries ((entry #>> '{event,type}'))`,
];
