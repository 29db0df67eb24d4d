import { mkdtemp, rm, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compactVerify, importJWK } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { entryHash, ZERO_HASH } from '../../src/file/chain.ts';
import { loadPrivateKey, publicKey, syntheticRegisters } from '../../src/officers/keys.ts';
import type { PrivateKey } from '../../src/officers/keys.ts';
import { createErase } from '../../src/persons/erase.ts';
import { createRotation } from '../../src/persons/rotate.ts';
import { createVault, digestOfBytes, Erased } from '../../src/persons/vault.ts';
import type { Vault, Visitor } from '../../src/persons/vault.ts';
import { openMasterKeys } from '../../src/sealing/master-keys.ts';
import type { MasterKeys } from '../../src/sealing/master-keys.ts';
import { open, Unreadable } from '../../src/sealing/seal.ts';
import { aCase } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';

const AT = '2031-03-05T10:00:00.000Z';
const MARKED = 'MARKED-NAME Kim';

let folder: string;
let masters: MasterKeys;
let gateway: PrivateKey;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
  await syntheticRegisters(folder);
  gateway = await loadPrivateKey(folder, 'gateway');
  masters = await openMasterKeys(join(folder, 'keys', 'master.key'), true);
});
afterAll(() => rm(folder, { recursive: true }));

function identity(text = MARKED) {
  const bytes = Buffer.from(text);
  return { scope: 'person', kind: 'identity', mediaType: 'application/json', bytes } as const;
}

function claim(text: string) {
  const bytes = Buffer.from(text);
  return { scope: 'protection', kind: 'protection', mediaType: 'text/plain', bytes } as const;
}

function erasure(caseNo: string) {
  return {
    caseNo,
    id: 'erase-1',
    ground: 'retention',
    reasons: 'kept for as long as it was needed',
    by: 'EMB-CO-1',
    second: 'EMB-HD-1',
    attestations: ['a.b.c'],
    at: AT,
  } as const;
}

