/**
 * What an action of a command comes to, for programs and for readers.
 */
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { CliIo } from './io.ts';

/** What an action answers: the body, and its lines for a reader. */
export interface Done {
  readonly body: JsonObject;
  readonly lines: readonly string[];
}

/** Prints the body for programs, the lines for a reader; that there are none goes to standard error. */
export function showDone(io: CliIo, { body, lines }: Done, json: boolean): void {
  if (!json && lines.length === 0) io.err('There are none.');
  for (const line of json ? [JSON.stringify(body)] : lines) io.out(line);
}
