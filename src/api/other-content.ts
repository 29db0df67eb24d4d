/**
 * An event id that was used for something else before. The first answer stands (contract §1), and the
 * sender is told that it is not about what was sent now.
 */
import { digestOf } from '../../activities/digest.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import type { StandingOutcome } from '../registry/types.ts';
import type { ApiDeps } from './deps.ts';

/** What the answer says then, in `note`. */
export const OTHER_CONTENT =
  'This id was used before, with other content: this is the first answer, and what was sent now is ' +
  'not taken. Send it under an id of its own.';

/**
 * `OTHER_CONTENT` where the entry that answers holds another event than the one that was sent; the same
 * event signed anew is the same.
 */
export async function noteOn(
  { registry }: Pick<ApiDeps, 'registry'>,
  caseNo: string,
  { payload, outcome }: { readonly payload: Json; readonly outcome: StandingOutcome },
): Promise<string | undefined> {
  const { event } = payload as { readonly event?: JsonObject };
  if (outcome.repeats !== true || event === undefined) return undefined;
  const [entry] = await registry.file(caseNo, outcome.seq - 1, 1);
  const same = entry === undefined || digestOf(entry.event) === digestOf(event);
  return same ? undefined : OTHER_CONTENT;
}
