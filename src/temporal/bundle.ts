/**
 * The workflows' bundle: built once, used by every worker and test.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Voice } from './voice.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Everything that can end up in the bundle; `package-lock.json` stands for the dependencies. */
const SOURCES = ['workflows', 'machines', 'activities/contract.ts', 'package-lock.json'];
/**
 * Evaluated once for each thread, frozen, and shared by all cases: nothing of one case is kept in them
 * (`position` remembers what it was asked last, by the identity of the state). Whatever these import is
 * shared with them: XState and the charts, which every case would otherwise evaluate for itself.
 */
const SHARED = [
  join(ROOT, 'machines', 'registry.ts'),
  join(ROOT, 'machines', 'kernel', 'step.ts'),
  join(ROOT, 'machines', 'kernel', 'drafts.ts'),
  join(ROOT, 'machines', 'kernel', 'view.ts'),
  '@noble/hashes/sha2.js',
];
/** Counts up when the options below change. */
const RECIPE = 2;

/** Where the bundle lies, for `createWorker` and `Worker.runReplayHistory`. */
export interface WorkflowBundle {
  readonly codePath: string;
}

/** What listens beside the workflows while histories are replayed. */
const LISTENER = join(ROOT, 'src', 'temporal', 'overhear.ts');

/**
 * The bundle of `workflows/index.ts`, production mode, with the payload converter that never throws
 * on what does not decode. Kept under `node_modules/.cache`, keyed by the content of its sources; two
 * processes may build it at once.
 * @throws Error when the bundler finds a module that workflows must not use.
 */
export async function workflowBundle(voice?: Voice): Promise<WorkflowBundle> {
  return kept('workflows', [], voice);
}

/** The same workflows with what listens to a replay (`overhear.ts`). @throws as `workflowBundle`. */
export function listeningBundle(voice?: Voice): Promise<WorkflowBundle> {
  return kept('listening', [LISTENER], voice);
}

async function kept(
  name: string,
  interceptors: readonly string[],
  voice?: Voice,
): Promise<WorkflowBundle> {
  const cacheDir = join(ROOT, 'node_modules', '.cache', 'crossing-cases');
  const codePath = join(cacheDir, `${name}-${await sourcesHash(interceptors)}.js`);
  if (await isThere(codePath)) return { codePath };
  voice?.say('Bundling the workflows, once for this version of them …');
  await mkdir(cacheDir, { recursive: true });
  const temporary = `${codePath}.${process.pid}.new`;
  await writeFile(temporary, await bundledCode(interceptors));
  await rename(temporary, codePath);
  return { codePath };
}

async function bundledCode(interceptors: readonly string[]): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows', 'index.ts'),
    payloadConverterPath: join(ROOT, 'workflows', 'host', 'payload-converter.ts'),
    preloadModules: [...SHARED],
    workflowInterceptorModules: [...interceptors],
    webpackConfigHook: (config) => ({ ...config, mode: 'production' }),
    logger: quiet,
  });
  return code;
}

const ignore = (): void => {};
/** The bundler's own words are of no use to a reader; what goes wrong is thrown. */
const quiet = {
  log: ignore,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};

async function sourcesHash(besides: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(`recipe ${RECIPE}`);
  for (const source of SOURCES) {
    for (const path of await filesUnder(source)) {
      hash.update(`\0${path}\0`).update(await readFile(join(ROOT, path)));
    }
  }
  for (const path of besides) hash.update(await readFile(path));
  return hash.digest('hex').slice(0, 20);
}

async function filesUnder(path: string): Promise<readonly string[]> {
  if (/\.(ts|json)$/.test(path)) return [path];
  const entries = await readdir(join(ROOT, path), { recursive: true });
  return entries
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(path, name))
    .toSorted();
}

async function isThere(path: string): Promise<boolean> {
  return readFile(path).then(
    (code) => code.length > 0,
    () => false,
  );
}
