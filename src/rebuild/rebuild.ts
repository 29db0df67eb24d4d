/**
 * The registry made again from exported files. A case is written whole or not at all, and what was
 * written is known, so that a rebuild that was stopped goes on.
 */
import { join } from 'node:path';
import type { Attest } from '../../activities/ports.ts';
import { RecordRefusal } from '../../activities/ports.ts';
import { NoCaseFile, verifyFile } from '../file/verify.ts';
import { createAttest } from '../officers/attest.ts';
import { withEnclosed } from '../officers/enclosed.ts';
import type { Registry } from '../registry/types.ts';
import { inOrder, jsonOf, keptIn } from './folder.ts';
import { refile } from './refile.ts';

/** Every way in which a file comes out. */
export const RESULTS = {
  REBUILT: 'its rows were made again',
  REBUILT_BEFORE: 'its rows were made again by an earlier call',
  FILE_UNREADABLE: 'no exported case file; export it again',
  FILE_DAMAGED: 'the hash chain or a signature does not hold; take another export of the case',
  FILE_DISAGREES:
    'the rules and the registers of now give something else; restore the registers first, and run the ' +
    'version that wrote it',
  NO_FILE:
    'the server has a workflow of it, and the folder no file; export it from elsewhere, or take a ' +
    'back-up that has it: its rows are missing, and it halts at its next decision',
  NUMBER_TWICE: 'another file of the folder has more of the same case; that one is taken',
} as const;

/** What came of one file. */
export interface RebuildResult {
  /** Name of the file in the folder; absent where there is none. */
  readonly file?: string;
  /** Absent where the file could not be read. */
  readonly caseNo?: string;
  readonly code: keyof typeof RESULTS;
  /** In words; names places and ids, no personal data. */
  readonly says: string;
  /** What of the case could not be made again. */
  readonly missing: readonly string[];
}

/** The registry holds cases that were not rebuilt. */
export class RegistryInUse extends Error {
  constructor(caseNo: string) {
    super(
      `REGISTRY_IN_USE: the registry has the case ${caseNo}, which was not rebuilt. A rebuild is for a ` +
        'registry without cases: name an empty database, or restore a back-up instead.',
    );
    this.name = 'RegistryInUse';
  }
}

/** What a rebuild works with. */
export interface RebuildDeps {
  readonly registry: Registry;
  /** Id of the first run of the chain that the case is decided by now; `undefined` where there is none. */
  readonly runOf: (caseNo: string) => Promise<string | undefined>;
  /** Numbers of the cases that the server has runs of; none where no server is asked. */
  readonly known: () => AsyncIterable<string>;
  readonly now: () => Date;
}

/** What no export has. */
const NEVER_KEPT = [
  'messages that were rejected without a place in the file, and answers to repeated ones',
  'who had claimed tasks, and when letters and webhooks went out',
] as const;

/**
 * Rebuilds every case of a folder, those that others follow first; then names what has no file.
 * @throws RegistryInUse where the registry has cases of its own.
 */
export async function* rebuild(
  deps: RebuildDeps,
  folder: string,
): AsyncGenerator<RebuildResult, void> {
  const { registry } = deps;
  const stranger = await registry.stranger();
  if (stranger !== undefined) throw new RegistryInUse(stranger);
  const done = await registry.rebuilt();
  const attest = withEnclosed(createAttest(registry));
  for (const { file, no, superseded } of await inOrder(folder)) {
    if (no === undefined) yield resultOf(file, undefined, 'FILE_UNREADABLE');
    else if (superseded) yield resultOf(file, no, 'NUMBER_TWICE');
    else if (done.has(no)) yield resultOf(file, no, 'REBUILT_BEFORE');
    else yield await rebuildFile(deps, attest, folder, file, no);
  }
  const there = await registry.rebuilt();
  for await (const no of deps.known()) {
    if (!there.has(no)) yield resultOf(undefined, no, 'NO_FILE');
  }
}

/** One file, and whether its case could be written. */
async function rebuildFile(
  { registry, runOf, now }: RebuildDeps,
  attest: Attest,
  folder: string,
  file: string,
  no: string,
): Promise<RebuildResult> {
  const content = await jsonOf(join(folder, file));
  try {
    const found = await verifyFile(content);
    if (!found.holds) {
      const place = found.seq === undefined ? 'the head' : `place ${found.seq}`;
      return resultOf(file, no, 'FILE_DAMAGED', `${place}: ${found.reason}`);
    }
  } catch (error) {
    if (!(error instanceof NoCaseFile)) throw error;
    return resultOf(file, no, 'FILE_UNREADABLE', error.message);
  }
  const { kept, missing } = keptIn(content, now());
  const refiled = await refile(kept, attest);
  if (typeof refiled === 'string') return resultOf(file, no, 'FILE_DISAGREES', refiled);
  const runId = await runOf(no);
  const run = runId ?? `rebuilt/${no}`;
  const lost = [
    ...missing,
    ...refiled.missing,
    ...(runId === undefined ? ['its workflow: an open case goes on by `resume`'] : []),
    ...NEVER_KEPT,
  ];
  const { verdicts, records } = refiled;
  const ref = { caseNo: no, firstExecutionRunId: run, runId: run, originalRunId: run };
  try {
    await registry.putRebuilt({
      caseNo: no,
      verdicts,
      records: records.map((record) => ({ ...record, run: ref })),
      source: file,
      missing: lost,
      at: now().toISOString(),
    });
  } catch (error) {
    if (!(error instanceof RecordRefusal)) throw error;
    return resultOf(file, no, 'FILE_DISAGREES', `${error.code}: ${error.message}`);
  }
  return resultOf(file, no, 'REBUILT', `${kept.entries.length} entries`, lost);
}

function resultOf(
  file: string | undefined,
  caseNo: string | undefined,
  code: RebuildResult['code'],
  says: string = RESULTS[code],
  missing: readonly string[] = [],
): RebuildResult {
  const of = { ...(file !== undefined && { file }), ...(caseNo !== undefined && { caseNo }) };
  return { ...of, code, says, missing };
}
