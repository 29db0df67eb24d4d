/**
 * The calls about subscriptions. Answers that hold a secret are kept sealed under their idempotency key.
 */
import { createRoute } from '@hono/zod-openapi';
import { OnceHeaders, P, body, json, needs, onceProblems, onceSealed, problem } from '../route.ts';
import {
  DeadLetterParams,
  DeadLetterSchema,
  DeadLettersSchema,
  NewSecretSchema,
  NewSubscriptionSchema,
  RotationQuery,
  SubscriptionParams,
  SubscriptionSchema,
  SubscriptionWishSchema,
  SubscriptionsSchema,
  TestedSchema,
} from './schemas.ts';

const PATH = '/v1/subscriptions';
const ONE = `${PATH}/{id}` as const;
const read = needs('subscriptions.read');
const write = needs('subscriptions.write');
const away = { 401: P[401], 403: P[403], 503: P[503] };
const known = { ...away, 400: P[400], 404: P[404] };
const params = SubscriptionParams;

export const SUBSCRIPTION_ROUTES = {
  subscribe: createRoute({
    method: 'post',
    path: PATH,
    summary: 'Subscribe to what happens, by webhook',
    ...write,
    ...onceSealed,
    request: { headers: OnceHeaders, body: body(SubscriptionWishSchema) },
    responses: {
      201: json(NewSubscriptionSchema, 'The subscription, with its secret.'),
      400: P[400],
      409: problem('There are as many as there may be, or the same call is under way.'),
      413: P[413],
      422: problem(
        'The address is none that may be called, or the idempotency key stands for another call.',
      ),
      ...away,
    },
  }),
  list: createRoute({
    method: 'get',
    path: PATH,
    summary: 'Subscriptions; a service sees its own',
    ...read,
    responses: { 200: json(SubscriptionsSchema, 'The oldest first.'), ...away },
  }),
  show: createRoute({
    method: 'get',
    path: ONE,
    summary: 'A subscription',
    ...read,
    request: { params },
    responses: { 200: json(SubscriptionSchema, 'How it stands.'), ...known },
  }),
  remove: createRoute({
    method: 'delete',
    path: ONE,
    summary: 'End a subscription, with its dead letters and what is under way',
    ...write,
    request: { params },
    responses: { 204: { description: 'It is gone.' }, ...known },
  }),
  rotate: createRoute({
    method: 'post',
    path: `${ONE}/rotate-secret`,
    summary: 'A new secret; the earlier one signs too for a while',
    ...write,
    ...onceSealed,
    request: { params, headers: OnceHeaders, query: RotationQuery },
    responses: { 200: json(NewSecretSchema, 'The secret.'), ...known, ...onceProblems },
  }),
  test: createRoute({
    method: 'post',
    path: `${ONE}/test`,
    summary: 'Send an event `webhook.test` now, once',
    ...write,
    request: { params },
    responses: { 200: json(TestedSchema, 'How it went.'), ...known },
  }),
  deadLetters: createRoute({
    method: 'get',
    path: `${ONE}/dead-letters`,
    summary: 'What could not be delivered',
    ...read,
    request: { params },
    responses: { 200: json(DeadLettersSchema, 'The newest first, 1,000 at most.'), ...known },
  }),
  redeliver: createRoute({
    method: 'post',
    path: `${ONE}/dead-letters/{letter}/redeliver`,
    summary: 'Try a dead letter anew, for three days',
    ...write,
    request: { params: DeadLetterParams },
    responses: {
      202: json(DeadLetterSchema, 'It is on its way, and dead until it is delivered.'),
      409: problem('The subscription is disabled.'),
      ...known,
    },
  }),
} as const;
