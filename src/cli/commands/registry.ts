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
}

/** `registry check`: files, rows and workflows compared. `registry rebuild`: rows made again. */
export const addRegistry: AddCommand = (program, io, end) => {
  declare(
    program,
    'registry <what>',
    [
      'Compare the registry with the workflows (`registry check`), or make its rows again.',
      'check: each file is folded again and its hashes compared; tasks, documents and the workflow are ' +
        'held against it. Nothing is changed. With --cursor it goes on where it was stopped.',
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
    ],
  )
    .option('--from <no>', 'begin after this number')
    .option('--cursor <file>', 'keep in this file how far it came, and go on from there')
    .option('--from-exports <folder>', 'rebuild from exports (*.json, *.tar) of this folder too')
    .option('--without-histories', 'rebuild from exports alone')
    .action(async (what: string, options: Options) => {
      if (what === 'rebuild') {
        const { rebuildFrom } = await import('../rebuild.ts');
        const { fromExports: folder, withoutHistories, json } = options;
        const from = { ...(folder !== undefined && { folder }), histories: !withoutHistories };
        end(await rebuildFrom(io, { ...from, json: json === true }));
      } else if (what === 'check') end(await check(io, options));
      else throw wrongUse(`There is no \`registry ${what}\`; use \`check\` or \`rebuild\`.`);
    });
};

async function check(io: CliIo, { json, from, cursor }: Options): Promise<number> {
  const { findService } = await import('../service.ts');
  const service = await findService(io);
  let after: string | undefined = from ?? (await kept(cursor));
  let checked = 0;
  let differences = 0;
  for (;;) {
    const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
    const { body } = await service.get(`/v1/registry/check${query}`);
    const page = body as unknown as {
      readonly checked: number;
      readonly differences: readonly JsonObject[];
      readonly next?: string;
    };
    checked += page.checked;
    differences += page.differences.length;
    for (const one of page.differences) tell(io, one, json === true);
    io.terminal?.write(`\r${checked} checked, ${differences} differences`);
    after = page.next;
    if (cursor !== undefined) await keep(cursor, after ?? '');
    if (after === undefined) break;
  }
  io.terminal?.write('\r');
  if (json === true) io.out(JSON.stringify({ checked, differences }));
  else io.out(`${checked} checked, ${differences} differences`);
  return differences === 0 ? EXIT.done : EXIT.difference;
}

/** Where an earlier check was stopped; one that came to its end begins anew. */
async function kept(cursor: string | undefined): Promise<string | undefined> {
  if (cursor === undefined) return undefined;
  const text = await readFile(cursor, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
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
