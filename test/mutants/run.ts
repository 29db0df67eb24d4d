/**
 * Seeded faults, each in a copy of the sources of its own, each looked for by the model checker, the
 * samples and the oracle.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Mutation } from './mutations.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COPIED = [
  'machines',
  'activities',
  'src',
  'test/oracle',
  'test/mutants/detect.ts',
  'samples',
  'package.json',
];

/** What became of a fault; `by` is absent where nobody saw it. */
export interface Fate {
  readonly mutation: string;
  readonly by?: string;
}

/**
 * The file with the fault in it.
 * @throws where the text does not stand there exactly once: the list has to follow the sources.
 */
export function mutated(text: string, { name, file, from, to }: Mutation): string {
  const parts = text.split(from);
  if (parts.length !== 2)
    throw new Error(`${name}: ${file} has its text ${parts.length - 1} times`);
  return parts.join(to);
}

/** Whether a fault can be made in the sources as they are; throws as `mutated` does. */
export async function fits(mutation: Mutation): Promise<void> {
  mutated(await readFile(join(ROOT, mutation.file), 'utf8'), mutation);
}

/** Looks for one fault; without one, for any fault in the sources as they are. */
export async function fateOf(mutation?: Mutation): Promise<Fate> {
  const folder = await mkdtemp(join(tmpdir(), 'mutant-'));
  try {
    for (const path of COPIED) await cp(join(ROOT, path), join(folder, path), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    if (mutation !== undefined) {
      const path = join(folder, mutation.file);
      await writeFile(path, mutated(await readFile(path, 'utf8'), mutation));
    }
    const by = await detected(folder);
    const what = mutation?.name ?? 'none';
    return by === '' ? { mutation: what } : { mutation: what, by };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function detected(folder: string): Promise<string> {
  const args = ['--import', 'tsx', 'test/mutants/detect.ts'];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
    return stdout;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    // A chart that cannot be registered ends with the reason; anything else is no answer.
    const why = /^KernelError: .*$/m.exec(stderr)?.[0];
    if (why === undefined) throw error;
    return `registration: ${why}`;
  }
}
