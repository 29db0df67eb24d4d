/**
 * Messages that no case may stumble over, each with the code that it gets.
 */
import { RawValue } from '@temporalio/common';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { loadPrivateKey } from '../../src/officers/keys.ts';
import { signSubmission } from '../../src/officers/sign.ts';
import { AT } from './desk.ts';
import type { Desk, TestEvent } from './desk.ts';

const DAY_MS = 86_400_000;

/** A payload of these bytes, whatever its encoding says. */
function raw(text: string | Uint8Array, encoding = 'json/plain'): RawValue {
  const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);
  const data = typeof text === 'string' ? bytes(text) : text;
  return RawValue.fromPayload({ metadata: { encoding: bytes(encoding) }, data });
}

/** A submission without any signature. */
export function unsigned(event: JsonObject): JsonObject {
  return { event, attestations: [] };
}

/** As `Desk.signed`, at another time or for longer. */
export async function signedBy(
  desk: Desk,
  officer: string,
  caseNo: string,
  event: TestEvent,
  more: { readonly now?: Date; readonly lifetimeDays?: number } = {},
): Promise<JsonObject> {
  const key = await loadPrivateKey(desk.stack.dataDir, officer);
  const signers = [{ key, iss: officer, sub: officer }];
  return signSubmission({ caseNo, act: 'submit', event, signers, now: new Date(), ...more });
}

/** A message that no case may stumble over. */
export interface Wrong {
  readonly what: string;
  /** Default `submit`. */
  readonly name?: string;
  readonly code: string;
  readonly payload: (desk: Desk, caseNo: string, event: TestEvent) => unknown;
}

/** No submission: kept among the rejected messages. */
export const APART: readonly Wrong[] = [
  { what: 'bytes that are no JSON', code: 'NOT_A_SUBMISSION', payload: () => raw('\u00ff{ no') },
  { what: 'Python’s NaN', code: 'NOT_A_SUBMISSION', payload: () => raw('NaN') },
  {
    what: 'Python’s NaN inside a submission',
    code: 'NOT_A_SUBMISSION',
    payload: (_desk, _caseNo, event) =>
      raw(JSON.stringify(unsigned({ ...event, round: 7 })).replace('7', 'NaN')),
  },
  {
    what: 'an encoding that nobody knows',
    code: 'NOT_A_SUBMISSION',
    payload: () => raw('x', 'binary/of-somebody'),
  },
  { what: 'bytes as binary/plain', code: 'NOT_A_SUBMISSION', payload: () => new Uint8Array(9) },
  { what: 'nothing', code: 'NOT_A_SUBMISSION', payload: () => undefined },
  { what: 'null', code: 'NOT_A_SUBMISSION', payload: () => null },
  { what: 'a list', code: 'NOT_A_SUBMISSION', payload: () => [1, 2] },
  { what: 'an object of no use', code: 'NOT_A_SUBMISSION', payload: () => ({ hello: 1 }) },
  {
    what: 'an event whose id is a number',
    code: 'NOT_A_SUBMISSION',
    payload: (_desk, _caseNo, event) => unsigned({ ...event, id: 7 }),
  },
  {
    what: 'a text with NUL',
    code: 'NOT_A_SUBMISSION',
    payload: (desk, caseNo, event) => desk.signed(caseNo, { ...event, language: 'k\0o' }),
  },
  {
    what: 'half a character',
    code: 'NOT_A_SUBMISSION',
    payload: (_desk, _caseNo, event) =>
      raw(JSON.stringify(unsigned({ ...event, language: '\ud83d' }))),
  },
  {
    what: 'a value nested 10,000 deep',
    code: 'NOT_A_SUBMISSION',
    payload: (_desk, _caseNo, { id }) =>
      raw(`{"event":{"id":"${id}","type":"x","at":${'['.repeat(1e4)}${']'.repeat(1e4)}}}`),
  },
  {
    what: 'a little over 64 KiB, well signed',
    code: 'TOO_LARGE',
    payload: (desk, caseNo, event) =>
      desk.signed(caseNo, { ...event, summary: 'x'.repeat(65_600) }),
  },
  {
    what: 'a little under 2 MB',
    code: 'TOO_LARGE',
    payload: (_desk, _caseNo, event) => unsigned({ ...event, summary: 'x'.repeat(1_900_000) }),
  },
  {
    what: 'a signal of an unknown name',
    name: 'approve',
    code: 'MESSAGE_UNKNOWN',
    payload: (desk, caseNo, event) => desk.signed(caseNo, event),
  },
  {
    what: 'a signal named like a property of every object',
    name: 'constructor',
    code: 'MESSAGE_UNKNOWN',
    payload: () => ({}),
  },
];

/** Submissions that are refused: in the file, in their place. */
export const FILED: readonly Wrong[] = [
  { what: 'unsigned', code: 'NOT_ATTESTED', payload: (_desk, _caseNo, event) => unsigned(event) },
  {
    what: 'altered after signing',
    code: 'NOT_ATTESTED',
    payload: async (desk, caseNo, event) => ({
      ...(await desk.signed(caseNo, event)),
      event: { ...event, round: 2 },
    }),
  },
  {
    what: 'signed for another case',
    code: 'NOT_ATTESTED',
    payload: (desk, _, event) => desk.signed('ANOTHER-1', event),
  },
  {
    what: 'signed for another act',
    code: 'NOT_ATTESTED',
    payload: (desk, caseNo, event) => desk.signed(caseNo, event, { act: 'propose' }),
  },
  {
    what: 'signed by another officer than it names',
    code: 'NOT_ATTESTED',
    payload: (desk, caseNo, event) => desk.signed(caseNo, event, { officers: ['EMB-CO-2'] }),
  },
  {
    what: 'signed by an officer out of term',
    code: 'NOT_ATTESTED',
    payload: (desk, caseNo, event) => desk.signed(caseNo, { ...event, by: 'EMB-CO-9' }),
  },
  {
    what: 'signed eight days ago',
    code: 'NOT_ATTESTED',
    payload: (desk, caseNo, event) =>
      signedBy(desk, 'EMB-CO-1', caseNo, event, { now: new Date(Date.now() - 8 * DAY_MS) }),
  },
  {
    what: 'a time event by hand, signed by the service’s own key',
    code: 'NOT_ATTESTED',
    payload: (desk, caseNo, { id }) =>
      signedBy(desk, 'service', caseNo, { id, type: 'reminder.due', at: AT, by: 'service' }),
  },
  {
    what: 'one of XState’s own events',
    code: 'EVENT_NOT_ALLOWED',
    payload: (desk, caseNo, event) =>
      desk.signed(caseNo, { ...event, type: 'xstate.done.actor.mobilization' }),
  },
  {
    what: 'an event named like a property of every object',
    code: 'EVENT_NOT_ALLOWED',
    payload: (desk, caseNo, event) => desk.signed(caseNo, { ...event, type: 'constructor' }),
  },
  {
    what: 'dated tomorrow',
    code: 'EVENT_MALFORMED',
    payload: (desk, caseNo, event) =>
      desk.signed(caseNo, { ...event, at: new Date(Date.now() + DAY_MS).toISOString() }),
  },
];
