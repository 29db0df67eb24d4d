import { readFile, writeFile } from 'node:fs/promises';
import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly from?: string;
  readonly cursor?: string;
  readonly fromExports?: string;
  readonly withoutHistories?: true;
  readonly add?: true;
}

/** `registry check`: files, rows and workflows compared. `registry rebuild`: rows made again. */
export const addRegistry: AddCommand = (program, io, end) => {
  declare(
    program,
    'registry <what>',
    [
      'Compare the registry with the workflows (`registry check`), or make its rows again.',
      'check: each file is folded again and its hashes compared; tasks, documents and the workflow are ' +
        'held against it; then workflows of the server whose case the registry lost are named. Nothing ' +
        'is changed. With --cursor it goes on where it was stopped.',
      'rebuild: rows of cases from the histories that the Temporal server keeps, and from a folder of ' +
        'exported files and bundles, into a registry without cases, while no service runs on it. ' +
        'Restore the registers first. Stopped, it goes on when called again.',
    ],
    [
      'registry check',
      'registry check --json',
      'registry check --cursor check.at',
      'registry check --from OUT-01.1',
      'registry rebuild',
      'registry rebuild --from-exports exports/',
      'registry rebuild --from-exports exports/ --without-histories',
      'registry rebuild --add',
    ],
  )
    .option('--from <no>', 'begin after this number')
    .option('--cursor <file>', 'keep in this file how far it came, and go on from there')
    .option('--from-exports <folder>', 'rebuild from exports (*.json, *.tar) of this folder too')
    .option('--without-histories', 'rebuild from exports alone')
    .option('--add', 'to a registry that has cases: add what they lack, change nothing')
    .action(async (what: string, options: Options) => {
      if (what === 'rebuild') {
        const { rebuildFrom } = await import('../rebuild.ts');
        const { fromExports: folder, withoutHistories, add, json } = options;
        const from = {
          ...(folder !== undefined && { folder }),
          histories: !withoutHistories,
          adds: add === true,
        };
        end(await rebuildFrom(io, { ...from, json: json === true }));
      } else if (what === 'check') end(await check(io, options));
      else throw wrongUse(`There is no \`registry ${what}\`; use \`check\` or \`rebuild\`.`);
    });
};

/** Begins in the cursor where the check came to the workflows of the server. */
const OF_SERVER = 'server ';

interface Page {
  readonly checked: number;
  readonly differences: readonly JsonObject[];
  readonly next?: string;
}

/** First every case of the registry, then every run of the server for its case. */
async function check(io: CliIo, { json, from, cursor }: Options): Promise<number> {
  const { findService } = await import('../service.ts');
  const service = await findService(io);
  let at: string = from ?? (await kept(cursor)) ?? '';
  const sums = { checked: 0, differences: 0 };
  const named = new Set<unknown>();
  for (;;) {
    const ofServer = at.startsWith(OF_SERVER);
    const after = ofServer ? at.slice(OF_SERVER.length) : at;
    const query = after === '' ? '' : `?after=${encodeURIComponent(after)}`;
    const { body } = await service.get(
      ofServer ? `/v1/registry/check/workflows${query}` : `/v1/registry/check${query}`,
    );
    const { checked, differences, next } = body as unknown as Page;
    if (!ofServer) sums.checked += checked;
    for (const one of differences) {
      // Runs of one case may be pages apart.
      if (ofServer && named.has(one['caseNo'])) continue;
      if (ofServer) named.add(one['caseNo']);
      sums.differences += 1;
      tell(io, one, json === true);
    }
    io.terminal?.write(`\r${said(sums)}`);
    const isEnd = ofServer && next === undefined;
    at = isEnd ? '' : ofServer ? `${OF_SERVER}${next}` : (next ?? OF_SERVER);
    if (cursor !== undefined) await keep(cursor, at);
    if (isEnd) break;
  }
  io.terminal?.write('\r');
  io.out(json === true ? JSON.stringify(sums) : said(sums));
  return sums.differences === 0 ? EXIT.done : EXIT.difference;
}

/** Of the registry. */
interface Sums {
  readonly checked: number;
  readonly differences: number;
}

function said({ checked, differences }: Sums): string {
  return `${checked} checked, ${differences} differences`;
}

/** Where an earlier check was stopped; one that came to its end begins anew. */
async function kept(cursor: string | undefined): Promise<string | undefined> {
  if (cursor === undefined) return undefined;
  const text = await readFile(cursor, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trimStart().replace(/\n$/, '');
}

async function keep(cursor: string, after: string): Promise<void> {
  await writeFile(cursor, after).catch((error: Error) => {
    throw wrongUse(`${cursor} cannot be written: ${error.message}`);
  });
}

function tell(io: CliIo, { caseNo, code, says }: JsonObject, json: boolean): void {
  if (json) io.out(JSON.stringify({ caseNo, code, says }));
  else io.out(`${textOf(caseNo)} ${textOf(code)}: ${textOf(says)}`);
}
