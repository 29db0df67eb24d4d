/**
 * Everything that reaches the workflow, in one line, in the order in which history has it. Nothing else
 * happens on arrival.
 */
import type { Incoming, Unreadable } from '../../activities/contract.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { Json } from '../../machines/kernel/types.ts';
import { MAX_DEPTH, weigh } from '../../machines/shared/weigh.ts';
import { unreadable } from './payload-converter.ts';

/** What an update's caller is told once its message was answered. */
export type Reply = (answer: Answer) => void;

/** The answer to one message: its outcome, or why it is no submission. */
export type Answer =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Contract §1, "Outcome". */
export interface Outcome {
  readonly id: string;
  readonly outcome: string;
  readonly code?: string;
  readonly message?: string;
  readonly state: string;
  readonly seq: number;
  readonly allowed: readonly string[];
}

/** A message in the queue, with whoever waits for its answer. */
export interface Queued {
  readonly incoming: Incoming;
  readonly reply?: Reply;
}

/** The queue. */
export class Inbox {
  #queue: Queued[];

  constructor(carried: readonly Incoming[] = []) {
    this.#queue = carried.map((incoming) => ({ incoming }));
  }

  get size(): number {
    return this.#queue.length;
  }

  /** Puts a message at the end. */
  push(incoming: Incoming, reply?: Reply): void {
    this.#queue.push({ incoming, ...(reply && { reply }) });
  }

  /** Takes the first messages, at most `BOUNDS.batch`. */
  take(): readonly Queued[] {
    return this.#queue.splice(0, BOUNDS.batch);
  }

  /** Puts what was taken back to the front, in its order. */
  putBack(taken: readonly Queued[]): void {
    this.#queue = [...taken, ...this.#queue];
  }

  /** What a new run starts with. Callers never wait across runs. */
  carried(): readonly Incoming[] {
    return this.#queue.map(({ incoming }) => incoming);
  }

  /** Answers every waiting caller at once; their messages stay in the queue. */
  failWaiting(code: string, message: string): void {
    for (const { reply } of this.#queue) reply?.({ kind: 'failed', code, message });
    this.#queue = this.#queue.map(({ incoming }) => ({ incoming }));
  }
}

/**
 * A payload as it is queued: one that is too large or nested too deep is replaced by a marker, so that it
 * can travel to an activity whatever else is in the batch. Weighed without recursion: a payload nested
 * deeper than the stack must not stop the workflow.
 */
export function queueable(payload: unknown): Json | Unreadable {
  const value = (payload ?? null) as Json;
  const { bytes, depth } = weigh(value);
  if (depth > MAX_DEPTH) return marker(bytes, `nested ${depth} levels deep, ${bytes} bytes`, false);
  return bytes <= BOUNDS.messageBytes ? value : marker(bytes, JSON.stringify(value), true);
}

/** The marker in place of a value; the digest is of `text`. */
function marker(size: number, text: string, tooLarge: boolean): Unreadable {
  const { digest } = unreadable(utf8(text)).$unreadable;
  return { $unreadable: { size, digest, ...(tooLarge && { tooLarge }) } };
}

/** UTF-8 bytes of a text; the sandbox has a TextEncoder in its globals, the types do not. */
function utf8(text: string): Uint8Array {
  const encoder = (globalThis as { TextEncoder?: new () => { encode(text: string): Uint8Array } })
    .TextEncoder;
  if (encoder === undefined) throw new Error('no TextEncoder in this sandbox');
  return new encoder().encode(text);
}
