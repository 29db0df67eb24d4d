/** Calls of the services of the other side: they bring replies, and read our public key. */
import { createRoute, z } from '@hono/zod-openapi';
import { P, json, problem } from './route.ts';

/** Checked by hand: what does not fit is kept among the refused replies. */
const ReplySchema = z.unknown().openapi('Reply', {
  type: 'object',
  required: ['caseNo', 'event', 'attestations'],
  description:
    'What the other side says about a case that a letter asked about, attested by its issuer like every ' +
    'submission (contract §2). The id of the event is `reply/<body>/<jti of the signature>`.',
  properties: {
    caseNo: { type: 'string', example: 'OUT-01' },
    event: { type: 'object' },
    attestations: { type: 'array', items: { type: 'string' } },
  },
});

const TakenSchema = z.object({ messageId: z.string(), eventId: z.string() }).openapi('TakenReply');

const KeysSchema = z
  .object({
    keys: z.array(
      z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string() }).loose(),
    ),
  })
  .openapi('JsonWebKeys');

/** Every call. */
export const REPLY_ROUTES = {
  takeReply: createRoute({
    method: 'post',
    path: '/v1/counterpart/{body}/replies',
    summary: 'A reply of another service, signed by a key of its channel',
    request: {
      params: z.object({ body: z.string().min(1).max(50).openapi({ example: 'counterpart' }) }),
      headers: z.object({
        'crossing-signature': z
          .string()
          .optional()
          .describe(
            'Compact JWS: EdDSA, `kid`, typ crossing-reply+jws; `iss` the body, `aud` ' +
              'crossing-cases, `iat`, `exp` at most a day later, `jti`, `dig` of the RFC 8785 form.',
          ),
      }),
      body: { required: true, content: { 'application/json': { schema: ReplySchema } } },
    },
    responses: {
      202: json(TakenSchema, 'It has arrived. What becomes of it is not told to the outside.'),
      400: P[400],
      403: problem('Not signed as its channel says; kept for a human to look at.'),
      404: problem('No such channel, or no case that this body was written to about.'),
      409: problem('The message id belongs to another message.'),
      413: P[413],
      503: P[503],
    },
  }),
  ourKeys: createRoute({
    method: 'get',
    path: '/v1/counterpart/keys',
    summary: 'The public key that signs our letters, as a JWK set',
    responses: { 200: json(KeysSchema, 'One key.') },
  }),
};
