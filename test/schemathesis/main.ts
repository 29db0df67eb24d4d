/**
 * `npm run schemathesis -- [examples of each call] [seed]`: a full run, 2,000 requests and more in all.
 */
import { runSchemathesis } from './run.ts';

const [examples = '100', seed = String(Date.now() % 1_000_000)] = process.argv.slice(2);
process.stdout.write(`schemathesis: up to ${examples} requests of each call, seed ${seed}\n`);
process.exitCode = await runSchemathesis({
  examples: Number(examples),
  seed: Number(seed),
  say: (text) => void process.stdout.write(text),
});
