/**
 * Playing a case file through the running service: every event signed by the officers who act.
 */
import type { Act } from '../../activities/contract.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { attributedTo, isOfficerId, SERVICE } from '../../machines/shared/officers.ts';
import { addressOf, collectionOf, namedAs } from '../api/address.ts';
import { expectedOf } from '../file/export.ts';
import type { CaseEntry, CaseFile } from '../cases/case-file.ts';
import type { Compared, Given, Tried } from '../cases/try.ts';
import { outcomeOf, WAIT_S } from './outcome.ts';
import { differing } from './results.ts';
import { ServiceProblem } from './service.ts';
import type { Service } from './service.ts';
import { signed } from './signing.ts';
import { textOf } from './text.ts';

export interface PlayOptions {
  readonly service: Service;
  /** Where the officers' keys lie. */
  readonly dataDir: string;
  /** This number in place of a fresh one. */
  readonly playedNo?: string;
  /** Messages after which the case begins a new run. */
  readonly continueAsNewEvery?: number;
  /** Told after every event. */
  readonly onEvent?: () => void;
}

/** What a file gave, and under which number it was played. */
export interface PlayResult extends Tried {
  readonly playedNo: string;
}

/**
 * Plays the whole file, in order, each event after the outcome of the one before.
 * @throws CliFailure 3 where the service goes away, 2 where `playedNo` is taken or keys are missing.
 */
export async function playCaseFile(file: CaseFile, options: PlayOptions): Promise<PlayResult> {
  const playedNo = await openPlayed(file, options);
  const address = addressOf(playedNo);
  const entries: Compared<Given>[] = [];
  const proposals = new Map<string, JsonObject>();
  for (const entry of file.events) {
    const { event } = entry;
    const outcome = await playEntry(file, entry, { ...options, playedNo, address, proposals });
    const got = givenOf(outcome['outcome'], outcome['code'], outcome['state']);
    const expected = givenOf(entry.expect, entry.code, entry.state);
    entries.push({ id: event.id, type: event.type, expected, got });
    options.onEvent?.();
  }
  const { body: view } = await options.service.get(address);
  const differences = [...differing(entries), ...differing(endOf(file, view))];
  const passed = differences.length === 0;
  return { caseNo: file.caseNo, playedNo, passed, differences, entries };
}

/** Opens the case, or duty, under the number asked for, else under the smallest free `<caseNo>.<n>`. */
async function openPlayed(file: CaseFile, options: PlayOptions): Promise<string> {
  const every = options.continueAsNewEvery;
  const config = { ...file.config, ...(every === undefined ? {} : { continueAsNewEvery: every }) };
  for (let n = 1; ; n += 1) {
    const caseNo = options.playedNo ?? `${file.caseNo}.${n}`;
    try {
      await options.service.post(collectionOf(caseNo), {
        ...namedAs(caseNo, file.procedure),
        subjectRef: `synthetic/${file.caseNo}`,
        facts: file.facts as JsonObject,
        config,
        clock: 'recorded',
      });
      return caseNo;
    } catch (error) {
      const taken = error instanceof ServiceProblem && error.code === 'CASE_EXISTS';
      if (!taken || options.playedNo !== undefined) throw error;
    }
  }
}

interface Playing extends PlayOptions {
  readonly playedNo: string;
  readonly address: string;
  /** Events as they were proposed, by id: what a countersignature is given for. */
  readonly proposals: Map<string, JsonObject>;
}

async function playEntry(file: CaseFile, entry: CaseEntry, playing: Playing): Promise<JsonObject> {
  const { dataDir, service, playedNo, address, proposals } = playing;
  const act: Act = entry.act ?? 'submit';
  const event = entry.event as JsonObject & { readonly id: string };
  if (act === 'propose') proposals.set(event.id, event);
  const content = act === 'countersign' ? (proposals.get(event.id) ?? event) : event;
  const submission = await signed(dataDir, {
    caseNo: playedNo,
    act,
    event: content,
    // What was not proven is sent so again: without a signature.
    officers: entry.code === 'NOT_ATTESTED' ? [] : signersOf(file.procedure, act, event),
  });
  const draft = `${address}/drafts/${encodeURIComponent(event.id)}`;
  const path = {
    submit: `${address}/events`,
    propose: `${address}/drafts`,
    countersign: `${draft}/countersign`,
    withdraw: `${draft}/withdraw`,
  }[act];
  return outcomeOf(service, await service.post(path, submission, WAIT_S));
}

/** Who signs: who acts by the vocabulary, and the second officer where both sign at once. */
function signersOf(procedure: string, act: Act, event: JsonObject): readonly string[] {
  const { second } = event;
  const named = typeof second === 'string' && isSigner(second) ? [second] : [];
  if (act === 'countersign' && named.length > 0) return named;
  const first = attributedTo(procedure, event).id;
  return act === 'submit' ? [...new Set([first, ...named])] : [first];
}

function isSigner(id: string): boolean {
  return id === SERVICE || isOfficerId(id);
}

function givenOf(outcome: unknown, code: unknown, state: unknown): Given {
  return {
    outcome: textOf(outcome),
    ...(code === undefined ? {} : { code: textOf(code) }),
    state: textOf(state),
  };
}

/** The end block of the file against the case view; fields that the file leaves out are not asked. */
function endOf(file: CaseFile, view: JsonObject): readonly Compared[] {
  const got: Readonly<Record<string, unknown>> = { ...expectedOf(view) };
  return Object.entries((file.expected ?? {}) as Record<string, Json>).map(([type, expected]) => ({
    id: 'expected',
    type,
    expected,
    got: got[type],
  }));
}
