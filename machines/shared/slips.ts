/**
 * Names in an opening that are nearly ours. What is unknown is passed over (contract, first lines); a
 * slip in a name that a safeguard hangs on would be passed over as well: a child taken for an adult, a
 * dependant for nobody.
 */
import type { JsonObject } from '../kernel/types.ts';

/** Facts that a safeguard reads. */
const FACTS = ['adult', 'household'] as const;

/** What is said of a member of a household. */
const MEMBER = ['caseNo', 'relation', 'dependent', 'open'] as const;

/** The first name that is nearly one of ours, in words; `undefined` where there is none. */
export function slipIn(facts: JsonObject): string | undefined {
  const { household } = facts;
  const members = Array.isArray(household) ? household : [];
  const slips = [
    slip(facts, FACTS, 'facts'),
    ...members.map((member: unknown, at) =>
      slip(member as JsonObject, MEMBER, `facts.household[${at}]`),
    ),
  ];
  return slips.find((found) => found !== undefined);
}

function slip(given: JsonObject, known: readonly string[], place: string): string | undefined {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const meant = known.find((one) => isNearly(name.toLowerCase(), one.toLowerCase()));
    if (meant !== undefined) return `${place}.${name} is nothing that is read: ${meant} is`;
  }
  return undefined;
}

/** Whether two words differ by one letter at most: another one, one more, or one less. */
function isNearly(word: string, known: string): boolean {
  if (word === known) return true;
  const [short, long] = word.length < known.length ? [word, known] : [known, word];
  if (long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same += 1;
  const rest = short.length === long.length ? same + 1 : same;
  return short.slice(rest) === long.slice(same + 1);
}
