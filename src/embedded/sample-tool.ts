/**
 * A sample approval tool: it is told of tasks on HTTP and says so aloud. A real one would show them to
 * its officers and send signed decisions back.
 */
import { z } from 'zod';
import { Hono } from 'hono';
import { listen } from './listener.ts';
import type { Listener } from './listener.ts';

/** Roles whose tasks it is told of. */
export const TOOL_ROLES: readonly string[] = ['EMB-HD', 'PSO-DR', 'MFA-CD', 'MPS-CD'];

const Told = z.looseObject({
  caseNo: z.string(),
  key: z.string(),
  task: z.looseObject({ title: z.string(), roles: z.array(z.string()) }),
});

/** Starts the tool on any free port. A task that it is told of twice (same key) is said once. */
export async function startSampleTool(say: (text: string) => void): Promise<Listener> {
  const known = new Set<string>();
  const app = new Hono();
  app.post('/tasks', async (c) => {
    const told = Told.safeParse(await c.req.json().catch(() => undefined));
    if (!told.success) return c.body(null, 400);
    const { caseNo, key, task } = told.data;
    const name = `${caseNo} ${key}`;
    if (!known.has(name)) say(`[sample tool] ${caseNo}: ${task.title} (${task.roles.join(', ')})`);
    known.add(name);
    return c.body(null, 204);
  });
  return listen({ fetch: app.fetch, host: '127.0.0.1', port: 0, setting: 'sample tool' });
}
