/**
 * `docs/host.md` and the tests of registration name the same features.
 */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CARRIED } from './kernel/features-carried.ts';
import { REFUSED } from './kernel/features-refused.ts';
import { ROOT, read } from './support/sources.ts';

const PAGE = read('docs/host.md');

/** Cells of the table under a heading, without its head. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, after = ''] = PAGE.split(`\n### ${heading}\n`);
  const [section = ''] = after.split('\n### ');
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')));
}

describe('the page of the host', () => {
  it.each([
    ['Carried', 'carries', CARRIED],
    ['Refused', 'refuses', REFUSED],
  ] as const)('%s: the rows are the tests, in their order', (heading, verb, features) => {
    const rows = rowsUnder(heading);
    expect(rows.map(([, feature]) => feature)).toEqual(features.map(({ feature }) => feature));
    expect(rows.map(([, , , test]) => test)).toEqual(
      features.map(({ feature }) => `${verb} ${feature}`),
    );
  });

  it('gives a reason for every refusal', () => {
    const silent = rowsUnder('Refused').filter(([, , reason]) => (reason ?? '').length < 5);
    expect(silent).toEqual([]);
  });

  it('links to files that are there', () => {
    const links = [...PAGE.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.length).toBeGreaterThan(10);
    const missing = links.filter((link) => !existsSync(join(ROOT, posix.join('docs', link))));
    expect(missing).toEqual([]);
  });
});
