/**
 * schemathesis (PyPI) against the real service: requests made from the document of the API, right and
 * wrong ones, and every answer held against it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../support/python.ts';
import { startStack } from '../support/stack.ts';

const CONFIG = fileURLToPath(new URL('schemathesis.toml', import.meta.url));

export interface RunOptions {
  /** Requests that are made of each call, at most. */
  readonly examples: number;
  /** Seed of the requests. */
  readonly seed: number;
  /** Hears every line. */
  readonly say: (text: string) => void;
}

/** The exit code of schemathesis: 0 where nothing was found. */
export async function runSchemathesis({ examples, seed, say }: RunOptions): Promise<number> {
  const python = await pythonWith(['schemathesis==4.32.5']);
  const stack = await startStack();
  try {
    // What the examples of the document name is there.
    const opening = { procedure: 'outbound', subjectRef: 'synthetic/1', facts: {} };
    await stack.service.post('/v1/cases', { ...opening, caseNo: 'OUT-01.1' });
    await stack.service.post('/v1/duties/policy-notice', { no: '1958-1' });
    const args = [
      ...[
        '--config-file',
        CONFIG,
        'run',
        `${stack.url}/v1/openapi.json`,
        '--checks',
        'all',
        '--no-color',
      ],
      ...['--max-examples', String(examples), '--seed', String(seed), '--workers', '1'],
      ...['--header', `Authorization: Bearer ${stack.token}`, '--suppress-health-check', 'all'],
      // A case that waits for its outcome would wait for ten seconds.
      ...['--header', 'Prefer: wait=1'],
    ];
    const child = spawn(join(dirname(python), 'schemathesis'), args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      // It keeps what it found where it runs.
      cwd: tmpdir(),
      env: { ...process.env, PYTHONUNBUFFERED: '1' },
    });
    for (const out of [child.stdout, child.stderr]) out.setEncoding('utf8').on('data', say);
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    await stack.stop();
  }
}
