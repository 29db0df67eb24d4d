/**
 * What `submit` and `propose` share: one event, signed already or signed here, sent and answered.
 */
import type { JsonObject } from '../../machines/kernel/types.ts';
import { isOfficerId } from '../../machines/shared/officers.ts';
import { addressOf } from '../api/address.ts';
import { wrongUse } from './exit-codes.ts';
import { readObject, settingsOf } from './io.ts';
import type { CliIo } from './io.ts';
import { outcomeOf, showOutcome, WAIT_S } from './outcome.ts';
import { findService } from './service.ts';
import { signed, withSecond } from './signing.ts';

export interface SendOptions {
  readonly json?: true;
  readonly case: string;
  readonly as?: string;
  readonly second?: string;
}

/** Sends the event and shows its outcome; gives the exit code. */
export async function sendEvent(
  io: CliIo,
  act: 'submit' | 'propose',
  path: string | undefined,
  options: SendOptions,
): Promise<number> {
  const given = await readObject(io, path);
  const submission = isSubmission(given) ? given : await signHere(io, act, given, options);
  const service = await findService(io);
  const call = act === 'submit' ? 'events' : 'drafts';
  const address = `${addressOf(options.case)}/${call}`;
  const answer = await service.post(address, submission, WAIT_S);
  return showOutcome(io, await outcomeOf(service, answer), options.json === true);
}

function isSubmission(given: JsonObject): boolean {
  return Array.isArray(given['attestations']) && typeof given['event'] === 'object';
}

async function signHere(
  io: CliIo,
  act: 'submit' | 'propose',
  given: JsonObject,
  options: SendOptions,
): Promise<JsonObject> {
  const event = withSecond(given, options.second);
  const { by, second } = event;
  const first = options.as ?? (typeof by === 'string' && isOfficerId(by) ? by : undefined);
  if (first === undefined) {
    throw wrongUse('Say with --as which officer signs; the event names none in `by`.');
  }
  // Who proposes signs alone: the second officer countersigns later.
  const both = act === 'submit' && typeof second === 'string' ? [first, second] : [first];
  const { dataDir } = settingsOf(io);
  return signed(dataDir, { caseNo: options.case, act, event, officers: both });
}
