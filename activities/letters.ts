/** A letter goes again: the same one under the same correlation, counted, handed over once each time. */
import { ApplicationFailure } from '@temporalio/common';
import { procedureOf } from '../machines/registry.ts';
import { isStayed } from '../machines/kernel/position.ts';
import { isBlank } from '../machines/kernel/refusals.ts';
import type { JsonObject } from '../machines/kernel/types.ts';
import { letterKind } from '../machines/shared/letters.ts';
import type { LetterActivities } from './contract.ts';
import type { Channel, Leaving, LetterStore, Outgoing, SentAs, StandingLetter } from './ports.ts';

/** Who sends where no officer signed for it: somebody at the Temporal Web UI. */
const OPERATOR = 'operator';

/** Why a letter does not go again, with what to know. */
export interface NotAgain {
  readonly code: 'LETTER_NOT_OPEN' | 'STAY_ACTIVE';
  readonly words: string;
}

/**
 * Why this letter may not go again now; `undefined` where it may. What asks for an answer goes until the
 * answer is there or the case awaits it no longer; what is acknowledged, until it is. A stay holds back
 * what it would hold back from an officer of the case.
 */
export function notAgain(
  standing: StandingLetter,
  as: SentAs,
  clearanceId?: string,
): NotAgain | undefined {
  const { letter, recorded, procedure, view } = standing;
  const row = letterKind(letter.kind);
  const shut = (words: string): NotAgain => ({ code: 'LETTER_NOT_OPEN', words });
  if (recorded) return shut('a recorded case sends nothing');
  if (row === undefined) return shut(`there is no letter ${letter.kind}`);
  if (row.answer === undefined) {
    if (as === 'reminder') return shut(`nobody owes an answer to a letter ${letter.kind}`);
    if (standing.acknowledged) return shut('it was acknowledged');
  } else if (standing.overtaken || repliesOf(view)[row.answer] !== letter.correlationId) {
    return shut('the case awaits no answer to it any more');
  }
  const needsClearance = row.underStay === 'clearance' && isBlank(clearanceId);
  const held = row.underStay === 'never' || needsClearance;
  if (!held || !isHeld(procedure, view)) return undefined;
  const words = needsClearance ? 'it goes with the number of a clearance alone' : 'it does not go';
  return { code: 'STAY_ACTIVE', words: `a claim for protection is open: ${words}` };
}

/**
 * What becomes of a letter that was not handed over yet. `held`: a claim for protection came, and the
 * letter was sent without a clearance, or leads toward return. `off`: the case awaits its answer no
 * longer, or has its outcome. What no stay concerns goes.
 */
export function atFirst(
  outgoing: Omit<Extract<Outgoing, { kind: 'counterpart' }>, 'kind' | 'channel'>,
): 'goes' | 'held' | 'off' {
  const { letter, view } = outgoing;
  const row = letterKind(letter.kind);
  if (row?.underStay === undefined) return 'goes';
  // A view of before says nothing of replies.
  const isKnown = row.answer !== undefined && view['replies'] !== undefined;
  if (isKnown && repliesOf(view)[row.answer] !== letter.correlationId) return 'off';
  if (!isHeldBack(outgoing)) return 'goes';
  return view['open'] === false ? 'off' : 'held';
}

/** Whether a claim for protection holds a letter back that goes with this clearance, or with none. */
export function isHeldBack(outgoing: Parameters<typeof atFirst>[0]): boolean {
  const { letter, procedure, view, clearanceId } = outgoing;
  const underStay = letterKind(letter.kind)?.underStay;
  if (underStay === undefined || !isHeld(procedure, view)) return false;
  return underStay === 'never' || isBlank(clearanceId);
}

function repliesOf(view: JsonObject): JsonObject {
  return (view['replies'] ?? {}) as JsonObject;
}

/** Duties have no stay. */
function isHeld(name: string, view: JsonObject): boolean {
  const procedure = procedureOf(name);
  const regions = (view['regions'] ?? {}) as Readonly<Record<string, string>>;
  return procedure !== undefined && isStayed({ procedure, regions });
}

/** What a sending needs. */
export interface SendAgainDeps {
  readonly letters: LetterStore;
  /** By the names that the registry has. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
}

/**
 * Implements `LetterActivities.sendAgain`.
 * @throws where the channel cannot be reached; Temporal tries again.
 */
export function createSendAgain(deps: SendAgainDeps): LetterActivities['sendAgain'] {
  const { letters, channels, now = () => new Date() } = deps;
  return async ({ caseNo, key, id }) => {
    const found = await letters.letter(caseNo, key, id);
    if (found === undefined) {
      throw ApplicationFailure.nonRetryable(`There is no letter ${key}.`, 'LETTER_UNKNOWN');
    }
    const { sending, letter } = found;
    if (sending?.delivered === true) return;
    const as = sending?.as ?? 'letter';
    // Asked before every attempt: a claim may have been made while the channel was away.
    const fault = notAgain(found, as, sending?.clearanceId);
    if (fault !== undefined) throw ApplicationFailure.nonRetryable(fault.words, fault.code);
    const channel = channels.get(found.channel ?? '');
    if (channel === undefined) throw new Error(`Nobody serves ${letter.to} in this worker.`);
    const at = now().toISOString();
    const n = await letters.sendAgain({ caseNo, key, id, as, by: OPERATOR, at });
    const leaving: Leaving = (put) =>
      letters.holding(caseNo, (view) => {
        const late = notAgain({ ...found, view }, as, sending?.clearanceId);
        if (late !== undefined) throw new Error(late.words);
        put();
      });
    const handed = await channel.deliver({ caseNo, key, letter, sending: { n, as }, leaving });
    if (handed === 'by-hand') return;
    await letters.sentAgain(caseNo, key, id, now().toISOString());
  };
}
