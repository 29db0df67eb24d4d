/**
 * Everything about persons, brought up: keys, vault, erasure, rotation.
 */
import { join } from 'node:path';
import { DATA_FILES } from '../config/data-folder.ts';
import { GATEWAY, loadPrivateKey } from '../officers/keys.ts';
import { openMasterKeys } from '../sealing/master-keys.ts';
import { createErase } from './erase.ts';
import type { Erase } from './erase.ts';
import { createRotation } from './rotate.ts';
import type { Rotation } from './rotate.ts';
import type { SealedStore } from './store.ts';
import { createVault } from './vault.ts';
import type { Vault } from './vault.ts';

/** The master key that the service makes for itself, beside its other keys. */
const MASTER_KEY = 'master.key';

/** What the service does about persons. */
export interface Persons {
  readonly vault: Vault;
  readonly erase: Erase;
  /** Goes on with a change of the master key, for at most so many data keys. */
  readonly rotate: (limit: number) => Promise<Rotation>;
  /** Days after its closing before a case may be erased because its time is over. */
  readonly keptDays: number;
}

/**
 * Brings it up over a registry. The keys of the gateway are there already.
 * @throws MasterKeyFault where a file was named that does not hold master keys.
 */
export async function openPersons(
  store: SealedStore,
  place: {
    readonly dataDir: string;
    readonly masterKeyFile?: string;
    readonly personsKeptDays: number;
  },
): Promise<Persons> {
  const { dataDir, masterKeyFile, personsKeptDays } = place;
  const masters = await openMasterKeys(
    masterKeyFile ?? join(dataDir, DATA_FILES.keys, MASTER_KEY),
    masterKeyFile === undefined,
  );
  return {
    vault: createVault(store, masters),
    erase: createErase(store, await loadPrivateKey(dataDir, GATEWAY)),
    rotate: createRotation(store, masters),
    keptDays: personsKeptDays,
  };
}
