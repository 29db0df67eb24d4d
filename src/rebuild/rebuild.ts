/**
 * The registry made again from the histories that the server keeps and from exported files. A case is
 * written whole or not at all, and what was written is known, so that a rebuild that was stopped goes on.
 */
import type { Attest } from '../../activities/ports.ts';
import { RecordRefusal } from '../../activities/ports.ts';
import { createAttest } from '../officers/attest.ts';
import { withEnclosed } from '../officers/enclosed.ts';
import type { Registry } from '../registry/types.ts';
import type { Histories } from '../temporal/histories.ts';
import { listing, readFrom } from './folder.ts';
import type { Listed } from './folder.ts';
import { HISTORIES, Pieces } from './pieces.ts';
import type { Joined } from './pieces.ts';
import { refile } from './refile.ts';
import type { KeptFile, Refiled } from './refile.ts';

/** Every way in which a case or a file comes out. */
export const RESULTS = {
  REBUILT: 'its rows were made again',
  REBUILT_IN_PART: 'its rows were made again up to a gap, which is named',
  ADDED: 'what the registry lacked of it was added',
  STANDS: 'the registry has all of it',
  REBUILT_BEFORE: 'its rows were made again by an earlier call',
  NOTHING_RECORDED: 'its workflow recorded nothing, and there is nothing to make again',
  FILE_UNREADABLE: 'no exported case file and no bundle; export it again',
  FILE_DAMAGED: 'the hash chain or a signature does not hold; take another export of the case',
  FILE_DISAGREES:
    'the rules and the registers of now give something else; restore the registers first, and run the ' +
    'version that wrote it',
  HISTORY_DISAGREES:
    'histories and files have different things at the same place; take the file out of the folder, or ' +
    'leave the histories out (--without-histories)',
  BEGINNING_MISSING:
    'its first places are in no history and no file; export it from elsewhere, or take a back-up that ' +
    'has it',
  NO_FILE:
    'the server has a workflow of it, and the folder no file; export it from elsewhere, or take a ' +
    'back-up that has it: its rows are missing, and it halts at its next decision',
  NUMBER_TWICE: 'another file of the folder has more of the same case; that one is taken',
} as const;

/** What came of one case, or of one file. */
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
        'registry without cases: name an empty database, or restore a back-up instead. `--add` adds to ' +
        'a back-up that was restored what it lacks.',
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
  /** Absent: no history is read. */
  readonly histories?: Pick<Histories, 'heard'>;
  /** The registry may have cases: what they lack is added, and nothing is changed. */
  readonly adds?: boolean;
  readonly now: () => Date;
}

/** What neither an export nor a history has. */
const REGISTRY = 'the registry';
/** The API files them without the workflow. */
const AFTER_END = 'what was refused after its end: it is in no history';
const NEVER_KEPT = 'who had claimed tasks, and when letters and webhooks went out';

/**
 * Rebuilds every case of the folder and of the server, those that others follow first; then names what
 * has no file. `folder` absent: from histories alone.
 * @throws RegistryInUse where the registry has cases of its own, unless it `adds`.
 */
export async function* rebuild(
  deps: RebuildDeps,
  folder?: string,
): AsyncGenerator<RebuildResult, void> {
  const { registry, known, histories, adds = false } = deps;
  const stranger = adds ? undefined : await registry.stranger();
  if (stranger !== undefined) throw new RegistryInUse(stranger);
  const files = folder === undefined ? [] : await listing(folder);
  // Of an addition there is no such thing as done: what is there already is found equal.
  const before = adds ? new Set<string>() : await registry.rebuilt();
  const rebuilding = new Rebuilding(deps, folder ?? '', files, before);
  for (const { file, no, superseded } of files) {
    if (no === undefined) yield resultOf(file, undefined, 'FILE_UNREADABLE');
    else if (superseded) yield resultOf(file, no, 'NUMBER_TWICE');
    else yield* rebuilding.case(no);
  }
  if (histories !== undefined) {
    for await (const no of known()) yield* rebuilding.case(no);
    return;
  }
  for await (const no of known()) {
    if ((await registry.case(no)) === undefined) yield resultOf(undefined, no, 'NO_FILE');
  }
}

/** A rebuild that is under way. */
class Rebuilding {
  readonly #deps: RebuildDeps;
  readonly #folder: string;
  readonly #files: ReadonlyMap<string, string>;
  readonly #before: ReadonlySet<string>;
  readonly #attest: Attest;
  /** Numbers that were looked at by this call. */
  readonly #seen = new Set<string>();

