/**
 * What goes into the sandbox, as Temporal's own bundler sees it.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { workflowBundle } from '../src/temporal/bundle.ts';
import { ROOT } from './support/sources.ts';

const MS_MAX = 180_000;
describe('the bundle of the workflows', () => {
  it(
    'holds no module that workflows must not use, and no zod',
    async () => {
      const { codePath } = await workflowBundle();
      const code = await readFile(codePath, 'utf8');
      // The names that zod leaves in any build of itself.
      expect(code).not.toMatch(/ZodError|\$ZodType|_zod\b/);
      // What must be there, so that this test looks at the right thing.
      expect(code).toContain('crossingCase');
      expect(code).toContain('EVENT_NOT_ALLOWED');
    },
    MS_MAX,
  );
});

describe('the bundler', () => {
  it(
    'refuses what a workflow must not use, wherever it comes in',
    async () => {
      const folder = await mkdtemp(join(ROOT, 'node_modules', '.cache', 'bundle-'));
      try {
        await writeFile(join(folder, 'index.ts'), "export { a } from './inner.ts';\n");
        await writeFile(
          join(folder, 'inner.ts'),
          "import { readFileSync } from 'node:fs';\nexport const a = () => readFileSync('x');\n",
        );
        const words: string[] = [];
        const hear = (message: string): number => words.push(message);
        const logger = { log: hear, trace: hear, debug: hear, info: hear, warn: hear, error: hear };
        const bundled = bundleWorkflowCode({ workflowsPath: join(folder, 'index.ts'), logger });
        await expect(bundled).rejects.toThrow('Webpack finished with errors');
        expect(words.join(' ')).toMatch(/disallowed|node:fs/);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    MS_MAX,
  );
});
