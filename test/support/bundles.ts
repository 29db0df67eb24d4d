/**
 * A bundle of the workflows as it would be with a change, for tests.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { WorkflowBundle } from '../../src/temporal/bundle.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** All that can end up in the bundle. */
const SOURCES = ['machines', 'workflows', 'activities/contract.ts'];

/** A change of one source file: exactly one place of it. */
export interface Change {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A bundle in a folder of its own. */
export interface TestBundle extends WorkflowBundle {
  remove(): Promise<void>;
}

/**
 * Bundles a copy of the workflows with changes.
 * @throws where a text to change does not stand in its file exactly once: the test would prove nothing.
 */
export async function changedBundle(changes: readonly Change[]): Promise<TestBundle> {
  // Inside the repository, so that packages are found, and outside node_modules, so that it is compiled.
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, '.tmp', 'bundle-'));
  for (const source of SOURCES) {
    await mkdir(dirname(join(folder, source)), { recursive: true });
    await cp(join(ROOT, source), join(folder, source), { recursive: true });
  }
  for (const change of changes) await apply(folder, change);
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(folder, 'workflows', 'index.ts'),
    payloadConverterPath: join(folder, 'workflows', 'host', 'payload-converter.ts'),
    webpackConfigHook: (config) => ({ ...config, mode: 'production' }),
    logger: QUIET,
  });
  const codePath = join(folder, 'bundle.js');
  await writeFile(codePath, code);
  return { codePath, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function apply(folder: string, { file, from, to }: Change): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
  await writeFile(path, parts.join(to));
}

const ignore = (): void => {};
const QUIET = {
  log: ignore,
  trace: ignore,
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};
