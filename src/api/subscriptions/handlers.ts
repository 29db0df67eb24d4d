/**
 * Subscriptions: made, shown, tested, ended; dead letters go again.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { SubscriptionRow } from '../../registry/subscriptions.ts';
import { newSecret } from '../../webhooks/message.ts';
import { faultOfUrl } from '../../webhooks/post.ts';
import { sealSecret } from '../../webhooks/secrets.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import type { Caller } from '../powers.ts';
import { Problem } from '../problems.ts';
import { SUBSCRIPTION_ROUTES as ROUTES } from './routes.ts';
import type { SubscriptionSchema } from './schemas.ts';

/** Every decision is told to each of them that wants it: a bound for what one brings about. */
const MOST = 100;

const HOUR_MS = 3_600_000;

type App = OpenAPIHono<ApiEnv>;

/** Adds the calls to the application. */
export function addSubscriptionRoutes(app: App, deps: ApiDeps): void {
  addRegister(app, deps);
  addSecret(app, deps);
  addDeadLetters(app, deps);
}

function addRegister(app: App, deps: ApiDeps): void {
  const { registry, webhooks } = deps;
  app.openapi(ROUTES.subscribe, async (c) => {
    const { roles = [], procedure, province, ...wish } = c.req.valid('json');
    const fault = faultOfUrl(wish.url, webhooks.mayCall);
    if (fault !== undefined) throw new Problem('ADDRESS_REFUSED', `url: ${fault}.`);
    const id = idOf(c);
    const secret = newSecret();
    const made = { id, createdAt: new Date().toISOString(), createdBy: nameOf(c.get('caller')) };
    const narrowed = {
      ...(procedure !== undefined && { procedure }),
      ...(province !== undefined && { province }),
    };
    const subscription = { ...made, ...wish, roles, ...narrowed };
    const sealed = await sealSecret(webhooks.keys, id, secret);
    const begun = c.get('again') === true && (await registry.receiver(id)) !== undefined;
    if (!(await registry.putSubscription({ ...subscription, sealed }, MOST))) {
      throw new Problem('SUBSCRIPTION_LIMIT', `There are ${MOST}; end one that nobody needs.`);
    }
    // Cut off before its answer went out: nobody was shown the secret of then.
    const at = made.createdAt;
    if (begun) await registry.rotateSecret(id, sealed, { at, until: at });
    const answer = { ...shown({ ...subscription, pending: 0, dead: 0 }), secret };
    return c.json(answer, 201, { Location: `/v1/subscriptions/${id}` });
  });
  app.openapi(ROUTES.list, async (c) => {
    const rows = await registry.subscriptions(own(c.get('caller')));
    return c.json({ subscriptions: rows.map(shown) }, 200);
  });
  app.openapi(ROUTES.show, async (c) =>
    c.json(shown(await found(deps, c.get('caller'), c.req.valid('param').id)), 200),
  );
  app.openapi(ROUTES.remove, async (c) => {
    const { id } = await found(deps, c.get('caller'), c.req.valid('param').id);
    await registry.removeSubscription(id);
    return c.body(null, 204);
  });
}

function addSecret(app: App, deps: ApiDeps): void {
  const { registry, webhooks } = deps;
  app.openapi(ROUTES.rotate, async (c) => {
    const { id } = await found(deps, c.get('caller'), c.req.valid('param').id);
    const now = Date.now();
    const at = new Date(now).toISOString();
    const until = new Date(now + c.req.valid('query').overlapHours * HOUR_MS).toISOString();
    const secret = newSecret();
    await registry.rotateSecret(id, await sealSecret(webhooks.keys, id, secret), { at, until });
    return c.json({ secret, earlierUntil: until }, 200);
  });
  app.openapi(ROUTES.test, async (c) => {
    const { id } = await found(deps, c.get('caller'), c.req.valid('param').id);
    const to = await registry.receiver(id);
    if (to === undefined) throw unknown();
    const time = new Date().toISOString();
    const event = { key: `test/${randomUUID()}`, type: 'webhook.test', time, data: {} };
    const { status, failure } = await webhooks.send(to, event);
    if (failure === undefined && to.disabled) await registry.enableSubscription(id);
    return c.json(
      {
        delivered: failure === undefined,
        ...(status !== undefined && { status }),
        ...(failure !== undefined && { failure }),
      },
      200,
    );
  });
}

function addDeadLetters(app: App, deps: ApiDeps): void {
  const { registry, workflows } = deps;
  app.openapi(ROUTES.deadLetters, async (c) => {
    const { id } = await found(deps, c.get('caller'), c.req.valid('param').id);
    const rows = await registry.deadLetters(id);
    return c.json({ deadLetters: rows.map(({ key: _, ...row }) => row) }, 200);
  });
  app.openapi(ROUTES.redeliver, async (c) => {
    const { id, letter } = c.req.valid('param');
    const { disabled } = await found(deps, c.get('caller'), id);
    const [row] = await registry.deadLetters(id, letter);
    if (row === undefined) {
      throw new Problem('DEAD_LETTER_UNKNOWN', `See GET /v1/subscriptions/${id}/dead-letters.`);
    }
    if (disabled !== undefined) {
      throw new Problem(
        'SUBSCRIPTION_DISABLED',
        `Test it with POST /v1/subscriptions/${id}/test first: a receiver that takes the test enables it.`,
      );
    }
    const { key, ...rest } = row;
    await workflows.tellAgain({ caseNo: row.caseNo, key, id: row.id });
    return c.json(rest, 202);
  });
}

/** Under an idempotency key the same id each time. */
function idOf(c: Context<ApiEnv>): string {
  const callId = c.get('callId');
  const bytes = callId === undefined ? randomBytes(12) : Buffer.from(callId.slice(0, 24), 'hex');
  return `sub_${bytes.toString('base64url')}`;
}

/** A service has to do with what it subscribed to, and is told nothing of the others. */
function own(caller: Caller): { readonly createdBy?: string } {
  return caller.kind === 'service' ? { createdBy: nameOf(caller) } : {};
}

function nameOf(caller: Caller): string {
  return caller.kind === 'service' ? `service/${caller.name}` : 'operator';
}

/** @throws Problem `SUBSCRIPTION_UNKNOWN`, also for one of another service. */
async function found({ registry }: ApiDeps, caller: Caller, id: string): Promise<SubscriptionRow> {
  const [row] = await registry.subscriptions({ id, ...own(caller) });
  if (row === undefined) throw unknown();
  return row;
}

function unknown(): Problem {
  return new Problem('SUBSCRIPTION_UNKNOWN', 'See GET /v1/subscriptions for those there are.');
}

function shown(row: SubscriptionRow): z.infer<typeof SubscriptionSchema> {
  return { ...row, kinds: [...row.kinds], roles: [...row.roles] };
}
