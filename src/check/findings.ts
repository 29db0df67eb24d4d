/**
 * What is wrong with a chart, apart from its invariants: cases that lead nowhere, and what is never
 * reached.
 */
import { isIn } from '../../machines/kernel/position.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { rolesOf } from '../../machines/kernel/vocabulary.ts';
import { logTo, stuck, type Node } from './graph.ts';
import type { CaseLog } from './log.ts';
import type { Reach } from './reach.ts';

/** One fault, with the shortest log that shows it where there is one. */
export interface Finding {
  /** Number of the invariant, or what kind of fault it is. */
  readonly kind: string;
  readonly what: string;
  readonly log?: CaseLog;
}

/** Open cases from which no outcome can be reached. */
export function deadEnds(nodes: readonly Node[]): readonly Finding[] {
  const [at] = stuck(nodes, ({ standing }) => !standing.open);
  if (at === undefined) return [];
  const state = nodes[at]?.standing.state ?? '';
  return [
    { kind: 'dead end', what: `from ${state} no outcome can be reached`, log: logTo(nodes, at) },
  ];
}

/** Waits, tasks and exchanges that nothing ends. */
export function endlessWaits(procedure: Procedure, nodes: readonly Node[]): readonly Finding[] {
  const places = procedure.waits.map(({ in: place }) => ({
    name: place,
    holds: ({ standing }: Node) => standing.open && isIn(standing.regions, place),
  }));
  const asks = [...new Set(nodes.flatMap((node) => node.asks))].map((key) => ({
    name: `the wait for ${key}`,
    holds: (node: Node) => node.asks.includes(key),
  }));
  return [...places, ...asks].flatMap(({ name, holds }): Finding[] => {
    const [at] = stuck(nodes, (node) => !holds(node));
    if (at === undefined) return [];
    return [{ kind: 'endless wait', what: `nothing ends ${name}`, log: logTo(nodes, at) }];
  });
}

/** Types that a procedure knows although it has no step for them (`domain/events`, joint table). */
const WITHOUT_STEP: Readonly<Record<string, readonly string[]>> = {
  outbound: [
    'inconvenience.claimed',
    'inconvenience.found',
    'inconvenience.not-found',
    'residence.granted',
    'residence.declined',
    'residence.ended',
    'necessity.declared',
  ],
  inbound: [
    'disposition.remobilize',
    'investigation.completed',
    'education.completed',
    'passport.proposed',
    'passport.approved',
    'passport.declined',
    'renunciation.requested',
    'renunciation.submitted',
    'renunciation.approved',
    'renunciation.refused',
  ],
  exit: [],
};

/** Events of time that are only ever recorded. */
const ONLY_RECORDED = ['reminder.due', 'escalation.due'];

/** Event types that ought to be accepted somewhere and were not. */
export function neverAccepted(procedure: Procedure, reach: Reach): readonly string[] {
  const excused = [...ONLY_RECORDED, ...(WITHOUT_STEP[procedure.name] ?? [])];
  // What lets a case go on after its run ended has no place in a walk: nothing ends there.
  const walked = (type: string) => procedure.vocabulary[type]?.administers !== 'run';
  return reach.unaccepted().filter((type) => walked(type) && !excused.includes(type));
}

/** Roles that the vocabulary gives a power, by event, that they never had. */
export function idleRoles(procedure: Procedure, reach: Reach): readonly string[] {
  const { vocabulary, input, example, policies, policyVersion } = procedure;
  const policy = policies[policyVersion];
  if (policy === undefined) return [];
  const facts = input(example, policy);
  const acted = new Set(reach.reached().acted);
  const accepted = new Set(reach.reached().accepted);
  return Object.entries(vocabulary).flatMap(([type, row]) => {
    if (!accepted.has(type)) return [];
    const firsts = rolesOf(row.by, facts).map((role) => `${role} ${type}`);
    const seconds = rolesOf(row.second?.roles ?? [], facts).map((role) => `${role} second ${type}`);
    return [...firsts, ...seconds].filter((one) => !acted.has(one));
  });
}

/** Never reached in a procedure: leaves, event types, powers, transitions. */
export function unreached(procedure: Procedure, reach: Reach): readonly Finding[] {
  const all: readonly (readonly [string, readonly string[]])[] = [
    ['unreachable state', reach.unreachedNodes()],
    ['event never accepted', neverAccepted(procedure, reach)],
    ['power never used', idleRoles(procedure, reach)],
    ['transition never taken', reach.untaken().map(({ key }) => key)],
  ];
  return all.flatMap(([kind, names]) =>
    names.map((name) => ({ kind, what: `${procedure.name}: ${name}` })),
  );
}
