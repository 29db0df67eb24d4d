/**
 * The exhaustive part in slices: the main line of a procedure, with some of what can happen beside it. A
 * slice is small enough to be explored to its end; pairs of them show what comes of two things at once.
 */
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { Opened } from './log.ts';

/** Events that a slice may leave out, by what they are about. */
const ASIDES: Readonly<Record<string, RegExp>> = {
  clause3: /^clause3\.(?!check-sent|nothing-found)/,
  protection: /^protection\./,
  penalty: /^penalty\./,
  absence: /^person\.(?:absconded|reappeared)$/,
  return: /^return\./,
  household: /^household\./,
  proceedings: /^local-proceedings\./,
  renunciation: /^renunciation\./,
  withdrawal: /^counterpart\.withdrew$/,
  instructions: /^instructions\.requested$/,
  administration: /^(?:policy\.moved|due\.extended)$/,
  corrections: /^(?:check\.corrected|pending-case\.reported)$/,
  closings: /^(?:death\.|identity\.mistaken|case\.closed|application\.withdrawn|duty\.withdrawn)/,
};

/** What happens beside the main line in one exploration. */
export interface Slice {
  readonly name: string;
  readonly asides: readonly string[];
}

/** Asides that concern a procedure at all. */
export function asidesOf({ vocabulary }: Procedure): readonly string[] {
  const types = Object.keys(vocabulary);
  return Object.entries(ASIDES)
    .filter(([, pattern]) => types.some((type) => pattern.test(type)))
    .map(([aside]) => aside);
}

/** The main line alone, and with each aside; with `pairs`, also with every two. */
export function slicesOf(procedure: Procedure, pairs: boolean): readonly Slice[] {
  const asides = asidesOf(procedure).filter((aside) => !mainLine(procedure).asides.includes(aside));
  const single = asides.map((aside) => ({ name: aside, asides: [aside] }));
  const double = asides.flatMap((one, at) =>
    asides.slice(at + 1).map((other) => ({ name: `${one} and ${other}`, asides: [one, other] })),
  );
  return [mainLine(procedure), ...single, ...(pairs ? double : [])];
}

/** The main line: what leads to the outcomes of the procedure's own. */
export function mainLine({ name }: Procedure): Slice {
  return { name: MAIN_LINE, asides: name === 'outbound' ? ['renunciation'] : [] };
}

const MAIN_LINE = 'main line';

/** Whether a slice is the main line. */
export function isMainLine({ name }: Slice): boolean {
  return name === MAIN_LINE;
}

/** Whether an event with a payload belongs to a slice. */
export function belongs({ asides }: Slice, type: string, payload: JsonObject): boolean {
  const aside = Object.entries(ASIDES).find(([, pattern]) => pattern.test(type))?.[0];
  if (aside !== undefined) return asides.includes(aside);
  if (payload['value'] === 'willing') return asides.includes('return');
  if (payload['crossedOn'] === '1958-04-11') return asides.includes('penalty');
  if (payload['validUntil'] === '1958-12') return asides.includes('withdrawal');
  if (payload['ground'] === '3') return asides.includes('clause3');
  return true;
}

/** How the cases of a slice are opened. */
export function openedIn({ asides }: Slice, procedure: Procedure): Opened {
  const household = [{ caseNo: 'HH-1', relation: 'child', dependent: true, open: true }];
  const facts = {
    province: 'Jilin',
    adult: true,
    ...(asides.includes('household') && { household }),
  };
  return { caseNo: 'CHECK-1', procedure: procedure.name, facts, config: {} };
}
