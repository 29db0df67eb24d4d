/**
 * What the calls of the API need: answers kept under an idempotency key, and the order of lists.
 */
export const CALLS: readonly string[] = [
  // As in 010, and whether the entry answers another submission under the same id.
  `create or replace function outcome_of_digest(p_case text, p_digest text) returns jsonb
    language plpgsql stable as $$
  declare
    e entries;
    again boolean := false;
  begin
    select * into e from entries where case_no = p_case and digest = p_digest
      order by seq limit 1;
    if not found then
      select x.* into e from verdicts v
        join entries x on x.case_no = v.case_no and x.seq = v.answer_seq
        where v.case_no = p_case and v.digest = p_digest;
      if not found then
        return null;
      end if;
      again := true;
    end if;
    return (
      select jsonb_build_object('seq', e.seq, 'event_id', e.event_id, 'outcome', e.outcome,
          'code', e.code, 'message', e.message, 'state', e.state, 'repeats', again,
          'now', state, 'allowed', view -> 'allowed')
        from cases where case_no = p_case
    );
  end $$`,

  // Answers kept for calls that come again under the same key. No status: the call is under way since
  // `at`, or it failed and may be tried again (`free`).
  `create table kept_answers (
    caller text not null,
    key text not null,
    digest text not null,
    at timestamptz not null,
    free boolean not null,
    status integer,
    headers jsonb,
    body text,
    primary key (caller, key)
  )`,
  `create index kept_answers_at on kept_answers (at)`,

  // What the call is to do: 'begin' it, take it up 'again' after a failure, or a process that died;
  // 'wait' for the one under way; 'other' content under the key; or the answer that was 'kept'.
  // Old answers go by the way, a few at a time.
  `create function begin_call(p_caller text, p_key text, p_digest text, p_stale interval,
    p_keep interval) returns jsonb language plpgsql as $$
  declare
    k kept_answers;
  begin
    delete from kept_answers where (caller, key) in (
      select caller, key from kept_answers where at < now() - p_keep limit 20 for update skip locked);
    insert into kept_answers (caller, key, digest, at, free)
      values (p_caller, p_key, p_digest, now(), false)
      on conflict (caller, key) do nothing;
    if found then
      return '{"is": "begin"}';
    end if;
    select * into k from kept_answers where caller = p_caller and key = p_key for update;
    if not found then
      return '{"is": "wait"}';
    end if;
    if k.digest <> p_digest then
      return '{"is": "other"}';
    end if;
    if k.status is not null then
      return jsonb_build_object('is', 'kept', 'status', k.status, 'headers', k.headers,
        'body', k.body);
    end if;
    if not k.free and k.at > now() - p_stale then
      return '{"is": "wait"}';
    end if;
    update kept_answers set at = now(), free = false where caller = p_caller and key = p_key;
    return '{"is": "again"}';
  end $$`,

  // Lists of cases, newest first; a case number has no slash.
  `create index cases_newest on cases (opened_at collate "C" desc, case_no collate "C")
    where case_no not like '%/%'`,
];
