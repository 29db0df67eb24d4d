/**
 * The sample cases: played in once, on the first start.
 */
import { access, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { caseFileAt } from '../cli/case-file.ts';
import type { CliIo } from '../cli/io.ts';
import { playCaseFile } from '../cli/play.ts';
import { progressOf } from '../cli/progress.ts';
import type { Service } from '../cli/service.ts';
import { DATA_FILES } from '../config/data-folder.ts';

const FOLDER = fileURLToPath(new URL('../../samples/', import.meta.url));

/**
 * Plays the samples of the procedures that are there, unless this data folder has them already. Gives
 * the numbers they were played under; a sample that does not come out as its file says is told.
 */
export async function playSamples(options: {
  readonly io: CliIo;
  readonly service: Service;
  readonly dataDir: string;
  readonly isKnown: (procedure: string) => boolean;
}): Promise<readonly string[]> {
  const { io, service, dataDir } = options;
  const done = join(dataDir, DATA_FILES.samplesDone);
  if (await isThere(done)) return [];
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).toSorted();
  const all = await Promise.all(names.map((name) => caseFileAt(io, join(FOLDER, name))));
  const files = all.filter(({ procedure }) => options.isKnown(procedure));
  const total = files.reduce((sum, file) => sum + file.events.length, 0);
  io.err(`Playing ${files.length} sample cases in (${total} events), this once …`);
  const progress = progressOf(io, total);
  const played: string[] = [];
  try {
    for (const file of files) {
      const onEvent = (): void => progress.step(file.caseNo);
      const result = await playCaseFile(file, { service, dataDir, onEvent });
      played.push(result.playedNo);
      if (!result.passed) {
        const [first] = result.differences;
        io.err(
          `${result.playedNo} differs from its file at ${first?.id ?? ''} (${first?.type ?? ''})`,
        );
      }
    }
  } finally {
    progress.stop();
  }
  await writeFile(done, `${played.join('\n')}\n`);
  return played;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
