/**
 * `npm run docs`: writes the pages that are made from the charts, and says what is missing.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pages } from './pages.ts';
import { ROOT } from './repository.ts';

const { texts, gaps } = await pages();
for (const [path, text] of Object.entries(texts)) {
  const target = join(ROOT, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  process.stdout.write(`${path}\n`);
}
for (const gap of gaps) process.stderr.write(`${gap}\n`);
process.exitCode = gaps.length === 0 ? 0 : 1;
