/**
 * A check in words, as JSON, and as a list of transitions.
 */
import { procedureOrDutyOf } from '../../machines/registry.ts';
import { NEVER_TAKEN, type Checked } from './check.ts';
import { CHART_CODES } from './codes.ts';
import { HELD_ELSEWHERE, INVARIANTS } from './invariants.ts';
import { candidatesOf } from './transitions.ts';

/** The report, line by line. */
export function reportOf(checked: Checked): readonly string[] {
  const { seed, walks, events, slices, findings, notReached, reach } = checked;
  const states = slices.reduce((sum, { count }) => sum + count, 0);
  const complete = slices.filter((slice) => slice.complete).length;
  const codes = new Set([...reach.values()].flatMap((one) => one.reached().codes));
  const known = CHART_CODES.filter((code) => codes.has(code)).length;
  const held = new Set(INVARIANTS.map(({ no }) => no));
  return [
    `${walks} walks from seed ${seed}, ${states} cases explored, ${events} events sent`,
    `${slices.length} exhaustive slices, ${complete} to their end, the others to the bound`,
    ...[...reach].map(([name]) => transitionsLine(checked, name)),
    `refusal codes: ${known} of ${CHART_CODES.length} that the charts give`,
    `${held.size} invariants asked of every event: ${[...held].join(' ')}`,
    ...Object.entries(HELD_ELSEWHERE).map(([no, why]) => `${no} is not seen on a log. ${why}`),
    ...notReached.map(({ kind, what }) => `not reached yet: ${kind}: ${what}`),
    ...findings.map(({ kind, what, procedure }) => `✗ ${procedure} ${kind}: ${what}`),
    findings.length === 0 ? '✓ no fault found' : `✗ ${findings.length} found`,
  ];
}

function transitionsLine({ reach }: Checked, name: string): string {
  const procedure = procedureOrDutyOf(name);
  const one = reach.get(name);
  if (procedure === undefined || one === undefined) return '';
  const all = candidatesOf(procedure).length;
  const explained = Object.keys(NEVER_TAKEN).filter((key) => key.startsWith(`${name} `)).length;
  const words = explained === 0 ? '' : ` (${explained} explained)`;
  return `${name}: ${all - one.untaken().length} of ${all} transitions taken${words}`;
}

/** The result, as JSON. */
export function resultOf(checked: Checked): unknown {
  const { seed, walks, events, slices, findings, notReached } = checked;
  return {
    passed: findings.length === 0,
    seed,
    walks,
    events,
    slices: slices.map(({ procedure, name, count, events: sent, complete }) => ({
      procedure,
      name,
      cases: count,
      events: sent,
      complete,
    })),
    findings,
    notReached,
  };
}

/** Every transition: node, event, guards, and whether it was taken. */
export function transitionsOf({ reach }: Checked): readonly string[] {
  return [...reach].flatMap(([name, one]) => {
    const procedure = procedureOrDutyOf(name);
    if (procedure === undefined) return [];
    const untaken = new Set(one.untaken().map(({ key }) => key));
    return candidatesOf(procedure).map(({ key, node, event, guards, refusesOnly }) => {
      const words = refusesOnly ? 'refuses' : 'taken';
      const why = NEVER_TAKEN[`${name} ${key}`];
      const said = untaken.has(key) ? (why === undefined ? 'NOT TAKEN' : `never: ${why}`) : words;
      const guarded = guards.length === 0 ? '' : ` [${guards.join(' & ')}]`;
      return `${name} ${node} · ${event}${guarded}: ${said}`;
    });
  });
}
