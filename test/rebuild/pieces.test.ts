/** Histories and files of one case put together: what agrees, what differs, what is absent, what is void. */
import { describe, expect, test } from 'vitest';
import type { FileEntry } from '../../activities/contract.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { entryHash } from '../../src/file/chain.ts';
import { Pieces } from '../../src/rebuild/pieces.ts';
import { refile } from '../../src/rebuild/refile.ts';
import type { KeptFile } from '../../src/rebuild/refile.ts';
import type { ChainedEntry } from '../../src/registry/types.ts';
import type { Heard, HeardRun } from '../../src/temporal/histories.ts';

const AT = '2026-11-29T08:00:00.000Z';
const OPENING: Opening = {
  caseNo: 'P-1',
  procedure: 'outbound',
  subjectRef: 'synthetic/1',
  facts: { province: 'Jilin' },
};
const RUN = { caseNo: 'P-1', firstExecutionRunId: 'a', runId: 'a', originalRunId: 'a' };
const ZERO: string = BOUNDS.zeroHash;

function entry(seq: number, round = seq): FileEntry {
  return {
    event: { id: `e${seq}`, type: 'mobilization.round-held', round },
    expect: 'accepted',
    state: 'mobilization',
    seq,
    receivedAt: AT,
    attestations: ['signed by nobody'],
  };
}

function chained(entries: readonly FileEntry[]): readonly ChainedEntry[] {
  let prev = ZERO;
  return entries.map((one) => {
    const hash = entryHash(one, prev);
    const found = { ...one, prev, hash };
    prev = hash;
    return found;
  });
}

/** What a run tells that recorded these, one at a time, after an opening. */
function recorded(
  entries: readonly FileEntry[],
  base: readonly FileEntry[] = [],
): readonly Heard[] {
  const all = chained([...base, ...entries]);
  return all.slice(base.length).map(({ prev, hash, ...row }): Heard => {
    const head = { seq: row.seq, hash, rejected: 0 };
    return {
      kind: 'recorded',
      input: {
        run: RUN,
        after: { seq: row.seq - 1, hash: prev, rejected: 0 },
        rows: [{ kind: 'entry', entry: row, digest: `d${row.seq}`, effects: [] }],
        repeats: [],
        view: {},
      },
      answer: { head, standing: [], deliveries: [] },
    };
  });
}

const OPENED: readonly Heard[] = [
  { kind: 'begun', opening: OPENING },
  {
    kind: 'recorded',
    input: {
      run: RUN,
      opening: { start: OPENING, effects: [], at: AT },
      after: { seq: 0, hash: ZERO, rejected: 0 },
      rows: [],
      repeats: [],
      view: {},
    },
    answer: { head: { seq: 0, hash: ZERO, rejected: 0 }, standing: [], deliveries: [] },
  },
];

/** What a run begins with that an earlier one, or the file, handed over. */
function carried(upTo: readonly FileEntry[], tail: readonly FileEntry[] = []): JsonObject {
  const hash = chained(upTo).at(-1)?.hash ?? ZERO;
  const head = { seq: upTo.length, hash, rejected: 0 };
  const standing = { tail: tail.map((one) => ({ entry: one, bytes: 1 })) };
  const given: unknown = { standing, head, openedAt: AT, chartVersion: '1' };
  return given as JsonObject;
}

function run(...heard: readonly (Heard | readonly Heard[])[]): HeardRun {
  return { runId: 'a', heard: heard.flat() };
}

function file(entries: readonly FileEntry[]): KeptFile {
  return { opening: OPENING, openedAt: AT, entries: chained(entries) };
}

function seqs(pieces: Pieces): readonly number[] {
  const joined = pieces.joined();
  return joined.kind === 'file' ? joined.kept.entries.map(({ seq }) => seq) : [];
}

const [ONE, TWO, THREE, FOUR] = [entry(1), entry(2), entry(3), entry(4)];

