/**
 * The fonts that a PDF carries: Noto Sans (OFL 1.1), with its Chinese and its Korean, and which of them
 * has a letter.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openSync } from 'fontkit';

const require = createRequire(import.meta.url);

/** Fonts in the order in which a letter is looked for, and where each of them is. */
const PACKAGES = {
  NotoSans: require.resolve('@expo-google-fonts/noto-sans/package.json'),
  NotoSansSC: require.resolve('@expo-google-fonts/noto-sans-sc/package.json'),
  NotoSansKR: require.resolve('@expo-google-fonts/noto-sans-kr/package.json'),
} as const;

/** A font: the common letters of Europe, Chinese, Korean. */
export type Font = keyof typeof PACKAGES;

const FONTS = Object.keys(PACKAGES) as readonly Font[];
const COMMON: Font = 'NotoSans';

/** Weights that documents use. */
export type Weight = 400 | 700;

/** What stands for a letter that no font has. */
export const UNKNOWN = '?';

/** Letters of one font, one after the other. */
export interface Run {
  readonly font: Font;
  readonly text: string;
}

/** The file of a font. */
export function fontFile(font: Font, weight: Weight): string {
  const style = weight === 400 ? '400Regular' : '700Bold';
  return join(dirname(PACKAGES[font]), style, `${font}_${style}.ttf`);
}

/** A text in runs of one font each; `lost` where letters had to be replaced. */
export function runsOf(text: string): { readonly runs: readonly Run[]; readonly lost: boolean } {
  const runs: { font: Font; text: string }[] = [];
  let lost = false;
  // Fonts have the letters of Korean, and most others with marks, in one piece.
  for (const letter of text.normalize('NFC').replaceAll('\t', '  ')) {
    const found = letter === '\n' ? COMMON : fontOf(letter.codePointAt(0) ?? 0);
    if (found === undefined) lost = true;
    const last = runs.at(-1);
    const font = found ?? COMMON;
    const shown = found === undefined ? UNKNOWN : letter;
    if (last?.font === font) last.text += shown;
    else runs.push({ font, text: shown });
  }
  return { runs, lost };
}

function fontOf(code: number): Font | undefined {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return undefined;
  return FONTS.find((font) => lettersOf(font).has(code));
}

const LETTERS = new Map<Font, ReadonlySet<number>>();

/** What the file itself has, read once; both weights have the same. */
function lettersOf(font: Font): ReadonlySet<number> {
  const known = LETTERS.get(font);
  if (known !== undefined) return known;
  const file = openSync(fontFile(font, 400));
  const letters = new Set('characterSet' in file ? file.characterSet : []);
  LETTERS.set(font, letters);
  return letters;
}
