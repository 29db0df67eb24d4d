/** Calls about channels: which body is reached how. Read by whoever needs to know, set by few. */
import { createRoute, z } from '@hono/zod-openapi';
import { BODIES, CHANNEL_KINDS } from '../counterpart/kinds.ts';
import { P, body, json, needs, problem } from './route.ts';

const Key = z
  .strictObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().regex(/^[\w-]{43}$/),
    kid: z.string().min(1).max(200),
    alg: z.literal('EdDSA').optional(),
    use: z.literal('sig').optional(),
  })
  .openapi('ChannelKey');

/** What is set. */
export const ChannelInput = z
  .object({
    channel: z.enum(CHANNEL_KINDS).describe('`http` is for bodies outside, `cases` for cases.'),
    address: z
      .string()
      .max(2_000)
      .regex(/^https?:\/\/[^\s/@?#]+(\/[^\s@]*)?$/, 'use http(s)://host/path, without a user')
      .optional()
      .describe('`http`: where letters are posted.')
      .openapi({ example: 'https://other.example/letters' }),
    keys: z
      .array(Key)
      .min(1)
      .max(10)
      .optional()
      .describe('`http`: public keys that sign its replies.'),
    issuer: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe(
        '`http`: issuer of the register that speaks for one liaison officer and nobody else.',
      ),
    ourKey: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('`http`: `kid` of the key that signs our letters; absent: the service’s own.'),
  })
  .openapi('ChannelInput');

const ChannelSchema = z
  .object({ body: z.string(), ...ChannelInput.shape, channel: z.string() })
  .openapi('Channel');

const BodyParams = z.object({
  body: z.string().min(1).max(50).openapi({ example: 'counterpart' }),
});

const RefusedSchema = z
  .object({
    body: z.string(),
    digest: z.string().describe('base64url SHA-256 of what arrived.'),
    code: z.string(),
    why: z.string(),
    size: z.number().int().describe('Bytes that arrived.'),
    content: z.string().describe('What arrived, up to 4,096 characters. Written by strangers.'),
    firstAt: z.string(),
    lastAt: z.string(),
    times: z.number().int().describe('How often the same bytes came.'),
  })
  .openapi('RefusedReply');

const ChangeSchema = z
  .object({ settings: ChannelSchema, by: z.string(), at: z.string() })
  .openapi('ChannelChange');

/** Every call. */
export const CHANNEL_ROUTES = {
  listChannels: createRoute({
    method: 'get',
    path: '/v1/channels',
    summary: 'Which channel serves which body',
    ...needs('channels.read'),
    responses: {
      200: json(z.object({ channels: z.array(ChannelSchema) }), 'By body.'),
      401: P[401],
      403: P[403],
    },
  }),
  setChannel: createRoute({
    method: 'put',
    path: '/v1/channels/{body}',
    summary: 'Set the channel of a body; the change is logged',
    ...needs('channels.write'),
    request: {
      params: z.object({ body: z.enum(BODIES as [string, ...string[]]) }),
      body: body(ChannelInput),
    },
    responses: {
      200: json(ChannelSchema, 'As it is now.'),
      400: P[400],
      401: P[401],
      403: P[403],
      409: problem('The body cannot be served like this.'),
      413: P[413],
    },
  }),
  listChannelChanges: createRoute({
    method: 'get',
    path: '/v1/channels/{body}/changes',
    summary: 'Every change of the channel of a body',
    ...needs('channels.read'),
    request: { params: BodyParams },
    responses: {
      200: json(z.object({ changes: z.array(ChangeSchema) }), 'Newest first; 1,000 at most.'),
      400: P[400],
      401: P[401],
      403: P[403],
    },
  }),
  listRefusedReplies: createRoute({
    method: 'get',
    path: '/v1/channels/{body}/refused',
    summary: 'Replies of a body that were refused at the door, kept for a human to look at',
    ...needs('channels.read'),
    request: { params: BodyParams },
    responses: {
      200: json(z.object({ refused: z.array(RefusedSchema) }), 'Newest first; 1,000 at most.'),
      400: P[400],
      401: P[401],
      403: P[403],
    },
  }),
};
