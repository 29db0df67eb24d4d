/** Who waits for news of a case. One listening connection serves them all. */

/** The channel that the SQL functions notify. */
export const CHANNEL = 'crossing_cases';

export class Waiters {
  readonly #byCase = new Map<string, Set<() => void>>();
  #closed = false;

  /**
   * Resolves at the next `wake` of this case, after `ms` milliseconds, or at once when closed. The
   * waiter is in place when the call returns, so ask first and look afterwards.
   */
  wait(caseNo: string, ms: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const waiting = this.#byCase.get(caseNo) ?? new Set();
    this.#byCase.set(caseNo, waiting);
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        waiting.delete(done);
        if (waiting.size === 0 && this.#byCase.get(caseNo) === waiting) this.#byCase.delete(caseNo);
        resolve();
      };
      const timer = setTimeout(done, ms);
      waiting.add(done);
    });
  }

  wake(caseNo: string): void {
    for (const done of [...(this.#byCase.get(caseNo) ?? [])]) done();
  }

  /** Where notifications may have been missed, everybody looks again. */
  wakeAll(): void {
    for (const caseNo of [...this.#byCase.keys()]) this.wake(caseNo);
  }

  /** A payload of `CHANNEL`. One that is not ours wakes nobody. */
  notified(payload: string): void {
    const caseNo = caseOf(payload);
    if (caseNo !== undefined) this.wake(caseNo);
  }

  close(): void {
    this.#closed = true;
    this.wakeAll();
  }
}

function caseOf(payload: string): string | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    if (typeof value !== 'object' || value === null || !('case' in value)) return undefined;
    return typeof value.case === 'string' ? value.case : undefined;
  } catch {
    // Anybody with access to the database may notify this channel.
    return undefined;
  }
}
