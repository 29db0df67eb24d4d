import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../../activities/digest.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { TYP } from '../../src/officers/gateway.ts';
import { makeBundle } from '../../src/file/bundle.ts';
import type { BundleInput } from '../../src/file/bundle.ts';
import { fileAt, writeTar } from '../../src/file/tar.ts';
import { isBundle, verifyBundle } from '../../src/file/verify-bundle.ts';
import { everyKind, fileOf } from '../support/case-files.ts';
import { openOffices } from '../support/offices.ts';
import type { Offices } from '../support/offices.ts';

/** A log as the registry gives it. */
const READINGS = chainOf([
  { act: 'written', what: 'identity', kind: 'identity', version: 1, by: 'EMB-CO-1' },
  { act: 'read', what: 'identity', kind: 'identity', version: 1, by: 'EMB-HD-1' },
  { act: 'read', what: 'identity', kind: 'identity', version: 1, by: 'AUD-1' },
]);

function chainOf(accesses: readonly JsonObject[]): readonly (JsonObject & { hash: string })[] {
  let prev = 'A'.repeat(43);
  return accesses.map((access, index) => {
    const line = { n: index + 1, ...access, at: '2031-03-05T09:00:00.000Z', prev };
    prev = digestOf(line);
    return { ...line, hash: prev };
  });
}

let offices: Offices;
let input: BundleInput;
let bundle: Uint8Array;
beforeAll(async () => {
  offices = await openOffices();
  input = {
    caseFile: fileOf(offices, await everyKind(offices)),
    documents: [{ n: 1, kind: 'residence-permit', path: 'documents/1.html' }],
    pages: [{ path: 'documents/1.html', bytes: new TextEncoder().encode('<p>héllo</p>') }],
    letters: [{ key: 'OUT-77/1/0', kind: 'M2', sent: 1 }],
    rejected: [],
    readings: READINGS,
    signedBy: { ...(await offices.gateway.publicKey()) },
    madeAt: '2031-03-05T10:00:00.000Z',
    sign: (content) => offices.gateway.signDetached(TYP.bundle, content),
  };
  bundle = await makeBundle(input);
});
afterAll(() => offices.close());

/** Where each file of the bundle stands, its header and padding included. */
function places(): { path: string; from: number; to: number }[] {
  const found: { path: string; from: number; to: number }[] = [];
  for (let at = 0; at + 1_024 < bundle.length;) {
    const path = Buffer.from(bundle.subarray(at, at + 100))
      .toString()
      .replace(/\0.*$/s, '');
    const { next } = fileAt(bundle, at, path);
    found.push({ path, from: at, to: next });
    at = next;
  }
  return found;
}

async function withByte(at: number, change: (byte: number) => number) {
  const altered = Uint8Array.from(bundle);
  altered[at] = change(altered[at] ?? 0);
  return verifyBundle(altered);
}

describe('a bundle', () => {
  test('holds, says how much it is and whose key signed it', async () => {
    const { kid } = await offices.gateway.publicKey();
    expect(await verifyBundle(bundle)).toEqual({
      holds: true,
      entries: 7,
      head: input.caseFile.head,
      files: 9,
      signedBy: kid,
    });
    expect(await makeBundle(input)).toEqual(bundle);
  });

  test('is a tar that the usual program opens', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'bundle-'));
    await writeFile(join(dir, 'b.tar'), bundle);
    const run = promisify(execFile);
    const { stdout } = await run('tar', ['-tf', join(dir, 'b.tar')]);
    expect(stdout.trim().split('\n')).toEqual(places().map(({ path }) => path));
    const page = await run('tar', ['-xOf', join(dir, 'b.tar'), 'documents/1.html']);
    expect(page.stdout).toBe('<p>héllo</p>');
    await rm(dir, { recursive: true });
  });

  test('has its parts where nothing but the form of the archive tells them', () => {
    expect(places().map(({ path }) => path)).toEqual([
      'manifest.json',
      'manifest.jws',
      'keys.json',
      'case-file.json',
      'documents.json',
      'documents/1.html',
      'letters.json',
      'rejected.json',
      'readings.json',
    ]);
    expect(isBundle(bundle)).toBe(true);
    expect(isBundle(new TextEncoder().encode('{}'))).toBe(false);
  });
});

