/**
 * Results of `try` and `play`: a line an event for people, a line a file for programs.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Compared, Given, Tried } from '../cases/try.ts';
import type { CliIo } from './io.ts';
import { textOf } from './text.ts';

/** Pairs that differ. */
export function differing<T>(pairs: readonly Compared<T>[]): readonly Compared<T>[] {
  return pairs.filter(({ expected, got }) => !isDeepStrictEqual(expected, got));
}

/** Prints a result under the name of its file; `playedNo` is the number it was played under. */
export function showResult(
  io: CliIo,
  file: string,
  result: Tried,
  options: { readonly json: boolean; readonly playedNo?: string },
): void {
  const { caseNo, passed, differences, entries } = result;
  if (options.json) {
    const played = options.playedNo === undefined ? {} : { playedNo: options.playedNo };
    io.out(JSON.stringify({ file, caseNo, passed, differences, ...played }));
    return;
  }
  const under = options.playedNo === undefined ? '' : ` as ${options.playedNo}`;
  io.out(`${file}: ${caseNo}${under}`);
  for (const entry of entries) io.out(`  ${lineOf(entry)}`);
  for (const end of differences.filter(({ id }) => id === 'expected')) {
    io.out(`✗ at the end, ${end.type}: expected ${textOf(end.expected)}, got ${textOf(end.got)}`);
  }
  const count = `${entries.length} events`;
  io.out(passed ? `  ${count}, all as expected` : `  ${count}, ${differences.length} differences`);
}

function lineOf({ id, type, expected, got }: Compared<Given>): string {
  const same = isDeepStrictEqual(expected, got);
  const line = `${same ? '✓' : '✗'} ${id} ${type}: ${given(got)}`;
  return same ? line : `${line}; expected ${given(expected)}`;
}

function given({ outcome, code, state }: Given): string {
  return `${outcome}${code === undefined ? '' : ` ${code}`} → ${state}`;
}
