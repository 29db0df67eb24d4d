/**
 * Channels as data: where each body is reached and by whose keys its word is known. What came over them
 * is kept, refused replies too; who handed a letter over by hand.
 */
export const CHANNELS: readonly string[] = [
  `alter table channels add column address text, add column keys jsonb, add column issuer text,
    add column our_key text`,

  // Insert-only: every setting as it was made.
  `create table channel_changes (
    n bigint generated always as identity primary key,
    body text not null,
    settings jsonb not null,
    set_by text not null,
    at text not null
  )`,
  `create index channel_changes_body on channel_changes (body, n)`,

  // A message id of the other side is used once: the same message again changes nothing.
  `create table replies (
    body text not null,
    message_id text not null,
    digest text not null,
    case_no text not null references cases,
    at text not null,
    passed_at text,
    primary key (body, message_id)
  )`,

  // The same refused bytes again are counted and not kept once more.
  `create table refused_replies (
    n bigint generated always as identity primary key,
    body text not null,
    digest text not null,
    code text not null,
    why text not null,
    size integer not null,
    content text not null,
    first_at text not null,
    last_at text not null,
    times integer not null,
    unique (body, digest, code, why)
  )`,

  `alter table letters add column handed_by text`,
  `alter table sendings add column handed_by text`,
];
