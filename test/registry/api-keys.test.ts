import { describe, expect, it } from 'vitest';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

const KEY = {
  id: 'abcdefghijkm',
  name: 'intake',
  powers: ['cases.read', 'cases.open'],
  hash: 'first',
  createdAt: '2031-03-05T10:00:00.000Z',
  createdBy: 'operator',
  expiresAt: '2031-06-05T10:00:00.000Z',
};

onBothDrivers((opened) => {
  describe('API keys', () => keys(opened));
});

function keys(opened: () => Opened): void {
  it('are found by their id, and listed', async () => {
    const { registry } = opened();
    await registry.addApiKey(KEY);
    expect(await registry.apiKey(KEY.id)).toEqual(KEY);
    expect(await registry.apiKeys()).toEqual([KEY]);
    expect(await registry.apiKey('nobody')).toBeUndefined();
    await expect(registry.addApiKey({ ...KEY, hash: 'other' })).rejects.toThrow(/unique|duplicate/);
  });

  it('keep the secret before, when they are rotated', async () => {
    const { registry } = opened();
    const [by, at] = ['administrator-1', '2031-03-05T10:00:00.000Z'] as const;
    const overlapUntil = '2031-03-12T10:00:00.000Z';
    const expiresAt = '2031-09-05T10:00:00.000Z';
    await registry.rotateApiKey({ id: KEY.id, hash: 'second', overlapUntil, expiresAt, by, at });
    expect(await registry.apiKey(KEY.id)).toMatchObject({
      hash: 'second',
      previous: { hash: 'first', until: overlapUntil },
      expiresAt,
    });
  });

  it('are marked when they are used, once a minute', async () => {
    const { registry } = opened();
    const uses = ['10:00:00', '10:00:59', '10:01:01', '10:00:30'];
    const marks = [];
    for (const time of uses) {
      await registry.usedApiKey(KEY.id, `2031-03-06T${time}.000Z`);
      marks.push((await registry.apiKey(KEY.id))?.lastUsedAt?.slice(11, 19));
    }
    expect(marks).toEqual(['10:00:00', '10:00:00', '10:01:01', '10:01:01']);
  });

  it('stay revoked from the first time on', async () => {
    const { registry } = opened();
    await registry.revokeApiKey(KEY.id, '2031-03-07T00:00:00.000Z', 'administrator-1');
    await registry.revokeApiKey(KEY.id, '2031-03-08T00:00:00.000Z', 'administrator-1');
    expect((await registry.apiKey(KEY.id))?.revokedAt).toBe('2031-03-07T00:00:00.000Z');
  });
}
