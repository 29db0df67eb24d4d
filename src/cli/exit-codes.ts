/**
 * Exit codes, in one table, and the failures that lead to them.
 */

/** How a command ends. */
export const EXIT = {
  /** Done; for `start`: ended on request. */
  done: 0,
  /** A difference, or an outcome `rejected`. */
  difference: 1,
  /** Wrong use, or an unreadable file. */
  wrongUse: 2,
  /** The service cannot be reached, or could not be brought up. */
  away: 3,
} as const;

/** The same as words, below every help text. */
export const EXIT_HELP =
  'Exit codes: 0 done · 1 a difference, or an outcome `rejected` · 2 wrong use or an unreadable ' +
  'file · 3 the service cannot be reached';

/** Ends the command with a message on standard error. */
export class CliFailure extends Error {
  readonly exitCode: number;
  constructor(exitCode: number, message: string) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
  }
}

/** What was asked for makes no sense; the message says what would. */
export function wrongUse(message: string): CliFailure {
  return new CliFailure(EXIT.wrongUse, message);
}
