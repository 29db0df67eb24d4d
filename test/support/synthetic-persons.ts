/**
 * Persons who never were, the same each time, with words that are found wherever they leak to.
 */

export interface SyntheticPerson {
  readonly name: string;
  readonly birth: string;
  readonly sex: 'female' | 'male';
  readonly residence: string;
  /** What the person says, and what the person fears. */
  readonly statement: string;
  readonly claim: string;
}

/** The first so many. */
export function syntheticPersons(count: number): readonly SyntheticPerson[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `Zqmarked${at} Kimzq`;
    return {
      name,
      // Nothing in a case lies in these years.
      birth: `${1810 + at}-07-19`,
      sex: at % 2 === 0 ? 'female' : 'male',
      residence: `Zqvillage${at}, house ${at + 1}`,
      statement: `I, ${name}, say zqstatement${at}.\n`,
      claim: `I fear zqclaim${at}.\n`,
    };
  });
}

/** What gives each of them away. */
export function marksOf(persons: readonly SyntheticPerson[]): readonly string[] {
  return ['zqmarked', 'kimzq', 'zqvillage', 'zqstatement', 'zqclaim'].concat(
    persons.map(({ birth }) => birth),
  );
}

/**
 * Those of the marks that the bytes hold: as text in any case, in UTF-16, in hexadecimal, or in base64
 * at any offset.
 */
export function found(marks: readonly string[], bytes: Uint8Array): readonly string[] {
  const exact = Buffer.from(bytes).toString('latin1');
  const folded = exact.toLowerCase();
  return marks.filter((mark) => {
    const capital = `${mark.slice(0, 1).toUpperCase()}${mark.slice(1)}`;
    const spelled = [mark, mark.split('').join('\0'), hexOf(mark), hexOf(capital)];
    if (spelled.some((form) => folded.includes(form))) return true;
    return [...inBase64(mark), ...inBase64(capital)].some((form) => exact.includes(form));
  });
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}

/** How a text looks in base64 at each offset, without the characters at the edges. */
function inBase64(text: string): readonly string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'\0'.repeat(offset)}${text}`).toString('base64');
    const whole = Math.floor(((offset + text.length) * 8) / 6);
    return encoded.slice(Math.ceil((offset * 8) / 6), whole);
  });
}
