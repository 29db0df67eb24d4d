/**
 * What is known of persons: sealed, with the wrapped keys beside it. Nothing here reads in clear.
 */
export const SEALED: readonly string[] = [
  `create table data_keys (
    case_no text not null references cases,
    scope text not null,
    master_id text not null,
    wrapped bytea not null,
    made_at text not null,
    primary key (case_no, scope)
  )`,
  `create index data_keys_master on data_keys (master_id)`,

  // Blocks (ref and kind are the same, a new version takes the place of the earlier one) and files.
  `create table sealed_items (
    case_no text not null,
    ref text not null,
    scope text not null,
    kind text not null,
    version integer not null,
    media_type text not null,
    size integer not null,
    digest text not null,
    sealed bytea not null,
    put_at text not null,
    put_by text not null,
    primary key (case_no, ref),
    foreign key (case_no, scope) references data_keys (case_no, scope)
  )`,

  // A chain of its own for each case: every reading and writing, in order.
  `create table readings (
    case_no text not null references cases,
    n integer not null,
    reading jsonb not null,
    prev text not null,
    hash text not null,
    primary key (case_no, n)
  )`,
  `create trigger readings_stand before update or delete on readings
    for each row execute function refuse_change()`,
  `create trigger readings_remain before truncate on readings
    for each statement execute function refuse_change()`,

  `create table erasures (
    case_no text primary key references cases,
    erased_at text not null,
    certificate text not null
  )`,
  `create trigger erasures_stand before update or delete on erasures
    for each row execute function refuse_change()`,
  `create trigger erasures_remain before truncate on erasures
    for each statement execute function refuse_change()`,
];
