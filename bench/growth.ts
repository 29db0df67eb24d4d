/**
 * Whether a decision costs more the more decisions a case has had.
 */
import { median } from './figures.ts';
import { playCase } from './load/block.ts';
import { DECISIONS, ROUND } from './load/decisions.ts';
import type { Script } from './load/decisions.ts';
import type { Both } from './sides/both.ts';

const MEASURED = 10;

/**
 * The median of the decisions around the hundredth to that of those around the tenth, taken in turns, so
 * that whatever else the machine does falls on both.
 */
export async function growthOf(both: Both, cases: number, depth: number): Promise<number> {
  const deep = await Promise.all(
    Array.from({ length: cases }, () => prepared(both, depth - MEASURED / 2)),
  );
  const young = await Promise.all(
    Array.from({ length: cases }, () => prepared(both, MEASURED / 2)),
  );
  const lengths = { deep: [] as number[], young: [] as number[] };
  for (let n = 0; n < MEASURED; n += 1) {
    for (let at = 0; at < cases; at += 1) {
      await one(both, deep[at], lengths.deep);
      await one(both, young[at], lengths.young);
    }
  }
  return median(lengths.deep) / median(lengths.young);
}

/** A case that has had so many decisions, and the script of its next ones. */
async function prepared(both: Both, decisions: number): Promise<Script[]> {
  const rounds = Array.from({ length: decisions + MEASURED - 2 }, () => ROUND);
  const script = await both.script('service', [...DECISIONS.slice(0, 2), ...rounds]);
  const before = { ...script, decisions: script.decisions.slice(0, decisions) };
  await playCase({ side: both.sides.service, watch: both.watch }, before, () => undefined);
  return script.decisions.slice(decisions).map((next) => ({ ...script, decisions: [next] }));
}

async function one(both: Both, scripts: Script[] | undefined, lengths: number[]): Promise<void> {
  const script = scripts?.shift();
  if (script === undefined) return;
  const how = { side: both.sides.service, watch: both.watch, opened: true };
  await playCase(how, script, (kind, begun, ended) => {
    if (kind === 'reply') lengths.push(ended - begun);
  });
}