describe('one altered byte is found, and its file named', () => {
  /** A manifest and its signature say the same: which of the two was altered, nobody can tell. */
  const named = (path: string): string[] =>
    path === 'manifest.jws' ? ['manifest.jws', 'manifest.json'] : [path];

  test('at every position of the archive', { timeout: 300_000 }, async () => {
    for (const { path, from, to } of places()) {
      for (let at = from; at < to; at += 1) {
        const found = await withByte(at, (byte) => byte ^ (1 << (at % 8)));
        if (found.holds) throw new Error(`byte ${at} of ${path} was not missed`);
        expect(named(path), `byte ${at}: ${found.reason}`).toContain(found.path);
      }
    }
    for (let at = bundle.length - 1_024; at < bundle.length; at += 1) {
      expect(await withByte(at, () => 1)).toMatchObject({ holds: false, path: '' });
    }
  });

  test('and in the case file its entry too', async () => {
    const at = places().find(({ path }) => path === 'case-file.json');
    const begin = (at?.from ?? 0) + 512;
    const text = Buffer.from(bundle.subarray(begin, at?.to)).toString('latin1');
    const lines = text.split('\n');
    let offset = lines[0]?.length ?? 0;
    for (const [index, line] of lines.slice(1, 8).entries()) {
      // Within the text of a value, within a name, and the quote that ends the line.
      for (const inLine of [line.indexOf('"id":"') + 6, 12, line.lastIndexOf('"')]) {
        const found = await withByte(begin + offset + 1 + inLine, (byte) => byte ^ 3);
        expect(found).toMatchObject({ holds: false, path: 'case-file.json', seq: index + 1 });
      }
      offset += line.length + 1;
    }
    const subject = begin + text.indexOf('synthetic/77');
    const found = await withByte(subject, (byte) => byte ^ 3);
    expect(found).toMatchObject({ holds: false, path: 'case-file.json' });
    expect(found).not.toHaveProperty('seq');
  });
});

describe('a bundle does not hold', () => {
  test('where a file is missing, moved, added, or something follows the end', async () => {
    const files = places().map(({ path, from }) => ({
      path,
      bytes: fileAt(bundle, from, path).bytes,
    }));
    const without = writeTar(files.filter(({ path }) => path !== 'letters.json'));
    expect(await verifyBundle(without)).toMatchObject({ holds: false, path: 'letters.json' });
    const [a, b, c, d, e, ...rest] = files.map((one) => one);
    const moved = writeTar([a, b, c, e, d, ...rest].filter((one) => one !== undefined));
    expect(await verifyBundle(moved)).toMatchObject({ holds: false, path: 'case-file.json' });
    const added = writeTar([...files, { path: 'more.json', bytes: new Uint8Array(3) }]);
    expect(await verifyBundle(added)).toMatchObject({ holds: false, path: '' });
    const longer = Uint8Array.from([...bundle, ...new Uint8Array(512)]);
    expect(await verifyBundle(longer)).toMatchObject({ holds: false, path: '' });
    expect(await verifyBundle(bundle.subarray(0, -512))).toMatchObject({ holds: false });
  });

  test('where the case file was replaced by a shorter one, or is of another case', async () => {
    const shorter = { ...input.caseFile, events: input.caseFile.events.slice(0, -1) };
    const made = await makeBundle({ ...input, caseFile: shorter });
    expect(await verifyBundle(made)).toMatchObject({ holds: false, path: 'case-file.json' });
  });

  test('where the log of readings lacks a line, has one moved or has one altered', async () => {
    const [first, second, third] = READINGS;
    if (!first || !second || !third) throw new Error('there are three');
    for (const [readings, reason] of [
      [[first, third], 'n is 3 at place 2: a gap, or a move'],
      [[second, first, third], 'n is 2 at place 1: a gap, or a move'],
      [
        [first, { ...second, by: 'AUD-2' }, third],
        'hash of reading 2 is not that of the line: it was altered',
      ],
      [
        [...chainOf([{ act: 'read', by: 'AUD-2' }]), second, third],
        'prev of reading 2 is not the hash of the one before',
      ],
    ] as const) {
      const made = await makeBundle({ ...input, readings });
      expect(await verifyBundle(made)).toEqual({ holds: false, path: 'readings.json', reason });
    }
    expect(await verifyBundle(await makeBundle({ ...input, readings: [] }))).toMatchObject({
      holds: true,
    });
  });

  test('where another key signed it than the one it brings', async () => {
    const other = await openOffices();
    const sign: BundleInput['sign'] = (content) => other.gateway.signDetached(TYP.bundle, content);
    expect(await verifyBundle(await makeBundle({ ...input, sign }))).toMatchObject({
      holds: false,
      path: 'manifest.jws',
    });
    // Signed by a stranger throughout it holds: the thumbprint tells whose key it is.
    const signedBy = { ...(await other.gateway.publicKey()) };
    const forged = await verifyBundle(await makeBundle({ ...input, sign, signedBy }));
    expect(forged).toMatchObject({ holds: true, signedBy: signedBy.kid });
    await other.close();
  });

  test('where a letter was signed, and no bundle', async () => {
    const sign: BundleInput['sign'] = (content) =>
      offices.gateway.signDetached(TYP.letter, content);
    expect(await verifyBundle(await makeBundle({ ...input, sign }))).toMatchObject({
      holds: false,
      path: 'manifest.jws',
    });
  });
});
