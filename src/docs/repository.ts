/**
 * The repository's own files, as the pages are made from them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A file with its path from the root. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** Files under a folder whose name ends so, in order. */
export function filesUnder(folder: string, ending: string): readonly TextFile[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path, ending);
      return path.endsWith(ending) ? [{ path, text: readFileSync(join(ROOT, path), 'utf8') }] : [];
    });
}
