import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FileEntry } from '../../activities/contract.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { CaseFile } from '../../src/file/case-file.ts';
import { entryHash } from '../../src/file/chain.ts';
import { NoCaseFile, verifyFile } from '../../src/file/verify.ts';
import { entryOf, everyKind, fileOf } from '../support/case-files.ts';
import { NOW, openOffices } from '../support/offices.ts';
import type { Offices, Said } from '../support/offices.ts';

let offices: Offices;
let whole: CaseFile;
beforeAll(async () => {
  offices = await openOffices();
  whole = fileOf(offices, await everyKind(offices));
});
afterAll(() => offices.close());

/** The file with one entry replaced, its chain left as it was. */
function altered(seq: number, change: JsonObject): unknown {
  const events = whole.events.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry));
  return JSON.parse(JSON.stringify({ ...whole, events }));
}

/** The file of these entries alone, chained anew: as a forger would who can hash. */
async function forged(
  entries: readonly Omit<FileEntry, 'seq'>[],
  opening: Parameters<typeof fileOf>[2] = {},
) {
  return await verifyFile(JSON.parse(JSON.stringify(fileOf(offices, entries, opening))));
}

const HEARD = { id: 'E-1', type: 'person.heard', at: '2031-03-05', by: 'PSO-IN-1' };

async function signed(said: Said = {}, more: Partial<FileEntry> = {}) {
  return entryOf(HEARD, [await offices.sign('PSO-IN-1', 'E-1', HEARD, said)], more);
}

test('a file with an entry of every kind holds', async () => {
  expect(await verifyFile(JSON.parse(JSON.stringify(whole)))).toEqual({
    holds: true,
    entries: whole.events.length,
    head: whole.head,
  });
});

test('a file without entries holds', async () => {
  expect(await forged([])).toMatchObject({ holds: true, entries: 0 });
});

test('what is no exported file is not verified at all', async () => {
  for (const value of [
    null,
    [],
    {},
    'text',
    { ...whole, head: undefined, format: 'case-file/1' },
  ]) {
    await expect(verifyFile(value)).rejects.toThrow(NoCaseFile);
  }
});

describe('the first entry that does not hold is named, where', () => {
  test.each<[string, JsonObject]>([
    ['its event was altered', { event: { ...HEARD, id: 'E-X' } }],
    ['its outcome was altered', { expect: 'accepted' }],
    ['its instant of receipt was altered', { receivedAt: '2031-03-06T00:00:00Z' }],
    ['a field was slipped in', { note: 'later' }],
    ['its hash was altered', { hash: 'B'.repeat(43) }],
    ['its prev was altered', { prev: 'B'.repeat(43) }],
    ['its number was altered', { seq: 9 }],
    ['a field is gone', { state: undefined }],
  ])('%s', async (_what, change) => {
    expect(await verifyFile(altered(3, change))).toMatchObject({ holds: false, seq: 3 });
  });

  test('an entry was dropped, moved or put in twice', async () => {
    const [one, two, three, ...rest] = whole.events;
    for (const events of [
      [one, three, ...rest],
      [one, three, two, ...rest],
      [one, one, two, three, ...rest],
    ]) {
      expect(await verifyFile({ ...whole, events })).toMatchObject({ holds: false, seq: 2 });
    }
  });

  test('an entry is nothing that can be read', async () => {
    const events = [whole.events[0], 7];
    expect(await verifyFile({ ...whole, events })).toMatchObject({ holds: false, seq: 2 });
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    const nested = { ...whole.events[0], deep };
    expect(await verifyFile({ ...whole, events: [nested] })).toMatchObject({ seq: 1 });
  });

  test('the last entries were cut off', async () => {
    const cut = { ...whole, events: whole.events.slice(0, -1) };
    expect(await verifyFile(cut)).toEqual({
      holds: false,
      reason: expect.stringContaining('head'),
    });
  });
});

