/** What an event says that has to be compared with what stands outside its case: cases named. */
import { enclosedIn } from '../duties/instruction.ts';
import type { JsonObject } from '../kernel/types.ts';

/** The cases to which an event hands something on. */
export function casesIn(event: JsonObject): readonly string[] {
  if (event['type'] !== 'instruction.issued') return [];
  return (enclosedIn(event) ?? []).map(({ caseNo }) => caseNo);
}
