/** Several plays that take each step together. */

/** Lets plays go step by step: the next one begins once all wait for it. */
export class Lockstep {
  readonly #between: () => Promise<void>;
  #playing: number;
  #waiting: { readonly go: () => void; readonly fail: (error: unknown) => void }[] = [];

  /** `between` runs before every step, while nobody plays. */
  constructor(plays: number, between: () => Promise<void>) {
    this.#playing = plays;
    this.#between = between;
  }

  /** Waits for the next step. @throws what `between` throws. */
  step(): Promise<void> {
    return new Promise((go, fail) => {
      this.#waiting.push({ go, fail });
      this.#next();
    });
  }

  /** A play is over, however it ended. */
  leave(): void {
    this.#playing -= 1;
    this.#next();
  }

  #next(): void {
    if (this.#playing === 0 || this.#waiting.length < this.#playing) return;
    const all = this.#waiting.splice(0);
    this.#between().then(
      () => all.forEach(({ go }) => go()),
      (error: unknown) => all.forEach(({ fail }) => fail(error)),
    );
  }
}
