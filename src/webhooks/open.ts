/** The sender of a process, by its settings. */
import { join } from 'node:path';
import type { SendWebhook } from '../../activities/ports.ts';
import type { Settings } from '../config/settings.ts';
import { openMasterKeys } from '../sealing/master-keys.ts';
import type { MasterKeys } from '../sealing/master-keys.ts';
import { callable } from './addresses.ts';
import type { MayCall } from './addresses.ts';
import { createPost } from './post.ts';
import { createSender } from './sender.ts';

/** What the API and the worker send with. */
export interface Webhooks {
  /** They close the secrets. */
  readonly keys: MasterKeys;
  readonly mayCall: MayCall;
  readonly send: SendWebhook;
}

/**
 * Opens it. `makesKeys`: makes the file of keys in the data folder where it is missing.
 * @throws MasterKeyFault where the file of keys is missing or holds none.
 */
export async function openWebhooks(
  { webhooks, dataDir }: Pick<Settings, 'webhooks' | 'dataDir'>,
  options: { readonly makesKeys: boolean; readonly own?: readonly string[] },
): Promise<Webhooks> {
  const { allow, keyFile } = webhooks;
  const { makesKeys, own = [] } = options;
  const path = keyFile ?? join(dataDir, 'keys', 'webhooks.key');
  const keys = await openMasterKeys(path, keyFile === undefined && makesKeys);
  const mayCall = callable(allow);
  return { keys, mayCall, send: createSender({ keys, post: createPost({ mayCall, own }) }) };
}
