/** The tables. One statement an element: PGlite takes no more than one at a time. */
export const TABLES: readonly string[] = [
  `create table cases (
    case_no text primary key,
    procedure text not null,
    opening jsonb not null,
    recorded boolean not null,
    first_execution_run_id text not null,
    opened_at text not null,
    seq integer not null,
    hash text not null,
    rejected integer not null,
    state text not null,
    open boolean not null,
    view jsonb not null
  )`,
  `create table entries (
    case_no text not null references cases,
    seq integer not null,
    event_id text,
    act text not null,
    sender text,
    outcome text not null,
    code text,
    message text,
    state text not null,
    digest text not null,
    entry jsonb not null,
    prev text not null,
    hash text not null,
    primary key (case_no, seq)
  )`,
  `create index entries_event_id on entries (case_no, event_id)`,
  `create index entries_digest on entries (case_no, digest)`,
  `create table rejected (
    case_no text not null references cases,
    ordinal integer not null,
    at text not null,
    name text not null,
    code text not null,
    digest text not null,
    size integer not null,
    primary key (case_no, ordinal)
  )`,
  `create index rejected_digest on rejected (case_no, digest)`,
  // No reference to cases: a verdict stands before the first record registers the case.
  `create table verdicts (
    case_no text not null,
    digest text not null,
    verdict jsonb not null,
    answer_seq integer,
    primary key (case_no, digest)
  )`,
  `create table tasks (
    case_no text not null references cases,
    id text not null,
    key text not null,
    title text not null,
    roles text[] not null,
    events text[] not null,
    since text not null,
    due text,
    closed_at text,
    close_reason text,
    primary key (case_no, id)
  )`,
  `create index tasks_open_due on tasks (due collate "C") where closed_at is null`,
  `create index tasks_open_roles on tasks using gin (roles) where closed_at is null`,
  `create table exchanges (
    case_no text not null references cases,
    id text not null,
    key text not null,
    who text not null,
    what text not null,
    since text not null,
    due text,
    closed_at text,
    primary key (case_no, id)
  )`,
  `create table documents (
    case_no text not null references cases,
    kind text not null,
    number text not null,
    status text not null,
    event_id text not null,
    reason text,
    primary key (case_no, kind, number)
  )`,
  `create table letters (
    case_no text not null references cases,
    key text not null,
    n bigint generated always as identity,
    kind text not null,
    recipient text not null,
    correlation_id text not null,
    content jsonb not null,
    created_at text not null,
    delivered_at text,
    primary key (case_no, key)
  )`,
  `create index letters_undelivered on letters (n) where delivered_at is null`,
  `create table notices (
    case_no text not null references cases,
    key text not null,
    roles text[] not null,
    about text not null,
    at text not null,
    primary key (case_no, key)
  )`,
  `create table deliveries (
    case_no text not null references cases,
    key text not null,
    n bigint generated always as identity,
    kind text not null,
    place text not null,
    task_id text,
    tool text,
    summary text not null,
    delivered_at text,
    primary key (case_no, key)
  )`,
  `create index deliveries_place on deliveries (case_no, place)`,
  `create table officers (
    id text primary key,
    role text not null,
    body text not null,
    province text,
    valid_from text,
    valid_until text
  )`,
  `create table issuers (
    iss text primary key,
    jwks jsonb not null,
    speaks_for text[] not null
  )`,
  `create table tools (
    name text primary key,
    roles text[] not null,
    url text not null
  )`,
  `create table channels (
    body text primary key,
    channel text not null
  )`,
];
