/**
 * Another master key: each data key is wrapped anew, some at a time, and the earlier master keys go when
 * nothing is wrapped by them any more. Whatever stops it, the next call goes on.
 */
import type { MasterKeys } from '../sealing/master-keys.ts';
import type { SealedStore } from './store.ts';
import { keyContext } from './vault.ts';

/** How far a rotation is. */
export interface Rotation {
  /** Name of the master key that wraps from now on. */
  readonly masterId: string;
  /** Data keys that this call wrapped anew. */
  readonly wrapped: number;
  /** Data keys still under an earlier one. */
  readonly left: number;
  /** Nothing is left, and the earlier keys are dropped: or may be, from a file that is not ours. */
  readonly done: boolean;
  /** Names of earlier master keys that the file still holds. */
  readonly earlier: readonly string[];
}

/**
 * Begins a rotation, or goes on with the one under way; one call at a time, others wait.
 * @throws MasterKeyNotOurs, MasterKeyMissing, Unreadable.
 */
export function createRotation(
  store: Pick<SealedStore, 'keysNotUnder' | 'replaceKey' | 'whileNoKeyIsMade'>,
  masters: MasterKeys,
): (limit: number) => Promise<Rotation> {
  let last: Promise<unknown> = Promise.resolve();
  return (limit) => {
    const turn = last.then(() => rotateSome(store, masters, limit));
    last = turn.catch(() => undefined);
    return turn;
  };
}

async function rotateSome(
  store: Pick<SealedStore, 'keysNotUnder' | 'replaceKey' | 'whileNoKeyIsMade'>,
  masters: MasterKeys,
  limit: number,
): Promise<Rotation> {
  await masters.begin();
  const [masterId = ''] = await masters.ids();
  const keys = await store.keysNotUnder(masterId, limit);
  for (const kept of keys) {
    const anew = await masters.rewrap(kept, keyContext(kept.caseNo, kept.scope));
    await store.replaceKey(kept, anew);
  }
  return store.whileNoKeyIsMade(masterId, async (left) => {
    if (left === 0) await masters.finish();
    const [, ...earlier] = await masters.ids();
    return { masterId, wrapped: keys.length, left, done: left === 0, earlier };
  });
}
