/**
 * From a clause to its tests. A test says in brackets at the end of its title, or of the title of
 * the `describe` around it, what it proves: `… [A13, I3]`. A sample says it in its field `rules`.
 */
import { clausesIn } from './clauses/index.ts';
import { filesUnder, type TextFile } from './repository.ts';

/** A test, or a group of tests, that proves something. */
export interface Proof {
  readonly path: string;
  /** Title without the marker; of a sample its number. */
  readonly title: string;
}

const CLAUSE = String.raw`(?:[0-5][a-f]|3|A\d{1,2}|I\d{1,2})`;
const MARKED = new RegExp(
  String.raw`(['"\x60])((?:\\.|(?!\1)[^\n])*?) \[(${CLAUSE}(?:, ${CLAUSE})*)\]\1`,
  'g',
);
const SAMPLES = 'test/fixtures/cases';

/** What samples say in words. */
const WORDS: Readonly<Record<string, string>> = { safeguard: 'A47', scope: '' };

/** Proofs by clause. */
export function proofs(): ReadonlyMap<string, readonly Proof[]> {
  const found = new Map<string, Proof[]>();
  const note = (id: string, proof: Proof): void => {
    const known = found.get(id) ?? [];
    const isNew = !known.some(({ path, title }) => path === proof.path && title === proof.title);
    if (isNew) found.set(id, [...known, proof]);
  };
  for (const file of filesUnder('test', '.test.ts')) {
    for (const { ids, title } of titlesIn(file)) {
      for (const id of ids) note(id, { path: file.path, title });
    }
  }
  for (const { path, text } of filesUnder(SAMPLES, '.json')) {
    const { caseNo, rules } = JSON.parse(text) as { caseNo: string; rules?: readonly string[] };
    for (const rule of rules ?? []) {
      for (const id of clausesIn(WORDS[rule] ?? rule)) {
        note(id, { path, title: caseNo });
      }
    }
  }
  return found;
}

/** The marked titles of a file of tests. */
export function titlesIn({ text }: TextFile): readonly { ids: readonly string[]; title: string }[] {
  return [...text.matchAll(MARKED)].map(([, , title = '', ids = '']) => ({
    ids: clausesIn(ids),
    title: title.replaceAll(/\\(.)/g, '$1'),
  }));
}
