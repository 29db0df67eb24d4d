/**
 * The calls about API keys. None takes an idempotency key: an answer that holds a secret is not kept.
 */
import { createRoute } from '@hono/zod-openapi';
import { P, body, json, needs, problem } from '../route.ts';
import {
  KeyParams,
  KeyRotationQuery,
  KeySchema,
  KeysQuery,
  KeysSchema,
  KeyWishSchema,
  NewKeySchema,
} from './schemas.ts';

const PATH = '/v1/api-keys';
const write = needs('api-keys.write');
const common = { 400: P[400], 401: P[401], 403: P[403], 503: P[503] };

export const API_KEY_ROUTES = {
  list: createRoute({
    method: 'get',
    path: PATH,
    summary: 'API keys, never with their secrets',
    ...needs('api-keys.read'),
    request: { query: KeysQuery },
    responses: {
      200: json(KeysSchema, 'The oldest first; revoked and expired ones too.'),
      ...common,
    },
  }),
  add: createRoute({
    method: 'post',
    path: PATH,
    summary: 'Give a service an API key',
    ...write,
    request: { body: body(KeyWishSchema) },
    responses: { 201: json(NewKeySchema, 'The key, with its secret.'), ...common, 413: P[413] },
  }),
  rotate: createRoute({
    method: 'post',
    path: `${PATH}/{id}/rotate`,
    summary: 'A new secret; the earlier one is good for a while',
    ...write,
    request: { params: KeyParams, query: KeyRotationQuery },
    responses: {
      200: json(NewKeySchema, 'The key, with its new secret.'),
      ...common,
      404: P[404],
      409: problem('The key was revoked.'),
    },
  }),
  revoke: createRoute({
    method: 'post',
    path: `${PATH}/{id}/revoke`,
    summary: 'Nobody gets in by it any more; harmless twice',
    ...write,
    request: { params: KeyParams },
    responses: { 200: json(KeySchema, 'It is revoked.'), ...common, 404: P[404] },
  }),
} as const;
