/**
 * What is asked at every decision. As functions, since a connection keeps their plans: to plan these
 * queries anew each time takes longer than to answer them.
 */
export const ASKED_OFTEN: readonly string[] = [
  // The entry that answered a submission: its own, or for a repeat in other words (signed anew) that of
  // the first; with the state and the allowed events of now.
  `create function outcome_of_digest(p_case text, p_digest text) returns jsonb
    language plpgsql stable as $$
  declare
    e entries;
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
    end if;
    return (
      select jsonb_build_object('seq', e.seq, 'event_id', e.event_id, 'outcome', e.outcome,
          'code', e.code, 'message', e.message, 'state', e.state,
          'now', state, 'allowed', view -> 'allowed')
        from cases where case_no = p_case
    );
  end $$`,

  `create function earlier_entries(p_case text, p_ids jsonb, p_digests jsonb, p_seq integer)
    returns jsonb language plpgsql stable as $$
  declare
    ids text[] := texts(p_ids);
    digests text[] := texts(p_digests);
  begin
    return (
      select coalesce(jsonb_agg(jsonb_build_object('seq', seq, 'id', coalesce(event_id, ''),
          'act', act, 'sender', sender, 'outcome', outcome, 'code', code, 'digest', digest)
          order by seq), '[]')
        from entries
        where case_no = p_case and seq <= p_seq
          and (event_id = any (ids) or digest = any (digests))
    );
  end $$`,

  `create function named_registers(p_officers jsonb, p_issuers jsonb) returns jsonb
    language plpgsql stable as $$
  declare
    officer_ids text[] := texts(p_officers);
    isses text[] := texts(p_issuers);
  begin
    return jsonb_build_object(
      'officers', (
        select coalesce(jsonb_agg(jsonb_build_object('id', id, 'role', role, 'body', body,
            'province', province, 'from', valid_from, 'until', valid_until)), '[]')
          from officers where id = any (officer_ids)),
      'issuers', (
        select coalesce(jsonb_agg(jsonb_build_object('iss', iss, 'jwks', jwks,
            'speaksFor', speaks_for)), '[]')
          from issuers where iss = any (isses)));
  end $$`,
];
