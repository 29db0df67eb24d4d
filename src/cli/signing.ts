/**
 * Signing with the officers' keys of the data folder.
 */
import type { Act } from '../../activities/contract.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { loadPrivateKey } from '../officers/keys.ts';
import { signSubmission } from '../officers/sign.ts';
import type { Signer } from '../officers/sign.ts';
import { wrongUse } from './exit-codes.ts';
import { textOf } from './text.ts';

/** One event to sign, and who signs. */
export interface Signing {
  readonly caseNo: string;
  readonly act: Act;
  readonly event: JsonObject;
  /** Officers, the one who acts first. */
  readonly officers: readonly string[];
}

/**
 * The signed submission.
 * @throws CliFailure 2 where a key is missing or the event has no id.
 */
export async function signed(dataDir: string, signing: Signing): Promise<JsonObject> {
  const { event } = signing;
  const id = event['id'];
  if (typeof id !== 'string' || id === '') {
    throw wrongUse('The event needs an `id`: a text of your own that makes a retry harmless.');
  }
  const signers = await Promise.all(signing.officers.map((officer) => signerOf(dataDir, officer)));
  return signSubmission({
    caseNo: signing.caseNo,
    act: signing.act,
    event: { ...event, id },
    signers,
    now: new Date(),
  });
}

async function signerOf(dataDir: string, officer: string): Promise<Signer> {
  try {
    // On this machine every officer is an issuer of the same name.
    return { key: await loadPrivateKey(dataDir, officer), iss: officer, sub: officer };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw wrongUse(`${why} (data folder ${dataDir}; CROSSING_DATA_DIR names another one)`);
  }
}

/** The event with its second officer written into it, where `--second` names one. */
export function withSecond(event: JsonObject, second: string | undefined): JsonObject {
  const named = event['second'];
  if (second === undefined || named === second) return event;
  if (named === undefined) return { ...event, second };
  throw wrongUse(`The event names another second officer (${textOf(named)}).`);
}
