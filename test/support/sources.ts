/**
 * The repository's own files, as the tests that watch over them read them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What is never part of the repository (as in `.gitignore`, and Git's own folder). */
const OUTSIDE = new Set(['.git', 'node_modules', '.data', '.tmp', 'coverage']);

/** A file with its path from the root, `/` between the parts. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** One import, `export … from` or `import()`. */
export interface Import {
  /** `import type` or `export type`: gone before anything runs. */
  readonly typeOnly: boolean;
  /** Path from the root for files, the bare name for packages. */
  readonly target: string;
  readonly isFile: boolean;
}

/** Paths of all files, in order. */
export function paths(folder = ''): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter(({ name }) => !OUTSIDE.has(name) && !name.endsWith('.log'))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? paths(path) : [path];
    })
    .toSorted();
}

/** A file's text. */
export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** All TypeScript files under folders. */
export function sources(...folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) => paths(folder))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: read(path) }));
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** What a file imports. */
export function importsOf({ path, text }: Source): readonly Import[] {
  return [...text.matchAll(IMPORT)].flatMap(([, type, named, dynamic]) => {
    const specifier = named ?? dynamic;
    if (specifier === undefined) return [];
    const isFile = specifier.startsWith('.');
    const target = isFile ? posix.join(dirname(path), specifier) : specifier;
    return [{ typeOnly: type !== undefined, target, isFile }];
  });
}

/** Text without comments, so that prose may speak of what code may not do. */
export function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}
