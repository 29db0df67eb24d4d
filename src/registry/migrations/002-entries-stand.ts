/**
 * What is in the file stays as it is, whoever asks; and whoever is refused is told why.
 *
 * `CC001`: `refuse`, caught by `record_case`. `CC002`: a change of what is insert-only.
 */
export const ENTRIES_STAND: readonly string[] = [
  `create function refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'Rows of % are never changed or deleted.', tg_table_name
      using errcode = 'CC002';
  end $$`,
  `create trigger entries_stand before update or delete on entries
    for each row execute function refuse_change()`,
  `create trigger entries_remain before truncate on entries
    for each statement execute function refuse_change()`,
  `create trigger rejected_stand before update or delete on rejected
    for each row execute function refuse_change()`,
  `create trigger rejected_remain before truncate on rejected
    for each statement execute function refuse_change()`,

  // Undoes all that the call has written so far: record_case turns it into an answer.
  `create function refuse(p_code text, p_words text, p_seq integer default null,
    p_row jsonb default null) returns void language plpgsql as $$
  begin
    raise exception using errcode = 'CC001', message = p_words, detail = p_code,
      hint = jsonb_build_object('seq', p_seq, 'kind', p_row ->> 'kind',
        'digest', p_row ->> 'digest', 'hash', p_row ->> 'hash')::text;
  end $$`,

  // The write log exists only where openRegistry was asked for it.
  `create function log_write(p_case text, p_seq integer, p_kind text, p_digest text, p_hash text,
    p_op text) returns void language plpgsql as $$
  begin
    if to_regclass('write_log') is null then
      return;
    end if;
    insert into write_log (case_no, seq, kind, digest, hash, op)
      values (p_case, p_seq, p_kind, p_digest, p_hash, p_op);
  end $$`,

  `create function texts(p_array jsonb) returns text[] language sql immutable as $$
    select array(select jsonb_array_elements_text(p_array))
  $$`,
];
