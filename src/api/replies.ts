/**
 * Replies that other services bring. The signature around a reply says whose service speaks; the
 * attestation inside, by an issuer that speaks for one liaison officer, says who acts. At the door only
 * the first is judged; what the reply does is for the case and its rules, and not told to the outside.
 */
import { createHash } from 'node:crypto';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { digestOf, submissionDigest } from '../../activities/digest.ts';
import { MESSAGES } from '../../workflows/messages.ts';
import { openReply } from '../counterpart/envelope.ts';
import { readJws } from '../officers/jws.ts';
import type { ChannelSettings } from '../registry/channels.ts';
import { answerAfterEnd, unknownCase } from './after-end.ts';
import { faultOfIssuer } from './channels.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { actOnLetter } from './letters.ts';
import { Problem } from './problems.ts';
import { REPLY_ROUTES as routes } from './reply-routes.ts';
import { submissionOf } from './submit.ts';

/** Adds the calls to the application. */
export function addReplyRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.ourKeys, async (c) => {
    return c.json({ keys: [{ ...(await deps.letters.publicKey()) }] }, 200);
  });
  app.openapi(routes.takeReply, async (c) => {
    const { body } = c.req.valid('param');
    const channel = await deps.registry.channel(body);
    if (channel?.channel !== 'http') {
      throw new Problem('CHANNEL_UNKNOWN', `Nobody of ${body} answers over HTTP.`);
    }
    const content = await c.req.text();
    const jws = c.req.header('crossing-signature');
    try {
      const { messageId, eventId } = await take(deps, channel, content, jws);
      return c.json({ messageId, eventId }, 202);
    } catch (error) {
      if (error instanceof Problem && !isAway(error)) await keep(deps, body, content, error);
      throw error;
    }
  });
}

/** What is only away for the moment was not refused: the same reply comes again. */
function isAway({ code }: Problem): boolean {
  return code === 'CASE_INTERRUPTED' || code === 'UNAVAILABLE';
}

function keep({ registry }: ApiDeps, body: string, content: string, problem: Problem) {
  return registry.refuseReply({
    body,
    digest: createHash('sha256').update(content).digest('base64url'),
    code: problem.code,
    why: problem.message,
    size: Buffer.byteLength(content),
    content,
    at: new Date().toISOString(),
  });
}

interface Reply {
  readonly messageId: string;
  readonly digest: string;
  readonly eventId: string;
  readonly caseNo: string;
  readonly payload: JsonObject;
  readonly type: string;
}

async function take(
  deps: ApiDeps,
  channel: ChannelSettings,
  content: string,
  jws: string | undefined,
): Promise<Reply> {
  const { registry } = deps;
  const { body } = channel;
  const reply = await read(deps, channel, content, jws);
  const { messageId, digest, caseNo } = reply;
  // Who was never written to about a case knows nothing of it: the answer is that of no case.
  if (!(await registry.hasWritten(caseNo, body))) throw unknownCase(caseNo);
  const at = new Date().toISOString();
  const taken = await registry.takeReply({ body, messageId, digest, caseNo, at });
  if (taken === 'passed') return reply;
  if (taken === 'other') {
    throw new Problem('MESSAGE_ID_TAKEN', `${messageId} is another message; use an id of its own.`);
  }
  await pass(deps, reply);
  await registry.passedReply(body, messageId, new Date().toISOString());
  return reply;
}

async function read(
  { registry }: ApiDeps,
  { body, keys = [], issuer = '' }: ChannelSettings,
  text: string,
  jws: string | undefined,
): Promise<Reply> {
  const content = parsed(text);
  const opened = openReply({ jws, body, keys, content, now: new Date() });
  if ('fault' in opened) throw new Problem('NOT_ATTESTED', `${opened.fault}.`);
  const { caseNo, event, attestations } = isObject(content) ? content : {};
  const payload: JsonObject = { event: event ?? null, attestations: attestations ?? [] };
  const submission = submissionOf(MESSAGES.submit, payload);
  const eventId = `reply/${body}/${opened.messageId}`;
  if (typeof caseNo !== 'string' || submission.id !== eventId) {
    throw new Problem('MALFORMED', `Send caseNo, and an event whose id is ${eventId}.`);
  }
  // It speaks for itself: attestations of others are for the doors of our own.
  const [registered] = await registry.issuers([issuer]);
  const fault = faultOfIssuer(body, registered) ?? foreign(submission.attestations, issuer);
  if (fault !== undefined) throw new Problem('NOT_ATTESTED', `${fault}.`);
  const said = isObject(event ?? null) ? (event as JsonObject) : {};
  const type = typeof said['type'] === 'string' ? said['type'] : '';
  // Signed anew it is the same message: what it says of which case is compared.
  const digest = digestOf({ caseNo, event: said });
  return { messageId: opened.messageId, digest, eventId, caseNo, payload, type };
}

function foreign(attestations: readonly string[], issuer: string): string | undefined {
  const others = attestations.map(readJws).some((one) => {
    return typeof one !== 'string' && one.claims.iss !== issuer;
  });
  return others ? `an attestation is not by ${issuer}, whom the channel names` : undefined;
}

/** To the letter, where it acknowledges one; else to the case, which answers by its rules. */
async function pass(deps: ApiDeps, { caseNo, payload, type }: Reply): Promise<void> {
  if (type === 'letter.acknowledged') {
    await actOnLetter(deps, caseNo, payload);
    return;
  }
  if (type.startsWith('letter.'))
    throw new Problem('MALFORMED', `${type} is not for other services.`);
  const name = MESSAGES.submit;
  if ((await deps.workflows.signal(caseNo, name, payload)) === 'sent') return;
  const submission = submissionOf(name, payload);
  const digest = submissionDigest(submission.act, payload);
  await answerAfterEnd(deps, { caseNo, name, payload, submission, digest });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Problem('MALFORMED', 'The body is no JSON.');
  }
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
