/**
 * How many calls a caller may make in a minute. A bucket of tokens for each: full at first, refilled
 * evenly, one token a call; so a burst passes, and a steady flood does not.
 */
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { nameOf } from './access.ts';
import type { ApiEnv } from './deps.ts';
import { problemResponse } from './problems.ts';

/** Buckets that are kept at most; those that filled up again first make room. */
const BUCKETS_MAX = 10_000;
const MINUTE_MS = 60_000;

interface Bucket {
  tokens: number;
  /** Milliseconds of the clock at which `tokens` held. */
  at: number;
}

/** Buckets by caller. */
export class Buckets {
  readonly #perMinute: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** `now` in milliseconds, never going back. */
  constructor(perMinute: number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** Takes one token; where there is none, the whole seconds until there is one. */
  take(caller: string): { readonly waitSeconds: number } | undefined {
    const now = this.#now();
    const bucket = this.#buckets.get(caller) ?? { tokens: this.#perMinute, at: now };
    const refilled = bucket.tokens + ((now - bucket.at) * this.#perMinute) / MINUTE_MS;
    const tokens = Math.min(this.#perMinute, refilled);
    const isEmpty = tokens < 1;
    // Those used last stand last.
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: isEmpty ? tokens : tokens - 1, at: now });
    this.#makeRoom();
    if (!isEmpty) return undefined;
    return { waitSeconds: Math.ceil(((1 - tokens) * MINUTE_MS) / this.#perMinute / 1_000) };
  }

  #makeRoom(): void {
    const oldest = this.#buckets.keys().next();
    if (this.#buckets.size > BUCKETS_MAX && !oldest.done) this.#buckets.delete(oldest.value);
  }
}

/**
 * Refuses calls of a caller who has made too many; a caller who proves nothing is known by the address
 * he calls from. Absent: nothing is counted.
 */
export function limitRate(perMinute: number | undefined): MiddlewareHandler<ApiEnv> {
  if (perMinute === undefined) return async (_c, next) => next();
  const buckets = new Buckets(perMinute, () => performance.now());
  return async (c, next) => {
    const refused = buckets.take(`${nameOf(c.get('caller'))} ${addressOf(c)}`);
    if (refused === undefined) return next();
    c.header('Retry-After', String(refused.waitSeconds));
    return problemResponse(
      c,
      'TOO_MANY_CALLS',
      `At most ${perMinute} calls in a minute; wait as Retry-After says.`,
    );
  };
}

/** Absent where a test calls without a connection. */
function addressOf(c: Context<ApiEnv>): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress ?? '';
}
