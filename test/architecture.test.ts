/**
 * The walls and the house numbers, held by reading the files.
 */
import { describe, expect, it } from 'vitest';
import {
  importsOf,
  paths,
  read,
  sources,
  withoutComments,
  type Import,
  type Source,
} from './support/sources.ts';

/** What the files of a folder may import. The first row that fits a file holds for it. */
interface Wall {
  readonly folder: string;
  /** Folders and files of ours. */
  readonly files: readonly string[];
  /** Packages by name, with everything below it; `node:` for all of Node's own. */
  readonly packages: readonly string[] | 'any';
}

const CONTRACT = 'activities/contract.ts';
const SANDBOX = ['@temporalio/workflow', '@temporalio/common', '@noble/hashes'];

const WALLS: readonly Wall[] = [
  { folder: 'machines/kernel/', files: ['machines/kernel/'], packages: ['xstate'] },
  {
    folder: 'machines/calendar/',
    files: ['machines/calendar/', 'machines/kernel/'],
    packages: ['lunar-typescript'],
  },
  { folder: 'machines/', files: ['machines/'], packages: ['xstate'] },
  {
    folder: 'workflows/host/',
    files: [
      'workflows/host/',
      'machines/kernel/',
      'machines/shared/submission.ts',
      'machines/shared/weigh.ts',
      CONTRACT,
    ],
    packages: SANDBOX,
  },
  { folder: 'workflows/', files: ['workflows/', 'machines/', CONTRACT], packages: SANDBOX },
  { folder: CONTRACT, files: ['machines/kernel/'], packages: [] },
  {
    folder: 'activities/',
    files: ['activities/', 'machines/'],
    packages: ['@temporalio/activity', '@temporalio/common', 'zod', 'canonicalize', 'node:crypto'],
  },
  {
    folder: 'src/',
    files: ['src/', 'activities/', 'machines/', 'workflows/'],
    packages: 'any',
  },
];

const CODE = ['machines', 'workflows', 'activities', 'src', 'test'] as const;
const WALLED = sources('machines', 'workflows', 'activities', 'src');
const ALL = sources(...CODE);
/** The banned words of this file are data. */
const CHECKED = ALL.filter(({ path }) => path !== 'test/architecture.test.ts');

function isAllowed({ files, packages }: Wall, { isFile, target }: Import): boolean {
  if (isFile) return files.some((file) => target === file || startsWith(target, file));
  if (packages === 'any') return true;
  return packages.some((name) => target === name || target.startsWith(`${name}/`));
}

function startsWith(target: string, folder: string): boolean {
  return folder.endsWith('/') && target.startsWith(folder);
}

function isSchema(path: string): boolean {
  return path.endsWith('/schema.ts');
}

/** Zod is for `schema.ts` alone, and of those everybody else in `machines/` may name the types only. */
function isSchemaMatter(path: string, { target, isFile, typeOnly }: Import): boolean | undefined {
  if (!path.startsWith('machines/')) return undefined;
  if (!isFile && (target === 'zod' || target.startsWith('zod/'))) return isSchema(path);
  return isFile && isSchema(target) ? isSchema(path) || typeOnly : undefined;
}

function trespasses(file: Source): readonly string[] {
  const wall = WALLS.find(({ folder }) => file.path.startsWith(folder));
  if (wall === undefined) return [`${file.path} stands in no folder of the table`];
  return importsOf(file)
    .filter((found) => !(isSchemaMatter(file.path, found) ?? isAllowed(wall, found)))
    .map(({ target }) => `${file.path} -> ${target}`);
}

describe('walls', () => {
  it('no file imports against the arrows', () => {
    expect(WALLED.flatMap(trespasses)).toEqual([]);
  });

  it.each([
    ['machines/kernel/x.ts', "import { a } from '../outbound/chart.ts';"],
    ['machines/kernel/x.ts', "import { readFile } from 'node:fs';"],
    ['machines/outbound/chart.ts', "import { z } from 'zod';"],
    ['machines/outbound/chart.ts', "import { Claim } from './schema.ts';"],
    ['machines/kernel/x.ts', "import type { A } from '../../activities/contract.ts';"],
    ['workflows/x.ts', "import {\n  a,\n  b,\n} from '../activities/admit.ts';"],
    ['workflows/host/x.ts', "import { outbound } from '../../machines/outbound/procedure.ts';"],
    ['workflows/host/x.ts', "const a = await import('../../src/config/settings.ts');"],
    ['activities/x.ts', "import { pool } from '../src/registry/open.ts';"],
    ['activities/contract.ts', "import { z } from 'zod';"],
    ['src/x.ts', "export { a } from '../test/support/sources.ts';"],
    ['elsewhere/x.ts', ''],
  ])('the table refuses %s: %s', (path, text) => {
    expect(trespasses({ path, text })).toHaveLength(1);
  });

  it.each([
    ['machines/outbound/schema.ts', "import { z } from 'zod';"],
    ['machines/outbound/chart.ts', "import type { Claim } from './schema.ts';"],
    ['activities/x.ts', "import { claim } from '../machines/outbound/schema.ts';"],
    ['src/x.ts', "import { claim } from '../machines/outbound/schema.ts';"],
  ])('the table lets pass %s: %s', (path, text) => {
    expect(trespasses({ path, text })).toEqual([]);
  });

  it('the host names no procedure', () => {
    const named = sources('workflows/host').filter(({ text }) =>
      /\b(outbound|inbound|exit|crossing)\b|crossing-?case/i.test(withoutComments(text)),
    );
    expect(named.map(({ path }) => path)).toEqual([]);
  });
});

