/**
 * The one SQL function: `record_case(input jsonb) returns jsonb`, one round trip a record.
 *
 * `input` is `RecordInput`, each entry row with `prev` and `hash`. The answer is a `RecordResult`, or
 * `{ refused, message }`; a refusal leaves no trace but in the write log.
 *
 * It must run READ COMMITTED: each statement after the lock then sees what the holder before wrote.
 */
const ZERO = 'A'.repeat(43);

export const RECORD: readonly string[] = [
  // Locks the case's row, or registers the case; true where it was registered by this call.
  `create function lock_case(input jsonb) returns boolean language plpgsql as $$
  declare
    p_case text := input #>> '{run,caseNo}';
    p_start jsonb := input #> '{opening,start}';
    p_view jsonb := input -> 'view';
    fresh boolean := false;
  begin
    perform from cases where case_no = p_case for update;
    if found or p_start is null then
      return false;
    end if;
    insert into cases (case_no, procedure, opening, recorded, first_execution_run_id, opened_at,
        seq, hash, rejected, state, open, view)
      values (p_case, p_start ->> 'procedure', p_start,
        coalesce(p_start ->> 'clock', 'live') = 'recorded',
        input #>> '{run,firstExecutionRunId}',
        to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        0, '${ZERO}', 0, p_view ->> 'state', (p_view ->> 'open')::boolean, p_view)
      on conflict do nothing;
    fresh := found;
    if not fresh then
      -- Another start of the same number came first: wait for it, in a statement of its own.
      perform from cases where case_no = p_case for update;
    end if;
    return fresh;
  end $$`,

  `create function check_run(c cases, input jsonb) returns void language plpgsql as $$
  declare
    run jsonb := input -> 'run';
  begin
    if c.case_no is not null and c.first_execution_run_id <> run ->> 'firstExecutionRunId' then
      if input ? 'opening' then
        perform refuse('CASE_EXISTS', 'This number has a file already that another run began.');
      end if;
      perform refuse('RUN_SUPERSEDED', 'The file belongs to another chain of runs.');
    end if;
    if run ->> 'runId' <> run ->> 'originalRunId' then
      perform refuse('RUN_SUPERSEDED', 'This run came about by a reset.');
    end if;
    if c.case_no is null then
      perform refuse('RECORD_GAP', 'There is no file under this number.');
    end if;
    if input ? 'opening' and c.opening <> input #> '{opening,start}' then
      perform refuse('RECORD_CONFLICT', 'The case was opened with something else.');
    end if;
  end $$`,

  `create function hash_at(c cases, p_seq integer) returns text language sql stable as $$
    select case when p_seq = c.seq then c.hash when p_seq = 0 then '${ZERO}'
      else (select hash from entries where case_no = c.case_no and seq = p_seq) end
  $$`,

  `create function check_ground(c cases, p_after jsonb) returns void language plpgsql as $$
  declare
    p_seq integer := (p_after ->> 'seq')::integer;
    p_rejected integer := (p_after ->> 'rejected')::integer;
  begin
    if p_seq > c.seq or p_rejected > c.rejected then
      perform refuse('RECORD_GAP', format('The record follows place %s and %s rejected messages; '
        || 'the file has %s and %s.', p_seq, p_rejected, c.seq, c.rejected), p_seq);
    end if;
    if hash_at(c, p_seq) is distinct from p_after ->> 'hash' then
      perform refuse('RECORD_CONFLICT', format('Another hash stands at place %s.', p_seq), p_seq,
        p_after || '{"kind": "ground"}');
    end if;
  end $$`,

  `create function find_entry(p_case text, r jsonb) returns void language plpgsql as $$
  declare
    p_seq integer := (r #>> '{entry,seq}')::integer;
    s entries;
  begin
    select * into s from entries where case_no = p_case and seq = p_seq;
    if (s.event_id, s.digest, s.outcome, s.code, s.state, s.hash) is distinct from
      (r #>> '{entry,event,id}', r ->> 'digest', r #>> '{entry,expect}', r #>> '{entry,code}',
        r #>> '{entry,state}', r ->> 'hash')
    then
      perform refuse('RECORD_CONFLICT',
        format('Place %s has %s (%s), not %s (%s).', p_seq, s.outcome, coalesce(s.code, s.state),
          r #>> '{entry,expect}', coalesce(r #>> '{entry,code}', r #>> '{entry,state}')), p_seq, r);
    end if;
    perform log_write(p_case, p_seq, 'entry', s.digest, s.hash, 'found');
  end $$`,

  `create function append_entry(c cases, r jsonb) returns void language plpgsql as $$
  declare
    e jsonb := r -> 'entry';
    p_seq integer := (e ->> 'seq')::integer;
  begin
    if r ->> 'prev' <> c.hash then
      perform refuse('RECORD_CONFLICT', format('Place %s does not continue the chain.', p_seq),
        p_seq, r);
    end if;
    insert into entries (case_no, seq, event_id, act, sender, outcome, code, message, state,
        digest, entry, prev, hash)
      values (c.case_no, p_seq, e #>> '{event,id}', coalesce(e ->> 'act', 'submit'), r ->> 'sender',
        e ->> 'expect', e ->> 'code', r ->> 'message', e ->> 'state', r ->> 'digest', e,
        r ->> 'prev', r ->> 'hash');
    perform apply_effects(c.case_no, c.recorded, p_seq::text, e ->> 'receivedAt', r -> 'effects');
  end $$`,

  `create function find_rejected(p_case text, r jsonb) returns void language plpgsql as $$
  declare
    p_ordinal integer := (r ->> 'ordinal')::integer;
    s rejected;
  begin
    select * into s from rejected where case_no = p_case and ordinal = p_ordinal;
    if (s.code, s.digest) is distinct from (r #>> '{rejected,code}', r #>> '{rejected,digest}') then
      perform refuse('RECORD_CONFLICT',
        format('Rejected message %s is another one.', p_ordinal), p_ordinal,
        r || jsonb_build_object('digest', r #>> '{rejected,digest}'));
    end if;
    perform log_write(p_case, p_ordinal, 'rejected', s.digest, null, 'found');
  end $$`,

  `create function append_rejected(c cases, r jsonb) returns void language plpgsql as $$
  declare
    m jsonb := r -> 'rejected';
    p_ordinal integer := (r ->> 'ordinal')::integer;
  begin
    insert into rejected (case_no, ordinal, at, name, code, digest, size)
      values (c.case_no, p_ordinal, m ->> 'at', m ->> 'name', m ->> 'code', m ->> 'digest',
        (m ->> 'size')::integer);
    perform apply_effects(c.case_no, c.recorded, 'r' || p_ordinal, m ->> 'at', r -> 'effects');
  end $$`,

  // The first answer to a digest stands.
  `create function answer_digests(p_case text, input jsonb) returns integer language plpgsql as $$
  declare
    answered integer;
  begin
    update verdicts v set answer_seq = x.seq
      from (
        select digest, min(seq) as seq from (
          select r ->> 'digest' as digest, (r #>> '{entry,seq}')::integer as seq
            from jsonb_array_elements(input -> 'rows') r where r ->> 'kind' = 'entry'
          union all
          select r ->> 'digest', (r ->> 'seq')::integer
            from jsonb_array_elements(input -> 'repeats') r
        ) d group by digest
      ) x
      where v.case_no = p_case and v.digest = x.digest and v.answer_seq is null;
    get diagnostics answered = row_count;
    return answered;
  end $$`,

  `create function standing_rows(p_case text, p_after integer, p_last integer) returns jsonb
    language sql stable as $$
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('seq', seq,
      'id', coalesce(event_id, ''), 'outcome', outcome, 'code', code, 'state', state))
      order by seq), '[]')
    from entries where case_no = p_case and seq > p_after and seq <= p_last
  $$`,

  // What these rows brought about and nobody has received yet; a withdrawn task needs no telling.
  `create function open_deliveries(p_case text, p_places text[]) returns jsonb
    language sql stable as $$
    select coalesce(jsonb_agg(jsonb_build_object('kind', d.kind, 'key', d.key,
      'summary', d.summary) order by d.n), '[]')
    from deliveries d
    left join tasks t on t.case_no = d.case_no and t.id = d.task_id
    where d.case_no = p_case and d.place = any(p_places) and d.delivered_at is null
      and t.closed_at is null
  $$`,

  // One row of the record: found equal, or appended. Returns the case as it then stands.
  `create function take_row(c cases, r jsonb, p_place integer, p_stood cases) returns cases
    language plpgsql as $$
  declare
    is_entry boolean := r ->> 'kind' = 'entry';
    head integer := case when is_entry then c.seq else c.rejected end;
  begin
    if p_place <= head then
      if c is distinct from p_stood then
        perform refuse('RECORD_CONFLICT', 'A row stands already that follows a new one.', p_place, r);
      end if;
      if is_entry then
        perform find_entry(c.case_no, r);
      else
        perform find_rejected(c.case_no, r);
      end if;
    elsif is_entry then
      perform append_entry(c, r);
      c.seq := p_place;
      c.hash := r ->> 'hash';
    else
      perform append_rejected(c, r);
      c.rejected := p_place;
    end if;
    return c;
  end $$`,

  `create function record_rows(input jsonb) returns jsonb language plpgsql as $$
  declare
    p_case text := input #>> '{run,caseNo}';
    fresh boolean := lock_case(input);
    last_seq integer := (input #>> '{after,seq}')::integer;
    last_ordinal integer := (input #>> '{after,rejected}')::integer;
    places text[] := '{}';
    c cases;
    stood cases;
    r jsonb;
    v jsonb := input -> 'view';
  begin
    select * into c from cases where case_no = p_case;
    stood := c;
    perform check_run(c, input);
    perform check_ground(c, input -> 'after');
    if input ? 'opening' then
      places := array['0'];
    end if;
    if fresh then
      perform apply_effects(p_case, c.recorded, '0', c.opened_at, input #> '{opening,effects}');
    end if;
    for r in select value from jsonb_array_elements(input -> 'rows') loop
      if r ->> 'kind' = 'entry' then
        last_seq := last_seq + 1;
        places := places || last_seq::text;
        if (r #>> '{entry,seq}')::integer <> last_seq then
          perform refuse('RECORD_GAP', 'The rows do not follow each other.', last_seq, r);
        end if;
        c := take_row(c, r, last_seq, stood);
      else
        last_ordinal := last_ordinal + 1;
        places := places || ('r' || last_ordinal);
        if (r ->> 'ordinal')::integer <> last_ordinal then
          perform refuse('RECORD_GAP', 'The rows do not follow each other.', last_ordinal, r);
        end if;
        c := take_row(c, r, last_ordinal, stood);
      end if;
    end loop;
    if c is distinct from stood then
      update cases set seq = c.seq, hash = c.hash, rejected = c.rejected, view = v,
          state = v ->> 'state', open = (v ->> 'open')::boolean
        where case_no = p_case;
    end if;
    if answer_digests(p_case, input) > 0 or fresh or c is distinct from stood then
      perform pg_notify('crossing_cases', jsonb_build_object('case', p_case,
        'from', least(stood.seq + 1, c.seq), 'to', c.seq)::text);
    end if;
    return jsonb_build_object(
      'head', jsonb_build_object('seq', last_seq, 'hash', hash_at(c, last_seq),
        'rejected', last_ordinal),
      'standing', standing_rows(p_case, (input #>> '{after,seq}')::integer, last_seq),
      'deliveries', open_deliveries(p_case, places));
  end $$`,

  // The block is a subtransaction: what it wrote before the refusal is undone.
  `create function record_case(input jsonb) returns jsonb language plpgsql as $$
  declare
    words text;
    code text;
    facts text;
  begin
    return record_rows(input);
  exception when sqlstate 'CC001' then
    get stacked diagnostics words = message_text, code = pg_exception_detail,
      facts = pg_exception_hint;
    perform log_write(input #>> '{run,caseNo}', (facts::jsonb ->> 'seq')::integer,
      coalesce(facts::jsonb ->> 'kind', 'run'), facts::jsonb ->> 'digest', facts::jsonb ->> 'hash',
      code);
    return jsonb_build_object('refused', code, 'message', words);
  end $$`,
];
