/**
 * What a receiver gets: a CloudEvents 1.0 body, signed as Standard Webhooks says. Nothing about the
 * person is in it: who is told looks the case up, signed in.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { WebhookEvent } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { addressOf } from '../api/address.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** One message, the same in every attempt and for every subscriber but for its signatures. */
export interface Message {
  /** Without a full stop, which the signature uses. */
  readonly id: string;
  readonly body: string;
}

/** A new secret, as the receiver's library takes it. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** The message of an event. */
export function messageOf({ key, type, caseNo, time, data }: WebhookEvent): Message {
  const id = `evt_${createHash('sha256').update(key).digest('base64url').slice(0, 27)}`;
  const event = {
    specversion: '1.0',
    id,
    source: 'crossing-cases',
    type,
    ...(caseNo === undefined ? {} : { subject: caseNo }),
    time,
    datacontenttype: 'application/json',
    data: caseNo === undefined ? data : { caseNo, ...data, links: linksOf(caseNo) },
  };
  return { id, body: JSON.stringify(event) };
}

/** Paths below the address of the API. */
function linksOf(caseNo: string): JsonObject {
  const query = new URLSearchParams({ case: caseNo });
  return { case: addressOf(caseNo), tasks: `/v1/tasks?${query.toString()}` };
}

/** The headers of a message that is sent now; one signature for each secret. */
export function headersOf(
  { id, body }: Message,
  secrets: readonly string[],
  now: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    return `v1,${mac}`;
  });
  return {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'crossing-cases',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
