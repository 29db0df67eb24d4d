/**
 * Verdicts and registers, each in one round trip.
 */
export const VERDICTS: readonly string[] = [
  // Stores what has no verdict yet, in the order of the digests, so that two batches never wait for each
  // other in a circle; then answers what stands. The second statement of a function that is volatile
  // sees what others wrote while the first one waited.
  `create function settle_verdicts(p_case text, p_verdicts jsonb) returns jsonb
    language plpgsql volatile as $$
  begin
    insert into verdicts (case_no, digest, verdict)
      select p_case, v ->> 'digest', v -> 'verdict' from jsonb_array_elements(p_verdicts) v
        order by v ->> 'digest' collate "C"
      on conflict do nothing;
    return (
      select jsonb_object_agg(digest, verdict) from verdicts
        where case_no = p_case
          and digest in (select v ->> 'digest' from jsonb_array_elements(p_verdicts) v)
    );
  end $$`,
];
