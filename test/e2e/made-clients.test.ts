/**
 * Clients that tools make from the document of the API, in two languages: what the document says is
 * enough to speak to the service.
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pythonWith } from '../support/python.ts';
import { startStack } from '../support/stack.ts';
import type { TestStack } from '../support/stack.ts';

const run = promisify(execFile);
const CLIENTS = fileURLToPath(new URL('./clients/', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TIME = { timeout: 170_000 } as const;

let stack: TestStack;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossing-made-'));
  stack = await startStack();
  const document = await fetch(`${stack.url}/v1/openapi.json`);
  await writeFile(join(folder, 'openapi.json'), await document.text());
});
afterAll(async () => {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
});

test('TypeScript: types made by openapi-typescript hold, compiled and run', async () => {
  const made = ['openapi.json', '--output', 'api.d.ts'];
  await run('npx', ['--yes', 'openapi-typescript@7.13.0', ...made], { ...TIME, cwd: folder });
  await copyFile(join(CLIENTS, 'made.ts.txt'), join(folder, 'made.ts'));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  const options = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules/@types')],
    outDir: 'out',
    rootDir: '.',
  };
  const config = { compilerOptions: options, files: ['made.ts'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  await run(join(ROOT, 'node_modules/.bin/tsc'), ['-p', folder], TIME);
  const { stdout } = await run('node', ['out/made.js', stack.url, stack.token, 'MADE-TS'], {
    ...TIME,
    cwd: folder,
  });
  expect(JSON.parse(stdout)).toMatchObject({
    found: ['MADE-TS'],
    code: 'CASE_UNKNOWN',
  });
});

test('Python: a client made by openapi-python-client opens, submits and reads', async () => {
  const python = await pythonWith([
    'openapi-python-client==0.29.1',
    'pyjwt==2.15.1',
    'cryptography==50.0.2',
    'rfc8785==0.1.4',
  ]);
  const tool = join(dirname(python), 'openapi-python-client');
  const source = ['--path', 'openapi.json', '--output-path', 'crossing', '--meta', 'none'];
  await run(tool, ['generate', ...source], { ...TIME, cwd: folder });
  const args = [stack.url, stack.token, join(stack.dataDir, 'keys'), 'MADE-PY'];
  const { stdout } = await run(python, [join(CLIENTS, 'made.py'), ...args], {
    ...TIME,
    env: { ...process.env, PYTHONPATH: folder },
  });
  const outcome = { id: 'made-1', outcome: 'accepted', seq: 1 };
  expect(JSON.parse(stdout)).toMatchObject({
    opened: [201, 201],
    outcome,
    read: outcome,
    listed: ['MADE-PY'],
  });
}, 300_000);
