/**
 * The fonts that a PDF carries: Noto Sans (OFL 1.1), one file for each script, and which of them
 * has a letter.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const FOLDER = dirname(require.resolve('@fontsource/noto-sans/package.json'));

/** Scripts in the order in which a letter is looked for. */
const SCRIPTS = ['latin', 'latin-ext', 'vietnamese', 'greek', 'cyrillic'] as const;

/** A script of the font. */
export type Script = (typeof SCRIPTS)[number];

/** Weights that documents use. */
export type Weight = 400 | 700;

/** What stands for a letter that no font has. */
export const UNKNOWN = '?';

/** Letters of one script, one after the other. */
export interface Run {
  readonly script: Script;
  readonly text: string;
}

/** The bytes of a font. */
export function fontFile(script: Script, weight: Weight): Buffer {
  return readFileSync(join(FOLDER, `files/noto-sans-${script}-${weight}-normal.woff`));
}

/** A text in runs of one script each; `lost` where letters had to be replaced. */
export function runsOf(text: string): { readonly runs: readonly Run[]; readonly lost: boolean } {
  const runs: { script: Script; text: string }[] = [];
  let lost = false;
  for (const letter of text.replaceAll('\t', '  ')) {
    const found = letter === '\n' ? 'latin' : scriptOf(letter.codePointAt(0) ?? 0);
    if (found === undefined) lost = true;
    const last = runs.at(-1);
    const script = found ?? 'latin';
    const shown = found === undefined ? UNKNOWN : letter;
    if (last?.script === script) last.text += shown;
    else runs.push({ script, text: shown });
  }
  return { runs, lost };
}

function scriptOf(code: number): Script | undefined {
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return undefined;
  return SCRIPTS.find((script) =>
    rangesOf(script).some(([from, to]) => from <= code && code <= to),
  );
}

const RANGES = new Map<Script, readonly (readonly [number, number])[]>();

function rangesOf(script: Script): readonly (readonly [number, number])[] {
  const known = RANGES.get(script);
  if (known !== undefined) return known;
  const all = JSON.parse(readFileSync(join(FOLDER, 'unicode.json'), 'utf8')) as Record<
    string,
    string
  >;
  const ranges = (all[script] ?? '').split(',').map((range): [number, number] => {
    const [from = '', to = from] = range.trim().replace('U+', '').split('-');
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });
  RANGES.set(script, ranges);
  return ranges;
}
