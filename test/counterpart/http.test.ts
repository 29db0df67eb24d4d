import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Letter } from '../../machines/kernel/types.ts';
import { createByHand } from '../../src/counterpart/by-hand.ts';
import { createHttpChannel } from '../../src/counterpart/http.ts';
import type { ChannelSettings } from '../../src/registry/channels.ts';
import { callable } from '../../src/webhooks/addresses.ts';
import { createPost } from '../../src/webhooks/post.ts';
import { openOffices } from '../support/offices.ts';
import type { Offices } from '../support/offices.ts';
import { openLetterBox } from '../support/other-service.ts';
import type { LetterBox } from '../support/other-service.ts';

const LETTER: Letter = {
  kind: 'M2',
  to: 'counterpart',
  correlationId: 'C-1',
  content: { caseNo: 'OUT-77', crossedOn: '1957-09' },
};
const FIRST = { caseNo: 'OUT-77', key: 'OUT-77/3/0', letter: LETTER };

let offices: Offices;
let box: LetterBox;
let settings: ChannelSettings | undefined;
beforeAll(async () => {
  offices = await openOffices();
  box = await openLetterBox(async () => [await offices.gateway.publicKey()]);
});
beforeEach(() => {
  box.down = false;
  box.letters.length = 0;
  settings = { body: 'counterpart', channel: 'http', address: box.url };
});
afterAll(async () => {
  box.close();
  await offices.close();
});

const http = (now?: () => Date) =>
  createHttpChannel({
    channels: { channel: async () => settings },
    gateway: offices.gateway,
    post: createPost({ mayCall: callable(['127.0.0.0/8']) }),
    ...(now && { now }),
  });

describe('a letter over HTTP', () => {
  test('is put on the wire at the last moment, where it may leave', async () => {
    const asked = box.asked;
    const held = (): Promise<void> => Promise.reject(new Error('a claim has come'));
    await expect(http().deliver({ ...FIRST, leaving: held })).rejects.toThrow(/a claim has come/);
    expect(box.asked).toBe(asked);
    const left: string[] = [];
    await http().deliver({
      ...FIRST,
      async leaving(send) {
        left.push(`${box.asked - asked} asked`);
        send();
      },
    });
    expect(left).toEqual(['0 asked']);
    expect(box.letters).toHaveLength(1);
  });

  test('says its minimum, its kind and what an answer has to name, signed by the service', async () => {
    await http(() => new Date('1958-03-01T00:00:00Z')).deliver(FIRST);
    expect(box.refused).toEqual([]);
    const [letter] = box.letters;
    expect(letter?.body).toEqual({
      letter: 'OUT-77/3/0',
      kind: 'M2',
      correlationId: 'C-1',
      content: LETTER.content,
      sending: 1,
      as: 'letter',
    });
    const { kid } = await offices.gateway.publicKey();
    expect(letter?.header).toEqual({ alg: 'EdDSA', kid, typ: 'crossing-letter+jws' });
    const iat = Date.parse('1958-03-01T00:00:00Z') / 1_000;
    expect(letter?.claims).toEqual({
      iss: 'crossing-cases',
      aud: 'counterpart',
      iat,
      exp: iat + 300,
      jti: 'OUT-77/3/0#1',
      dig: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  test('is known by its number when it comes twice; a later sending has another', async () => {
    await http().deliver(FIRST);
    await http().deliver(FIRST);
    await http().deliver({ ...FIRST, sending: { n: 2, as: 'reminder' } });
    expect(box.letters.map(({ claims, times }) => [claims['jti'], times])).toEqual([
      ['OUT-77/3/0#1', 2],
      ['OUT-77/3/0#2', 1],
    ]);
  });

  test('is not delivered while the other side is down, or sends us elsewhere', async () => {
    box.down = true;
    await expect(http().deliver(FIRST)).rejects.toThrow(/counterpart answered 503/);
    const moved = createHttpChannel({
      channels: { channel: async () => settings },
      gateway: offices.gateway,
      post: async () => ({ status: 307 }),
    });
    await expect(moved.deliver(FIRST)).rejects.toThrow(/answered 307/);
  });

  test('goes to no address inside the house', async () => {
    const channels = { channel: async () => settings };
    const post = createPost({ mayCall: callable([]) });
    const inside = createHttpChannel({ channels, gateway: offices.gateway, post });
    const before = box.asked;
    await expect(inside.deliver(FIRST)).rejects.toThrow(/may not be called|not called/);
    expect(box.asked).toBe(before);
  });

  test('waits where the channel has no address, or wants a key that is not kept here', async () => {
    settings = undefined;
    await expect(http().deliver(FIRST)).rejects.toThrow(/no address/);
    settings = { body: 'counterpart', channel: 'http', address: box.url, ourKey: 'another' };
    await expect(http().deliver(FIRST)).rejects.toThrow(/a key not kept here/);
    expect(box.letters).toEqual([]);
  });
});

test('by hand nothing is delivered by a machine', async () => {
  expect(await createByHand().deliver(FIRST)).toBe('by-hand');
});
