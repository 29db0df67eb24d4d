/**
 * A sample approval tool: it subscribes to tasks, verifies what it is told as any receiver would, and
 * says it aloud. A real one would show the tasks to its officers and send signed decisions back.
 */
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { Hono } from 'hono';
import { SAMPLE_TOOL } from '../officers/keys.ts';
import type { Registry } from '../registry/types.ts';
import type { MasterKeys } from '../sealing/master-keys.ts';
import { newSecret } from '../webhooks/message.ts';
import { sealSecret } from '../webhooks/secrets.ts';
import { listen } from './listener.ts';
import type { Listener } from './listener.ts';

/** Roles whose tasks it is told of. */
const TOOL_ROLES: readonly string[] = ['EMB-HD', 'PSO-DR', 'MFA-CD', 'MPS-CD'];

const Told = z.looseObject({
  id: z.string(),
  subject: z.string(),
  data: z.looseObject({
    task: z.looseObject({ title: z.string(), roles: z.array(z.string()) }),
  }),
});

/** The tool, and the secret that it verifies with: another one at every start. */
export interface SampleTool extends Listener {
  readonly secret: string;
}

/** Starts it on any free port. A task that it is told of twice (same id) is said once. */
export async function startSampleTool(say: (text: string) => void): Promise<SampleTool> {
  const secret = newSecret();
  const webhook = new Webhook(secret);
  const known = new Set<string>();
  const app = new Hono();
  app.post('/tasks', async (c) => {
    const told = Told.safeParse(verified(webhook, await c.req.text(), c.req.header()));
    if (!told.success) return c.body(null, 400);
    const { id, subject, data } = told.data;
    if (!known.has(id)) {
      say(`[sample tool] ${subject}: ${data.task.title} (${data.task.roles.join(', ')})`);
    }
    known.add(id);
    return c.body(null, 204);
  });
  const listener = await listen({
    fetch: app.fetch,
    host: '127.0.0.1',
    port: 0,
    setting: 'sample tool',
  });
  return { ...listener, secret };
}

/** Subscribes it, under the address and with the secret of this start. */
export async function subscribeSampleTool(
  registry: Pick<Registry, 'putSubscription' | 'rotateSecret'>,
  { url, secret }: SampleTool,
  keys: MasterKeys,
): Promise<void> {
  const at = new Date().toISOString();
  const sealed = await sealSecret(keys, SAMPLE_TOOL, secret);
  const wish = { url: `${url}/tasks`, kinds: ['task.opened'], roles: TOOL_ROLES, sealed };
  const made = { id: SAMPLE_TOOL, createdAt: at, createdBy: 'operator' };
  await registry.putSubscription({ ...wish, ...made }, Number.MAX_SAFE_INTEGER);
  await registry.rotateSecret(SAMPLE_TOOL, sealed, { at, until: at });
}

function verified(webhook: Webhook, body: string, headers: Record<string, string>): unknown {
  try {
    return webhook.verify(body, headers);
  } catch {
    return undefined;
  }
}
