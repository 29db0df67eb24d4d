/**
 * Where the time of a decision goes, part by part, at one client.
 */
import { median } from './figures.ts';
import { playCase } from './load/block.ts';
import { wallClock } from './sides/marks.ts';
import type { Both } from './sides/both.ts';
import type { Mark } from './sides/protocol.ts';

/** Parts in their order, each from the end of the one before to its own mark. */
export const PARTS = [
  { name: 'request', ends: 'signal sent', says: 'HTTP in, and whether it was answered before' },
  { name: 'signal RPC', ends: 'signal taken', says: 'until the server has the message' },
  { name: 'task latency', ends: 'admit begun', says: 'until a worker works on it' },
  { name: 'admit', ends: 'admit done', says: 'signatures, officers, verdict stored' },
  { name: 'step', ends: 'record begun', says: 'the chart, and the way into the sandbox and back' },
  { name: 'record', ends: 'record done', says: 'rows, hash, tasks: one SQL function' },
  { name: 'notify', ends: 'heard', says: 'until whoever waits has heard' },
  { name: 'reply', ends: 'replied', says: 'the outcome read and sent' },
] as const;

export type PartName = (typeof PARTS)[number]['name'];

/** The share of each part in a decision, at the median; they add up to 1. */
export type Shares = Readonly<Record<PartName, number>>;

/** Plays cases one after the other and takes their decisions apart. */
export async function partsOf(both: Both, cases: number): Promise<Shares> {
  const service = both.sides.service;
  await service.report();
  const lengths = PARTS.map((): number[] => []);
  for (let n = 0; n < cases; n += 1) {
    const script = await both.script('service');
    const replies: Mark[] = [];
    const offset = wallClock() - performance.now();
    await playCase({ side: service, watch: both.watch }, script, (kind, begun, ended) => {
      if (kind !== 'reply') return;
      replies.push({ caseNo: script.caseNo, name: 'sent', at: begun + offset });
      replies.push({ caseNo: script.caseNo, name: 'replied', at: ended + offset });
    });
    const { marks } = await service.report();
    const own = marks.filter(({ caseNo }) => caseNo === script.caseNo);
    for (const decision of decisionsOf([...own, ...replies])) {
      decision.forEach((length, at) => lengths[at]?.push(length));
    }
  }
  const medians = lengths.map(median);
  const whole = medians.reduce((sum, length) => sum + length, 0);
  return Object.fromEntries(
    PARTS.map(({ name }, at) => [name, (medians[at] ?? 0) / whole]),
  ) as Record<PartName, number>;
}

/** The lengths of the parts of each decision that has all its marks. */
function decisionsOf(marks: readonly Mark[]): readonly (readonly number[])[] {
  const sorted = marks.toSorted((a, b) => a.at - b.at);
  const starts = sorted.filter(({ name }) => name === 'sent');
  return starts.flatMap(({ at: begun }, index) => {
    const until = starts[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const within = sorted.filter(({ at }) => at >= begun && at < until);
    let before = begun;
    const lengths = PARTS.map(({ ends }) => {
      const found = within.findLast(({ name }) => name === ends)?.at;
      if (found === undefined) return undefined;
      // A worker may be at work before the reply to the signal is here: that part is then empty.
      const length = Math.max(0, found - before);
      before = Math.max(before, found);
      return length;
    });
    return lengths.every((length) => length !== undefined) ? [lengths] : [];
  });
}
