/**
 * How long work tells where it is.
 */

/** Where progress is told. */
export interface Voice {
  /** One line that stays. */
  say(text: string): void;
  /** One line that the next one replaces; absent where the output is no terminal. */
  readonly tick?: (text: string) => void;
}
