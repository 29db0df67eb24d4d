import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Unreadable, keyId, newKey, open, seal } from '../../src/sealing/seal.ts';

const HERE = { owner: 'OUT-1', kind: 'identity', version: 1 };
const PLAIN = Buffer.from('MARKED-NAME');

describe('what is sealed', () => {
  test('opens with its key for its place, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (plain) => {
        const key = newKey();
        expect([...open(seal(plain, key, HERE), key, HERE)]).toEqual([...plain]);
      }),
    );
  });

  test('is never the same twice, and shows nothing of what it holds', () => {
    const key = newKey();
    const all = Array.from({ length: 200 }, () => Buffer.from(seal(PLAIN, key, HERE)));
    expect(new Set(all.map((one) => one.toString('hex'))).size).toBe(200);
    expect(all.filter((one) => one.includes('MARKED'))).toEqual([]);
  });

  test.each([
    ['of another case', { ...HERE, owner: 'OUT-2' }],
    ['of another kind', { ...HERE, kind: 'protection' }],
    ['of an earlier version', { ...HERE, version: 2 }],
    ['whose parts run together', { ...HERE, owner: 'OUT-1identity', kind: '' }],
  ])('cannot be put in the place %s', (_, elsewhere) => {
    const key = newKey();
    expect(() => open(seal(PLAIN, key, HERE), key, elsewhere)).toThrow(Unreadable);
  });

  test('does not open with another key, cut short, or with any one bit altered', () => {
    const key = newKey();
    const sealed = seal(PLAIN, key, HERE);
    expect(() => open(sealed, newKey(), HERE)).toThrow(Unreadable);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => open(sealed.slice(0, length), key, HERE)).toThrow(Unreadable);
    }
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const altered = Uint8Array.from(sealed);
      const at = Math.floor(bit / 8);
      altered[at] = (altered[at] ?? 0) ^ (1 << (bit % 8));
      expect(() => open(altered, key, HERE)).toThrow(Unreadable);
    }
  });

  test('is refused in words that repeat neither content nor key', () => {
    const key = newKey();
    const sealed = seal(PLAIN, key, HERE);
    const said = (): string => {
      try {
        open(sealed, newKey(), HERE);
        return '';
      } catch (error) {
        return String(error);
      }
    };
    expect(said()).toBe(
      'Unreadable: Sealed data cannot be opened: another key, another place, or altered.',
    );
  });
});

test('a key is named by 16 characters that are the same each time', () => {
  const key = newKey();
  expect(keyId(key)).toMatch(/^[\w-]{16}$/);
  expect(keyId(key)).toBe(keyId(Uint8Array.from(key)));
  expect(keyId(newKey())).not.toBe(keyId(key));
});