describe('a chain made anew does not help where', () => {
  test.each<[string, Said]>([
    ['a signature is for another case', { caseNo: 'OUT-78' }],
    ['a signature is for another act', { act: 'propose' }],
    ['a signature is for another id', { jti: 'E-9' }],
    ['a signature had expired at receipt', { now: new Date(NOW.getTime() - 8 * 86_400_000) }],
    ['a signature is by a key that the file has not', { keyOf: 'PSO-IN-2' }],
  ])('%s', async (_what, said) => {
    expect(await forged([await signed(said)])).toMatchObject({
      holds: false,
      seq: 1,
      id: 'E-1',
      reason: expect.any(String),
    });
  });

  test('an event was altered after signing', async () => {
    const { attestations } = await signed();
    const entry = entryOf({ ...HEARD, statementRef: 'ST-2' }, attestations);
    expect(await forged([entry])).toMatchObject({ holds: false, seq: 1 });
  });

  test('an event of an officer carries no signature, or that of another officer', async () => {
    expect(await forged([entryOf(HEARD, [])])).toMatchObject({ holds: false, seq: 1 });
    const other = await offices.sign('PSO-IN-2', 'E-1', HEARD);
    expect(await forged([entryOf(HEARD, [other])])).toMatchObject({ holds: false, seq: 1 });
  });

  test('a second officer has not signed', async () => {
    const event = { ...HEARD, second: 'PSO-DR-1' };
    const one = await offices.sign('PSO-IN-1', 'E-1', event);
    expect(await forged([entryOf(event, [one])])).toMatchObject({ holds: false });
    const two = await offices.sign('PSO-DR-1', 'E-1', event);
    expect(await forged([entryOf(event, [one, two])])).toMatchObject({ holds: true });
  });

  test('a countersigned event is not the proposed one, or by nobody who signed it', async () => {
    const entries = await everyKind(offices);
    const alter = (change: JsonObject) =>
      entries.map((entry) =>
        entry.act === 'countersign' && entry.expect === 'accepted'
          ? { ...entry, event: { ...entry.event, ...change } }
          : entry,
      );
    expect(await forged(alter({ grounds: ['x'] }))).toMatchObject({ holds: false, seq: 5 });
    expect(await forged(alter({ second: 'PSO-DR-2' }))).toMatchObject({ holds: false, seq: 5 });
    const unproposed = entries.filter(({ act }) => act !== 'propose');
    expect(await forged(unproposed)).toMatchObject({ holds: false, seq: 4 });
  });

  test('an own timer is claimed in a recorded case', async () => {
    const reminder = entryOf({ id: 'T-1', type: 'reminder.due', at: '2031-03-05' }, []);
    expect(await forged([reminder])).toMatchObject({ holds: true });
    expect(await forged([reminder], { clock: 'recorded' })).toMatchObject({ holds: false, seq: 1 });
  });

  test('what was accepted is called unproven', async () => {
    const entry = entryOf(HEARD, ['nonsense'], { code: 'NOT_ATTESTED' });
    expect(await forged([entry])).toMatchObject({ holds: false, seq: 1 });
  });

  test('the keys in the file are others', async () => {
    const file = fileOf(offices, [await signed()]);
    const other = fileOf(offices, [
      entryOf(HEARD, [await offices.sign('PSO-IN-2', 'E-1', HEARD)]),
    ]).keys.map((key) => ({ ...key, kid: file.keys[0]?.kid, iss: 'PSO-IN-1' }));
    expect(await verifyFile({ ...file, keys: other })).toMatchObject({ holds: false, seq: 1 });
  });
});

test('a signature that expired since is still good', async () => {
  const file = fileOf(offices, [await signed({ lifetimeDays: 1 })]);
  expect(await verifyFile(file)).toMatchObject({ holds: true });
});

test('the hash of an entry is the digest of its RFC 8785 form, with prev and without hash', () => {
  const [first] = whole.events;
  if (first === undefined) throw new Error('the file is empty');
  const { hash, prev, ...entry } = first;
  expect(prev).toBe('A'.repeat(43));
  expect(entryHash(entry, prev)).toBe(hash);
});

test('a file in which one officer acted for another holds without the register', async () => {
  const event = { ...HEARD, for: 'PSO-DR-1', second: 'MPS-CD-1', secondFor: 'FAO-LN-1' };
  const both = await Promise.all(
    ['PSO-IN-1', 'MPS-CD-1'].map((one) => offices.sign(one, 'E-1', event)),
  );
  expect(await forged([entryOf(event, both)])).toMatchObject({ holds: true });
  const another = await forged([entryOf({ ...event, for: 'PSO-DR-2' }, both)]);
  expect(another).toMatchObject({ holds: false, seq: 1 });
});
