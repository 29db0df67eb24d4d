import { expect, test } from 'vitest';
import { runSchemathesis } from '../schemathesis/run.ts';

/** Requests of each call at most; `npm run schemathesis` makes more. */
const EXAMPLES = 10;

test('schemathesis finds nothing: no 5xx, no answer that the document does not tell of', async () => {
  const lines: string[] = [];
  const seed = Date.now() % 1_000_000;
  const code = await runSchemathesis({ examples: EXAMPLES, seed, say: (text) => lines.push(text) });
  expect(code, `${lines.join('')}\nseed ${seed}`).toBe(0);
}, 600_000);