onBothDrivers((opened) => {
  let vault: Vault;
  beforeAll(() => {
    vault = createVault(opened().registry, masters);
  });

  /** A case that has a file. */
  async function visitor(by = 'EMB-CO-1'): Promise<Visitor> {
    const one = aCase(opened().registry);
    await one.record([]);
    return { caseNo: one.caseNo, by, at: AT };
  }

  async function textOf(who: Visitor, ref: string): Promise<string | undefined> {
    const found = await vault.read(who, ref);
    return found && Buffer.from(found.bytes).toString();
  }

  /** All rows of the tables of this part, as one text. */
  async function everything(): Promise<string> {
    const { db } = opened().link;
    const { rows } = await sql<{ all: string }>`
      select concat(
        (select string_agg(k::text, ' ') from data_keys k),
        (select string_agg(concat(i::text, encode(i.sealed, 'escape')), ' ') from sealed_items i),
        (select string_agg(r::text, ' ') from readings r)) as all`.execute(db);
    return rows[0]?.all ?? '';
  }

  describe('a block', () => {
    test('is read as it was put, the last one, and nothing of it stands in clear', async () => {
      const who = await visitor();
      expect(await vault.read(who, 'identity')).toBeUndefined();
      expect(await vault.putBlock(who, identity('an earlier one'))).toMatchObject({ version: 1 });
      expect(await vault.putBlock(who, identity())).toMatchObject({ version: 2 });
      expect(await textOf(who, 'identity')).toBe(MARKED);
      const all = await everything();
      expect(all).toContain('EMB-CO-1');
      expect(all).not.toContain('MARKED');
    });

    test('cannot be moved to another case, nor an earlier version put in its place', async () => {
      const [one, two] = [await visitor(), await visitor()];
      for (const who of [one, two]) await vault.putBlock(who, identity());
      const { db } = opened().link;
      const rows = db.selectFrom('sealed_items').select('sealed').where('ref', '=', 'identity');
      const { sealed } = await rows.where('case_no', '=', one.caseNo).executeTakeFirstOrThrow();
      const put = db.updateTable('sealed_items').set({ sealed }).where('ref', '=', 'identity');
      await put.where('case_no', '=', two.caseNo).execute();
      await expect(vault.read(two, 'identity')).rejects.toThrow(Unreadable);
      await vault.putBlock(one, identity('later'));
      await put.where('case_no', '=', one.caseNo).execute();
      await expect(vault.read(one, 'identity')).rejects.toThrow(Unreadable);
    });

    test('of a claim has a key of its own', async () => {
      const who = await visitor('PRO-OF-1');
      await vault.putBlock(who, identity());
      await vault.putBlock(who, claim('MARKED-CLAIM'));
      const { db } = opened().link;
      const keys = db.selectFrom('data_keys').selectAll().where('case_no', '=', who.caseNo);
      expect((await keys.execute()).map(({ scope }) => scope).toSorted()).toEqual([
        'person',
        'protection',
      ]);
      expect(await textOf(who, 'protection')).toBe('MARKED-CLAIM');
    });
  });

  describe('the log of readings', () => {
    test('has every reading and writing in a chain, and none that was not allowed', async () => {
      const who = await visitor();
      await vault.putBlock(who, identity());
      const { ref } = await vault.storeFile(who, { ...identity('a paper'), kind: 'statement' });
      await vault.read({ ...who, by: 'EMB-HD-1', actsFor: ['EMB-CO-2'] }, ref);
      const refuse = (): void => {
        throw new Error('not for you');
      };
      await expect(vault.read(who, ref, refuse)).rejects.toThrow('not for you');
      const readings = await opened().registry.readings(who.caseNo);
      expect(readings).toMatchObject([
        { n: 1, act: 'written', what: 'identity', version: 1, by: 'EMB-CO-1', at: AT },
        { n: 2, act: 'written', what: ref, kind: 'statement' },
        { n: 3, act: 'read', what: ref, by: 'EMB-HD-1', actsFor: ['EMB-CO-2'] },
      ]);
      let prev = ZERO_HASH;
      for (const { hash, prev: before, ...reading } of readings) {
        expect(before).toBe(prev);
        expect(entryHash(reading as never, prev)).toBe(hash);
        prev = hash;
      }
    });

    test('cannot be altered, and has no gap when many read at once', async () => {
      const who = await visitor();
      await vault.putBlock(who, identity());
      await Promise.all(Array.from({ length: 20 }, () => vault.read(who, 'identity')));
      const readings = await opened().registry.readings(who.caseNo);
      expect(readings.map(({ n }) => n)).toEqual(Array.from({ length: 21 }, (_, at) => at + 1));
      const { db } = opened().link;
      await expect(db.updateTable('readings').set({ hash: 'x' }).execute()).rejects.toThrow(
        'never changed',
      );
      await expect(db.deleteFrom('readings').execute()).rejects.toThrow('never changed');
    });
  });

  describe('an erasure', () => {
    test('leaves a signed certificate, and nothing that any key opens', async () => {
      const { registry, link } = opened();
      const who = await visitor();
      await vault.putBlock(who, identity());
      const { ref } = await vault.storeFile(who, { ...identity('a paper'), kind: 'statement' });
      const kept = await registry.withSealed(who.caseNo, async (sealed) => ({
        keys: await sealed.keys(),
        items: await sealed.items(),
      }));
      const erase = createErase(registry, gateway);
      const certificate = await erase(erasure(who.caseNo));
      const { payload } = await compactVerify(certificate, await importJWK(publicKey(gateway)));
      const claims = JSON.parse(new TextDecoder().decode(payload)) as JsonObject;
      expect(claims).toMatchObject({
        iss: 'gateway',
        act: 'erased',
        case: who.caseNo,
        ground: 'retention',
        by: 'EMB-CO-1',
        second: 'EMB-HD-1',
        keys: kept.keys.map(({ wrapped }) => ({ digest: digestOfBytes(wrapped) })),
        unreadable: [{ ref: 'identity' }, { ref, digest: kept.items[1]?.digest }],
        readings: { n: 3 },
      });
      await expect(vault.read(who, 'identity')).rejects.toThrow(Erased);
      await expect(vault.putBlock(who, identity())).rejects.toThrow(Erased);
      const rows = link.db.selectFrom('data_keys').selectAll();
      expect(await rows.where('case_no', '=', who.caseNo).execute()).toEqual([]);
      expect(await registry.sealedItems(who.caseNo)).toEqual([]);
      // What a back-up of the items alone still has: no key that is left opens it.
      const left = await rows.execute();
      expect(left.length).toBeGreaterThan(0);
      for (const { case_no, scope, master_id, wrapped } of left) {
        const context = { owner: case_no, kind: `key of ${scope}`, version: 1 };
        const key = await masters.unwrap({ masterId: master_id, wrapped }, context);
        for (const { sealed, kind, version } of kept.items) {
          const where = { owner: who.caseNo, kind, version };
          expect(() => open(sealed, key, where)).toThrow(Unreadable);
        }
      }
    });

    test('happens once, whoever asks again', async () => {
      const who = await visitor();
      await vault.putBlock(who, identity());
      const erase = createErase(opened().registry, gateway);
      const [one, two] = await Promise.all([
        erase(erasure(who.caseNo)),
        erase({ ...erasure(who.caseNo), id: 'erase-2' }),
      ]);
      expect(one).toBe(two);
      expect(await opened().registry.certificate(who.caseNo)).toBe(one);
    });
  });

  test('what was asked for and not given is noted, the same once an hour', async () => {
    const who = await visitor('MFA-CD-1');
    const { caseNo } = who;
    const asked = { what: 'identity', kind: 'identity', asked: 'read', why: 'case' } as const;
    await vault.refused(who, asked);
    await vault.refused({ ...who, at: '2031-03-05T10:59:59.999Z' }, asked);
    await vault.refused({ ...who, by: 'RES-ER-1' }, asked);
    await vault.refused(who, { ...asked, asked: 'write' });
    await vault.refused({ ...who, at: '2031-03-05T11:00:00.000Z' }, asked);
    const log = await opened().registry.readings(caseNo);
    expect(log.map(({ by, asked: what, at }) => [by, what, at.slice(11, 16)])).toEqual([
      ['MFA-CD-1', 'read', '10:00'],
      ['RES-ER-1', 'read', '10:00'],
      ['MFA-CD-1', 'write', '10:00'],
      ['MFA-CD-1', 'read', '11:00'],
    ]);
    expect(log[0]).toMatchObject({ act: 'refused', what: 'identity', why: 'case' });
  });

  test('a comparison is noted where it holds, and nowhere else', async () => {
    const who = await visitor();
    const says = (text: string) => (bytes: Uint8Array) => Buffer.from(bytes).includes(text);
    expect(await vault.compare(who, 'identity', () => true)).toBe(false);
    await vault.putBlock(who, identity());
    expect(await vault.compare(who, 'identity', says('nobody'))).toBe(false);
    expect(await vault.compare(who, 'identity', says(MARKED))).toBe(true);
    const log = await opened().registry.readings(who.caseNo);
    expect(log.map(({ act }) => act)).toEqual(['written', 'compared']);
  });

  describe('a rotation of the master key', () => {
    test('can stop and go on, and everything is read all the time', async () => {
      const { registry } = opened();
      const rotate = createRotation(registry, masters);
      while (!(await rotate(1_000)).done);
      const visitors = [await visitor(), await visitor(), await visitor()];
      for (const who of visitors) await vault.putBlock(who, identity());
      const first = await rotate(1);
      expect(first).toMatchObject({ wrapped: 1, done: false });
      expect(first.earlier).toHaveLength(1);
      for (const who of visitors) expect(await textOf(who, 'identity')).toBe(MARKED);
      // Stopped here, taken up by another process; what is made meanwhile is under the new key.
      const late = await visitor();
      await vault.putBlock(late, identity());
      const second = await createRotation(registry, masters)(1_000);
      expect(second).toMatchObject({ masterId: first.masterId, left: 0, done: true, earlier: [] });
      for (const who of [...visitors, late]) expect(await textOf(who, 'identity')).toBe(MARKED);
      const lines = await readFile(join(folder, 'keys', 'master.key'), 'utf8');
      expect(lines.trim().split('\n')).toHaveLength(1);
    });

    test('loses no key that is made while it ends', async () => {
      const { registry } = opened();
      const rotate = createRotation(registry, masters);
      const visitors = await Promise.all(Array.from({ length: 12 }, () => visitor()));
      await Promise.all([
        ...visitors.map((who) => vault.putBlock(who, identity())),
        ...Array.from({ length: 6 }, () => rotate(1_000)),
      ]);
      for (const who of visitors) expect(await textOf(who, 'identity')).toBe(MARKED);
    });
  });
});
