/**
 * Verdicts and entries in memory, for tests of admission alone.
 */
import type { Verdict } from '../../activities/contract.ts';
import type { EarlierEntry, VerdictStore } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';

/** An entry of the file, as far as admission looks at it. */
export type Stored = EarlierEntry & { readonly event?: JsonObject };

/** A store with these entries; what is settled can be looked at. */
export function memoryVerdicts(entries: Stored[] = []): VerdictStore & {
  readonly stored: Map<string, Verdict>;
  readonly entries: Stored[];
} {
  const stored = new Map<string, Verdict>();
  return {
    stored,
    entries,
    async settle(_caseNo, verdicts) {
      return verdicts.map(({ digest, verdict }) => {
        const copy: Verdict = JSON.parse(JSON.stringify(stored.get(digest) ?? verdict));
        stored.set(digest, copy);
        return copy;
      });
    },
    async earlier(_caseNo, { ids, digests }, seq) {
      return entries.filter(
        (entry) => entry.seq <= seq && (ids.includes(entry.id) || digests.includes(entry.digest)),
      );
    },
    async proposals(_caseNo, draftId, seq) {
      return new Map(
        entries.flatMap(({ id, act, sender, event, seq: place }) => {
          const counts = id === draftId && act === 'propose' && place <= seq;
          return counts && sender !== undefined && event !== undefined ? [[sender, event]] : [];
        }),
      );
    },
  };
}