describe('what is there', () => {
  test('of histories alone is the whole file, with the hashes that the registry gave', () => {
    const pieces = new Pieces();
    pieces.addRun(run(OPENED, recorded([ONE, TWO])));
    expect(pieces.joined()).toMatchObject({ kind: 'file', whole: true, missing: [] });
    expect(seqs(pieces)).toEqual([1, 2]);
  });

  test('of a run whose beginning is gone goes on from a file that ends earlier', () => {
    const pieces = new Pieces();
    const given = carried([ONE, TWO, THREE], [TWO, THREE]);
    pieces.addRun(
      run({ kind: 'begun', opening: OPENING, given }, recorded([FOUR], [ONE, TWO, THREE])),
    );
    expect(pieces.joined()).toMatchObject({
      kind: 'headless',
      says: 'places 1 of 4 are in no history and no file',
    });
    pieces.addFile('a.json', file([ONE]));
    expect(pieces.joined()).toMatchObject({
      kind: 'file',
      whole: true,
      source: 'a.json and histories',
    });
    expect(seqs(pieces)).toEqual([1, 2, 3, 4]);
  });

  test('ends before a gap, which is named', () => {
    const pieces = new Pieces();
    const given = carried([ONE, TWO, THREE]);
    pieces.addRun(
      run({ kind: 'begun', opening: OPENING, given }, recorded([FOUR], [ONE, TWO, THREE])),
    );
    pieces.addFile('a.json', file([ONE]));
    expect(pieces.joined()).toMatchObject({ kind: 'file', whole: false });
    expect(pieces.joined()).toMatchObject({
      missing: expect.arrayContaining([
        'places 2 to 3 of 4 are in no history and no file',
      ]) as unknown,
    });
    expect(seqs(pieces)).toEqual([1]);
  });

  test('of a run that does not replay is no whole file', () => {
    const pieces = new Pieces();
    pieces.addRun({ ...run(OPENED, recorded([ONE])), fault: 'DeterminismViolationError: …' });
    expect(pieces.joined()).toMatchObject({
      kind: 'file',
      whole: false,
      missing: ['the rest of run a: DeterminismViolationError: …'],
    });
  });

  test('of workflows that recorded nothing is nothing', () => {
    const pieces = new Pieces();
    pieces.addRun(run({ kind: 'begun', opening: OPENING }));
    expect(pieces.joined()).toEqual({ kind: 'nothing' });
  });
});

describe('what differs', () => {
  const says = (pieces: Pieces) => pieces.joined();

  test('at a place is named by the place', () => {
    const pieces = new Pieces();
    pieces.addRun(run(OPENED, recorded([ONE, TWO])));
    pieces.addFile('a.json', file([ONE, entry(2, 9)]));
    expect(says(pieces)).toEqual({
      kind: 'disagrees',
      says: 'place 2 is not the same in histories and in a.json',
    });
  });

  test('in the opening is named', () => {
    const pieces = new Pieces();
    pieces.addRun(run(OPENED));
    pieces.addFile('a.json', { ...file([]), opening: { ...OPENING, subjectRef: 'synthetic/2' } });
    expect(says(pieces)).toMatchObject({ says: expect.stringContaining('the opening') as string });
  });

  test('from the hash that a later run was handed is found, though the entries are from elsewhere', () => {
    const pieces = new Pieces();
    const given = carried([ONE, entry(2, 9)]);
    pieces.addRun(run({ kind: 'begun', opening: OPENING, given }));
    pieces.addFile('a.json', file([ONE, TWO]));
    expect(says(pieces)).toMatchObject({
      kind: 'disagrees',
      says: expect.stringContaining('place 2') as string,
    });
  });

  test('beyond the place from which another chain of runs took the case up is void', () => {
    const pieces = new Pieces();
    pieces.addRun(run(OPENED, recorded([ONE, TWO, THREE])));
    const other = entry(2, 9);
    const order: Heard = { kind: 'begun', opening: OPENING, given: { resume: {} } };
    const up: Heard = { kind: 'tookUp', carried: carried([ONE]) };
    pieces.addRun(run(order, up, recorded([other], [ONE])));
    expect(pieces.joined()).toMatchObject({ kind: 'file', whole: true });
    expect(seqs(pieces)).toEqual([1, 2]);
  });
});

test('a history proves nothing: what no officer of the registers signed is refused', async () => {
  const pieces = new Pieces();
  pieces.addRun(run(OPENED, recorded([ONE])));
  const joined = pieces.joined();
  if (joined.kind !== 'file') throw new Error('no file came of it');
  const nobody = (claims: readonly unknown[]) =>
    Promise.resolve(claims.map(() => ({ attested: false, fault: 'no such officer' }) as const));
  expect(await refile(joined.kept, nobody)).toMatch(
    /place 1 has accepted .*; now: no such officer/,
  );
});
