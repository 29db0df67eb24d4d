import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLAUSES, clausesIn } from '../../src/docs/clauses/index.ts';
import { pages } from '../../src/docs/pages.ts';
import { titlesIn } from '../../src/docs/proofs.ts';
import { gaps } from '../../src/docs/rules-page.ts';
import { read, ROOT } from '../support/sources.ts';

const made = await pages();

describe('pages made from the charts', () => {
  it.each(Object.keys(made.texts))('%s is as `npm run docs` would write it', (path) => {
    expect(existsSync(join(ROOT, path)), `${path}: run npm run docs`).toBe(true);
    expect(read(path) === made.texts[path], `${path} is stale: run npm run docs`).toBe(true);
  });

  it('come out the same every time', async () => {
    expect((await pages()).texts).toEqual(made.texts);
  });

  it('hold links to files that are there', () => {
    for (const [path, text] of Object.entries(made.texts)) {
      const folder = join(ROOT, path, '..');
      const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link = '']) => link);
      expect(
        links.filter((link) => !existsSync(join(folder, link))),
        path,
      ).toEqual([]);
    }
  });
});

describe('the rule book', () => {
  it('has every clause, decision and invariant once', () => {
    const ids = CLAUSES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => id.startsWith('A'))).toHaveLength(47);
    expect(ids.filter((id) => id.startsWith('I'))).toHaveLength(30);
    expect(ids).toEqual(expect.arrayContaining(['0a', '1d', '2c', '3', '4f', '5b']));
  });

  it('has a test for each, or says in a line why not', () => {
    expect(made.gaps).toEqual([]);
  });

  it('finds a clause without a test, and a reason that has become stale', () => {
    const proven = new Map([['A1', [{ path: 'a.test.ts', title: 'holds' }]]]);
    expect(gaps(proven, [{ id: 'A1', says: '' }])).toEqual([]);
    expect(gaps(proven, [{ id: 'A2', says: '' }])).toHaveLength(1);
    expect(gaps(proven, [{ id: 'A1', says: '', open: 'not built' }])).toHaveLength(1);
    expect(gaps(proven, [{ id: 'A2', says: '', noBehaviour: 'a name' }])).toEqual([]);
  });

  it('knows no clause that there is not', () => {
    expect(() => clausesIn('A48')).toThrow('there is no clause A48');
    expect(clausesIn('2b, A32 [R]')).toEqual(['2b', 'A32']);
    expect(clausesIn('[B] arts. 3b, 6')).toEqual([]);
  });
});

describe('the marker of a test', () => {
  const marker = ['[A13', ' I3]'].join(',');

  it.each([`'counts ${marker}'`, `"counts ${marker}"`, `\`counts ${marker}\``])(
    'is read in %s',
    (text) => {
      expect(titlesIn({ path: 'x.test.ts', text })).toEqual([
        { ids: ['A13', 'I3'], title: 'counts' },
      ]);
    },
  );

  it('stands at the end of a title alone', () => {
    expect(titlesIn({ path: 'x.test.ts', text: "'counts [0] of [A13] things'" })).toEqual([]);
  });
});
