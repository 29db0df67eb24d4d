/**
 * How many webhooks are under way at once. A receiver that says nothing holds a line for as long as it
 * may; those that wait for it must not take the places that decisions need.
 */

/** For each receiver. */
const EACH_MOST = 5;
/** In all: half of what a worker does at once. */
const ALL_MOST = 50;

/** The lines of one process. */
export class Lines {
  readonly #busy = new Map<string, number>();
  #all = 0;

  /** Has the line while `use` runs; `undefined` where none is free. */
  async with<T>(receiver: string, use: () => Promise<T>): Promise<T | undefined> {
    const own = this.#busy.get(receiver) ?? 0;
    if (own >= EACH_MOST || this.#all >= ALL_MOST) return undefined;
    this.#busy.set(receiver, own + 1);
    this.#all += 1;
    try {
      return await use();
    } finally {
      this.#all -= 1;
      const left = (this.#busy.get(receiver) ?? 1) - 1;
      if (left === 0) this.#busy.delete(receiver);
      else this.#busy.set(receiver, left);
    }
  }
}