describe('house numbers', () => {
  it('no file is longer than 400 lines', () => {
    const long = ALL.filter(({ text }) => text.split('\n').length > 401);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  it('no line is wider than 110 columns, texts and rows of tables apart', () => {
    const wide = ALL.flatMap(({ path, text }) =>
      text
        .split('\n')
        .map((line, at) => ({ line, place: `${path}:${at + 1}` }))
        .filter(({ line }) => line.length > 110 && !/['"`/|#]/.test(line.trimStart().slice(1)))
        .map(({ place }) => place),
    );
    expect(wide).toEqual([]);
  });

  it('the linter holds the length of functions and the words that the types allow', () => {
    const { rules, categories } = JSON.parse(withoutComments(read('.oxlintrc.json'))) as {
      rules: Record<string, unknown>;
      categories: Record<string, string>;
    };
    expect(categories).toEqual({ correctness: 'error', suspicious: 'error' });
    expect(rules['eslint/max-lines-per-function']).toMatchObject(['error', { max: 70 }]);
    for (const name of [
      'import/no-cycle',
      'import/no-default-export',
      'typescript/consistent-type-imports',
      'typescript/no-explicit-any',
      'typescript/no-floating-promises',
      'typescript/no-non-null-assertion',
    ]) {
      expect(rules[name], name).toBe('error');
    }
  });

  it('every exported declaration of the inner folders says what it is', () => {
    const documented = [...sources('machines', 'workflows'), contract()];
    expect(documented.flatMap(undocumented)).toEqual([]);
  });

  it.each(['/** Says. */\nexport const a = 1;', "export { a } from './a.ts';"])(
    'counts as documented: %s',
    (text) => expect(undocumented({ path: 'x.ts', text })).toEqual([]),
  );

  it('misses the comment of a declaration that has none', () => {
    expect(undocumented({ path: 'x.ts', text: 'export const a = 1;' })).toEqual(['x.ts: a']);
  });

  it('every folder of code has a README of one screen', () => {
    const folders = ['machines', 'workflows', 'workflows/host', 'activities', 'test', 'docs'];
    const missing = folders.filter((folder) => !paths(folder).includes(`${folder}/README.md`));
    expect(missing).toEqual([]);
    for (const folder of folders) {
      expect(read(`${folder}/README.md`).split('\n').length, folder).toBeLessThan(60);
    }
  });
});

function contract(): Source {
  return { path: CONTRACT, text: read(CONTRACT) };
}

/** Names of exported declarations without a comment right before them. */
function undocumented({ path, text }: Source): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const name = /^export (?:async |abstract )*(?:\w+) (\w+)/.exec(line)?.[1];
    const isListed = /^export (?:type )?[{*]/.test(line);
    if (name === undefined || isListed) return [];
    return (lines[at - 1] ?? '').trimEnd().endsWith('*/') ? [] : [`${path}: ${name}`];
  });
}

/** What no line of code may hold. */
const BANNED: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly except?: RegExp;
}[] = [
  {
    what: 'a name that says nothing',
    pattern: /\b(?:function|const|let|class|interface|type)\s+\w*(?:helper|utils?\b|manager)\w*/i,
  },
  { what: 'a marker without an issue', pattern: /\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))/ },
  { what: 'a way round the types', pattern: /\bas\s+any\b|<any>|@ts-(?:ignore|nocheck)/ },
  { what: 'an enum', pattern: /^\s*(?:export\s+)?(?:const\s+)?enum\s+\w/m },
  {
    what: 'a patch elsewhere',
    pattern: /\b(?:deprecateP|p)atched?\(/,
    except: /^workflows\/patches/,
  },
];

/** Clock and chance, where the linter cannot tell them from their harmless uses. */
const IMPURE = /\bnew Date\(\)|\bDate\(\)|\bperformance\.now\b|\bcrypto\.random|\brandomUUID\b/;

describe('words', () => {
  it.each(BANNED)('no code holds $what', ({ pattern, except }) => {
    const found = CHECKED.filter(({ path }) => except?.test(path) !== true).filter(({ text }) =>
      pattern.test(withoutComments(text)),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('no file is named after nothing', () => {
    expect(paths().filter((path) => /helper|\butils?\b|manager/i.test(path))).toEqual([]);
  });

  it('no clock and no chance in what is replayed', () => {
    const found = sources('machines', 'workflows').filter(({ text }) =>
      IMPURE.test(withoutComments(text)),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('no comment leaves a marker without an issue', () => {
    const marker = /\b(?:TODO|FIXME)\b(?!\(#\d+\))/;
    const found = WALLED.filter(({ text }) => marker.test(text));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

describe('what is committed', () => {
  const texts = paths().filter((path) => !/\.(?:png|jpg|ico|gz|woff2?)$/.test(path));

  it('names no folder of one machine', () => {
    const folder =
      /(?:^|[\s"'`(=:[])\/(?:root|work|Users)\/\w|(?:^|[\s"'`(=:[])\/home\/[a-z]\w*\//m;
    expect(texts.filter((path) => folder.test(read(path)))).toEqual([]);
  });

  it('names no registry, so that everybody installs from their own', () => {
    const host =
      /registry\.(?:npmjs|yarnpkg)|npmmirror|pypi\.org\/simple|artifactory|goproxy\.|verdaccio/i;
    const found = texts.filter((path) => path !== 'test/architecture.test.ts');
    expect(found.filter((path) => host.test(read(path)))).toEqual([]);
  });

  it('locks versions without saying where they came from', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
    expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
  });
});
