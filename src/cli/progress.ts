/**
 * A progress bar on standard error, where that is a terminal.
 */
import cliProgress from 'cli-progress';
import type { CliIo } from './io.ts';

export interface Progress {
  /** One of `total` is done. */
  step(what: string): void;
  stop(): void;
}

/** A bar over `total` steps; nothing at all where there is no terminal. */
export function progressOf(io: CliIo, total: number): Progress {
  if (io.terminal === undefined) return { step() {}, stop() {} };
  const bar = new cliProgress.SingleBar({
    format: '{bar} {value}/{total} events · {what} · {eta} s left',
    stream: io.terminal,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, 0, { what: '' });
  return {
    step: (what) => bar.increment(1, { what }),
    stop: () => bar.stop(),
  };
}
