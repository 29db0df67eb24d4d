/**
 * A simulated other side, for the embedded stack: it answers letters as a script says, late or never.
 * It knows nothing of cases; signing and submitting its answers is the caller's.
 */
import type { Channel } from '../../activities/ports.ts';
import type { CaseEvent, JsonObject, Letter } from '../../machines/kernel/types.ts';

/** What it does with letters of one kind. */
export interface ScriptedAnswer {
  /** Event type of the answer; `null`: never answers. */
  readonly answer: string | null;
  /** Milliseconds from the letter to the answer, at least 0. */
  readonly afterMs: number;
  /** Further fields of the answer. `correlationId` is the letter's unless given here. */
  readonly fields?: JsonObject;
}

export interface SimulatedCounterpartDeps {
  /** By letter kind (M1 to M13). A kind that is not named is never answered. */
  readonly script: Readonly<Record<string, ScriptedAnswer>>;
  /** Signs and submits. Where it fails, it is called again with the same event. */
  readonly reply: (caseNo: string, event: CaseEvent) => Promise<void>;
  /** ISO instant of now. */
  readonly now: () => string;
  /** Runs something in `ms` milliseconds, once. Returns what takes it back. */
  readonly schedule: (ms: number, run: () => void) => () => void;
}

/** A letter as the registry has it, to be taken up again after a restart. */
export interface StandingLetter extends Letter {
  readonly caseNo: string;
  readonly key: string;
  /** ISO instant; absent where it has not arrived yet. */
  readonly deliveredAt?: string;
}

export interface SimulatedCounterpart extends Channel {
  /**
   * Takes up letters that arrived before this process began: each is answered when it would have been,
   * or at once where that is over. An answer that was given already goes out again under the same event
   * id, which changes nothing.
   */
  resume(letters: readonly StandingLetter[]): void;
  /** Answers nothing any more. */
  stop(): void;
}

/** Pauses between attempts to reply, in milliseconds: the first, and the longest. */
const AGAIN_MS = { first: 1_000, longest: 60_000 } as const;

/** The same letter twice (same key, also where it was sent again) gets one answer. */
export function createSimulatedCounterpart(deps: SimulatedCounterpartDeps): SimulatedCounterpart {
  const pending = new Map<string, () => void>();
  const seen = new Set<string>();
  let stopped = false;

  const later = (key: string, ms: number, run: () => void): void => {
    if (stopped) return;
    const takeBack = deps.schedule(ms, () => {
      pending.delete(key);
      run();
    });
    pending.set(key, takeBack);
  };

  const say = (caseNo: string, key: string, event: CaseEvent, pauseMs: number): void => {
    deps.reply(caseNo, event).catch(() => {
      // The service may be on its way down or up: the answer is not lost, only late.
      const nextMs = Math.min(pauseMs * 2, AGAIN_MS.longest);
      later(key, pauseMs, () => say(caseNo, key, event, nextMs));
    });
  };

  const take = (caseNo: string, key: string, letter: Letter, elapsedMs: number): void => {
    const scripted = Object.hasOwn(deps.script, letter.kind) ? deps.script[letter.kind] : undefined;
    if (scripted === undefined || scripted.answer === null || seen.has(key)) return;
    const { answer, afterMs, fields } = scripted;
    seen.add(key);
    later(key, Math.max(0, afterMs - elapsedMs), () => {
      const event = answerTo(letter, key, answer, fields, deps.now());
      say(caseNo, key, event, AGAIN_MS.first);
    });
  };

  return {
    deliver: ({ caseNo, key, letter }) => {
      take(caseNo, key, letter, 0);
      return Promise.resolve();
    },
    resume: (letters) => {
      for (const { caseNo, key, deliveredAt, ...letter } of letters) {
        if (deliveredAt === undefined) continue;
        take(caseNo, key, letter, Date.parse(deps.now()) - Date.parse(deliveredAt));
      }
    },
    stop: () => {
      stopped = true;
      for (const takeBack of pending.values()) takeBack();
      pending.clear();
    },
  };
}

/** The event id comes from the letter's key alone, so that the same letter has the same answer. */
function answerTo(
  letter: Letter,
  key: string,
  type: string,
  fields: JsonObject | undefined,
  at: string,
): CaseEvent {
  return { correlationId: letter.correlationId, ...fields, id: `answer/${key}`, type, at };
}
