/**
 * A log that counts: worker errors must be none.
 */
import { Writable } from 'node:stream';
import pino from 'pino';
import type { Logger } from 'pino';

const ERROR = 50;

/** A logger whose lines of level `error` are kept. */
export function countingLog(): { readonly log: Logger; readonly errors: readonly string[] } {
  const errors: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      const line = chunk.toString();
      const { level } = JSON.parse(line) as { readonly level: number };
      if (level >= ERROR) errors.push(line.trim());
      done();
    },
  });
  return { log: pino({ level: 'warn' }, sink), errors };
}
