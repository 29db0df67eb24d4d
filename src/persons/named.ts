/**
 * Whether words name a person who is known: the sealed name in full, or the whole date of birth. What is
 * compared is what was put, in other spellings of the same; nothing is guessed.
 */

/** What of an identity block can be found again in words. */
export interface Known {
  readonly name: string;
  /** As `1931`, `1931-05` or `1931-05-03`; the whole date alone is looked for. */
  readonly birth?: string;
}

/** Letters of a name of one word at least: shorter ones are words of the language too. */
const ONE_WORD_MIN = 5;
/** Letters of a name of several words at least. */
const WORDS_MIN = 4;
/** Characters of a name in one of the scripts of East Asia at least. */
const CHARACTERS_MIN = 2;
/** From so many on a name in Hangul is found inside of a word: particles follow it without a gap. */
const HANGUL_INSIDE_MIN = 3;

const HANGUL = /(?:\p{Script=Hangul}[\s·]*)+/gu;
const HAN = /(?:\p{Script=Han}[\s·]*)+/gu;
const KATAKANA = /(?:\p{Script=Katakana}[\s·・ー]*)+/gu;
const EAST_ASIAN = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Katakana}]/u;

/** What may stand between two parts of a date. */
const GAP = /^(?:[年月년월]|st|nd|rd|th)?[^\p{L}\p{N}]{0,3}$/u;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const MONTH =
  /(?<!\p{L})(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?(?!\p{L})/gu;

/** Whether any of the texts names the person. */
export function namesPerson({ name, birth }: Known, texts: readonly string[]): boolean {
  const forms = formsOf(name);
  return texts.some((text) => {
    const plain = plainOf(text);
    const words = wordsOf(plain);
    return forms.some((form) => holds(words, form)) || holdsDate(plain, birth);
  });
}

/** Case, width, accents and composition away; apostrophes within a name too. */
function plainOf(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(/['\u2018\u2019\u02bc`]/gu, '')
    .toLowerCase();
}

function wordsOf(plain: string): readonly string[] {
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** One spelling of a name, without gaps; `inside`: found within a word too. */
interface Form {
  readonly spelled: string;
  readonly inside: boolean;
}

/** A name is often put in several scripts, `Kim Chol-su (김철수, 金哲洙)`: each is looked for alone. */
function formsOf(name: string): readonly Form[] {
  const plain = plainOf(name);
  return [
    ...runsOf(plain, HANGUL).map((spelled) => {
      return { spelled, inside: spelled.length >= HANGUL_INSIDE_MIN };
    }),
    ...[HAN, KATAKANA].flatMap((script) =>
      runsOf(plain, script).map((spelled) => ({ spelled, inside: true })),
    ),
    ...inAlphabet(plain).map((spelled) => ({ spelled, inside: false })),
  ];
}

function runsOf(plain: string, script: RegExp): readonly string[] {
  const runs = (plain.match(script) ?? []).map((run) => wordsOf(run).join(''));
  return runs.filter((run) => run.length >= CHARACTERS_MIN);
}

/** As put, and with the family name at the other end. */
function inAlphabet(plain: string): readonly string[] {
  return plain.split(/[()[\]/;]/u).flatMap((part) => {
    const words = wordsOf(part).filter((word) => !EAST_ASIAN.test(word));
    const [first = '', ...rest] = words;
    const orders = [words, [...rest, first], [...words.slice(-1), ...words.slice(0, -1)]];
    const min = words.length > 1 ? WORDS_MIN : ONE_WORD_MIN;
    return orders.map((order) => order.join('')).filter(({ length }) => length >= min);
  });
}

function holds(words: readonly string[], { spelled, inside }: Form): boolean {
  if (inside) return words.join('').includes(spelled);
  return words.some((_, at) => begins(words, at, spelled));
}

/** Whether whole words from this place on, read without gaps, are the name. */
function begins(words: readonly string[], from: number, name: string): boolean {
  let read = '';
  for (let at = from; at < words.length && read.length < name.length; at += 1) {
    read += words[at] ?? '';
  }
  return read === name;
}

function holdsDate(plain: string, birth = ''): boolean {
  const [year, month, day] = birth.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const text = plain.replace(MONTH, (_, name: string) => String(MONTHS.indexOf(name) + 1));
  const numbers = [...text.matchAll(/\d+/gu)];
  const orders = [
    [year, month, day],
    [day, month, year],
    [month, day, year],
  ];
  return numbers.some((number, at) => {
    if (number[0] === birth.replaceAll('-', '')) return true;
    const three = numbers.slice(at, at + 3);
    const said = three.map(([digits]) => Number(digits));
    return (
      isClose(text, three) &&
      orders.some((order) => order.every((part, place) => part === said[place]))
    );
  });
}

function isClose(text: string, numbers: readonly RegExpExecArray[]): boolean {
  return numbers.slice(1).every(({ index }, at) => {
    const before = numbers[at];
    return before !== undefined && GAP.test(text.slice(before.index + before[0].length, index));
  });
}
