/** Senders of webhooks for tests: loopback allowed, names of the test’s own, keys in a folder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SendWebhook, WebhookEvent } from '../../activities/ports.ts';
import type { SubscriptionWish } from '../../src/registry/subscriptions.ts';
import type { Registry } from '../../src/registry/types.ts';
import { openMasterKeys } from '../../src/sealing/master-keys.ts';
import type { MasterKeys } from '../../src/sealing/master-keys.ts';
import { callable } from '../../src/webhooks/addresses.ts';
import { createPost } from '../../src/webhooks/post.ts';
import type { PostOptions } from '../../src/webhooks/post.ts';
import { createSender } from '../../src/webhooks/sender.ts';

/** Master keys in a folder of their own. */
export async function testKeys(): Promise<MasterKeys & { remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'crossing-master-'));
  const keys = await openMasterKeys(join(folder, 'master.key'), true);
  return { ...keys, remove: () => rm(folder, { recursive: true }) };
}

/** A sender that may call loopback, unless told otherwise. */
export function testSender(keys: MasterKeys, options: Partial<PostOptions> = {}): SendWebhook {
  return createSender({
    keys,
    post: createPost({ mayCall: callable(['127.0.0.0/8']), ...options }),
  });
}

/** An event of a case. */
export function anEvent(more: Partial<WebhookEvent> = {}): WebhookEvent {
  return {
    key: 'OUT-01.1/3/0',
    type: 'task.opened',
    caseNo: 'OUT-01.1',
    time: '2025-03-01T10:00:00.000Z',
    data: { procedure: 'outbound', task: { id: 't', title: 'Do t' } },
    ...more,
  };
}

/** Subscribes: to tasks that open, of all roles, unless told otherwise. The secret is whatever is given. */
export async function subscribe(
  registry: Pick<Registry, 'putSubscription'>,
  id: string,
  more: Partial<SubscriptionWish & { readonly sealed: string; readonly createdBy: string }> = {},
): Promise<void> {
  const made = { id, createdAt: new Date().toISOString(), createdBy: 'operator' };
  const wish = { url: 'http://127.0.0.1:1/', kinds: ['task.opened'], roles: [], sealed: '{}' };
  await registry.putSubscription({ ...made, ...wish, ...more }, 1_000);
}
