/**
 * Python with packages, each set of them in an environment of its own under the user's cache folder: made
 * once, then found.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { userCache } from '../../src/temporal/find-server.ts';

const run = promisify(execFile);
const REQUIREMENTS = fileURLToPath(new URL('../e2e/clients/requirements.txt', import.meta.url));
const INSTALL_MS_MAX = 8 * 60_000;
/** Stands in a finished environment; written last. */
const FINISHED = 'crossing-cases.finished';

/** The path of a Python that has the packages of `test/e2e/clients/requirements.txt`. */
export async function findPython(): Promise<string> {
  const requirements = await readFile(REQUIREMENTS, 'utf8');
  return pythonWith(requirements.trim().split('\n'));
}

/**
 * The path of a Python that has these packages. Tells on standard error what it is doing where it takes
 * long.
 * @throws with what is missing, and what to do.
 */
export async function pythonWith(packages: readonly string[]): Promise<string> {
  const version = createHash('sha256').update(packages.join('\n')).digest('hex').slice(0, 12);
  const folder = join(userCache(process.env), 'python', version);
  const python = join(folder, 'bin', 'python');
  if (await isThere(join(folder, FINISHED))) return python;
  say('python3 -m venv …');
  await mkdir(join(folder, '..'), { recursive: true });
  // What an interrupted attempt left has no mark of being finished.
  await rm(folder, { recursive: true, force: true });
  await step(
    'python3',
    ['-m', 'venv', folder],
    'install Python 3.10 or newer with its module venv',
  );
  say(`pip install ${packages.join(' ')} (once, up to a minute) …`);
  await step(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages],
    'see to it that pip reaches a package index',
  );
  await writeFile(join(folder, FINISHED), '');
  return python;
}

async function step(program: string, args: readonly string[], remedy: string): Promise<void> {
  try {
    await run(program, args, { timeout: INSTALL_MS_MAX });
  } catch (error) {
    const why = error instanceof Error ? error.message.trim() : String(error);
    throw new Error(
      `This test needs python3 with packages of its own: ${remedy}, then run it again. ${why}`,
      { cause: error },
    );
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function say(line: string): void {
  process.stderr.write(`Python: ${line}\n`);
}