  constructor(
    deps: RebuildDeps,
    folder: string,
    files: readonly Listed[],
    before: ReadonlySet<string>,
  ) {
    this.#deps = deps;
    this.#folder = folder;
    this.#files = new Map(
      files.flatMap(({ no, file, superseded }) =>
        no === undefined || superseded ? [] : [[no, file] as const],
      ),
    );
    this.#before = before;
    this.#attest = withEnclosed(createAttest(deps.registry));
  }

  /** One case, after the one that it follows. Nothing where it was looked at already. */
  async *case(no: string): AsyncGenerator<RebuildResult, void> {
    if (this.#seen.has(no)) return;
    this.#seen.add(no);
    const file = this.#files.get(no);
    if (this.#before.has(no)) return yield resultOf(file, no, 'REBUILT_BEFORE');
    const pieces = new Pieces();
    const runs = (await this.#deps.histories?.heard(no)) ?? [];
    for (const run of runs) pieces.addRun(run);
    const there = this.#deps.adds ? await this.#standing(no) : undefined;
    if (there !== undefined) pieces.addFile(REGISTRY, there);
    const lost: string[] = [];
    if (file !== undefined) {
      const read = await readFrom(this.#folder, file, this.#deps.now());
      if (read.kind !== 'holds') yield resultOf(file, no, read.kind, read.says);
      else {
        pieces.addFile(file, read.kept);
        if (runs.length === 0 && there === undefined) lost.push(...read.missing);
      }
    }
    const joined = pieces.joined();
    if (joined.kind !== 'file') {
      if (joined.kind !== 'nothing') yield unmade(file, no, joined);
      else if (runs.length > 0 && file === undefined) yield resultOf(file, no, 'NOTHING_RECORDED');
      return;
    }
    const { earlierCase } = joined.kept.opening.facts;
    if (typeof earlierCase === 'string') yield* this.case(earlierCase);
    if (there !== undefined && isAllOf(joined.kept, there)) {
      yield resultOf(
        file,
        no,
        joined.whole ? 'STANDS' : 'REBUILT_IN_PART',
        undefined,
        joined.missing,
      );
      return;
    }
    const result = await this.#write(file, no, {
      ...joined,
      missing: [...lost, ...joined.missing],
    });
    yield there !== undefined && result.code === 'REBUILT' ? { ...result, code: 'ADDED' } : result;
  }

  /** What the registry has of a case; `undefined` where it has none. */
  async #standing(no: string): Promise<KeptFile | undefined> {
    const { registry } = this.#deps;
    const [filed, rejected] = await Promise.all([registry.filed(no), registry.rejected(no)]);
    if (filed === undefined) return undefined;
    const { opening, openedAt, view, entries } = filed;
    const { chartVersion } = view;
    return {
      opening,
      openedAt,
      ...(typeof chartVersion === 'string' && { chartVersion }),
      entries: entries.map(({ entry }) => entry),
      besides: {
        verdicts: new Map(),
        // They are there before anything that is added.
        rejected: rejected.map((one, at) => ({ after: 0, ordinal: at + 1, rejected: one })),
        repeats: [],
        pending: [],
      },
    };
  }

  async #write(
    file: string | undefined,
    no: string,
    { kept, missing, whole, source }: Extract<Joined, { kind: 'file' }>,
  ): Promise<RebuildResult> {
    const { registry, runOf, now } = this.#deps;
    const refiled = await refile(kept, this.#attest);
    if (typeof refiled === 'string') return resultOf(file, no, 'FILE_DISAGREES', refiled);
    const runId = await runOf(no);
    const run = runId ?? `rebuilt/${no}`;
    const lost = [
      ...missing,
      ...refiled.missing,
      ...(runId === undefined ? ['its workflow: an open case goes on by `resume`'] : []),
      ...(source === HISTORIES && isClosed(refiled) ? [AFTER_END] : []),
      NEVER_KEPT,
    ];
    const { verdicts, records } = refiled;
    const ref = { caseNo: no, firstExecutionRunId: run, runId: run, originalRunId: run };
    try {
      await registry.putRebuilt({
        caseNo: no,
        ...(runId !== undefined && { owner: runId }),
        verdicts,
        records: records.map((record) => ({ ...record, run: ref })),
        source,
        missing: lost,
        at: now().toISOString(),
      });
    } catch (error) {
      if (!(error instanceof RecordRefusal)) throw error;
      return resultOf(file, no, 'FILE_DISAGREES', `${error.code}: ${error.message}`);
    }
    const says = `${kept.entries.length} entries from ${source}`;
    return resultOf(file, no, whole ? 'REBUILT' : 'REBUILT_IN_PART', says, lost);
  }
}

function isClosed({ records }: Refiled): boolean {
  return records.at(-1)?.view['open'] === false;
}

function isAllOf(kept: KeptFile, there: KeptFile): boolean {
  const messages = ({ besides }: KeptFile): number => besides?.rejected.length ?? 0;
  return kept.entries.length === there.entries.length && messages(kept) === messages(there);
}

function unmade(
  file: string | undefined,
  no: string,
  joined: Extract<Joined, { kind: 'disagrees' | 'headless' }>,
): RebuildResult {
  const code = joined.kind === 'disagrees' ? 'HISTORY_DISAGREES' : 'BEGINNING_MISSING';
  return resultOf(file, no, code, `${joined.says}: ${RESULTS[code]}`);
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
