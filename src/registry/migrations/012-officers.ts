/**
 * Sign-in of services, substitutes, and changes of the registers with their log.
 */
export const OFFICERS: readonly string[] = [
  // `hash`: base64url SHA-256 of the secret. After a rotation the one before stays valid for a while.
  `create table api_keys (
    id text primary key,
    name text not null,
    powers text[] not null,
    hash text not null,
    created_at text not null,
    created_by text not null,
    expires_at text not null,
    previous_hash text,
    previous_until text,
    revoked_at text,
    last_used_at text
  )`,

  // Who stands in for whom. No events: for all that the absentee may do; no procedures: in all.
  `create table substitutions (
    id text primary key,
    substitute text not null,
    absentee text not null,
    valid_from text not null,
    valid_until text not null,
    events text[],
    procedures text[]
  )`,
  `create index on substitutions (substitute)`,

  // Changes of the registers: proposed by one, confirmed by another.
  `create table register_changes (
    id text primary key,
    change jsonb not null,
    proposed_by text not null,
    proposed_at text not null,
    decided text check (decided in ('confirmed', 'withdrawn')),
    decided_by text,
    decided_at text
  )`,
  `create index on register_changes (proposed_at) where decided is null`,

  // Insert-only: everything that happened to the registers and to API keys.
  `create table register_log (
    n bigint generated always as identity primary key,
    at text not null,
    who text not null,
    what text not null,
    subject text not null,
    change_id text,
    detail jsonb not null
  )`,
  `create index on register_log (subject)`,
  `create trigger register_log_stands before update or delete on register_log
    for each row execute function refuse_change()`,
  `create trigger register_log_remains before truncate on register_log
    for each statement execute function refuse_change()`,

  // As in 010, with those who stand in for others, and the others.
  `create or replace function named_registers(p_officers jsonb, p_issuers jsonb) returns jsonb
    language plpgsql stable as $$
  declare
    officer_ids text[] := texts(p_officers);
    isses text[] := texts(p_issuers);
  begin
    return jsonb_build_object(
      'officers', (
        select coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role, 'body', body,
            'province', province, 'from', valid_from, 'until', valid_until)), '[]')
          from officers where id = any (officer_ids) or id in (
            select absentee from substitutions where substitute = any (officer_ids))),
      'issuers', (
        select coalesce(jsonb_agg(jsonb_build_object('iss', iss, 'jwks', jwks,
            'speaksFor', speaks_for)), '[]')
          from issuers where iss = any (isses)),
      'substitutions', (
        select coalesce(jsonb_agg(jsonb_build_object('id', id, 'substitute', substitute,
            'absentee', absentee, 'from', valid_from, 'until', valid_until,
            'events', to_jsonb(events), 'procedures', to_jsonb(procedures)) order by id), '[]')
          from substitutions where substitute = any (officer_ids)));
  end $$`,
];
