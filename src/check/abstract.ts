/**
 * Which cases count as the same in the exhaustive part: regions, the facts that guards read, what the log
 * says, and which documents are valid. References and correlations count as there or not there, numbers
 * up to where they still make a difference.
 */
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { livesAt, type Ledger } from './ledger.ts';
import type { Run } from './run.ts';

/** Facts that no guard, role or form reads. */
const UNREAD =
  /^(?:caseNo|procedure|cutOffDate|minRounds|nationality|illegalCrossing|consentRefused|crossedOn|inconvenience|earlierCase)$/;

/** Facts of which it matters only that they are there. */
const PRESENCE = /(?:[Aa]sked|Agreed|Request)$/;

/** Beyond this a number makes no further difference: one round is enough, two cases are several. */
function boundOf(name: string): number {
  return name === 'rounds' ? 1 : 2;
}

function coarse(name: string, value: Json | undefined): Json {
  if (value === undefined || value === null) return null;
  if (PRESENCE.test(name)) return value !== '';
  if (typeof value === 'number') return Math.min(value, boundOf(name));
  if (Array.isArray(value)) return value.length === 0 ? 0 : [...(value as Json[])];
  if (typeof value === 'object') return 'validUntil' in value && value['validUntil'] !== null;
  return value;
}

function coarseFacts(facts: JsonObject): readonly Json[] {
  return Object.entries(facts)
    .filter(([name]) => !UNREAD.test(name) && !name.endsWith('Proposer'))
    .map(([name, value]) => coarse(name, value));
}

function coarseLedger(ledger: Ledger, day: string): readonly Json[] {
  const { checks, proposers: _, permits, local, ...rest } = ledger;
  return [
    ...coarseFacts({ ...rest, consent: ledger.consent ? livesAt(ledger, day) : null }),
    ...permits,
    local.length,
    checks.political ?? null,
    checks.justified ?? null,
    Math.min(checks.pending, boundOf('pending')),
  ];
}

/** Two cases with the same key are taken for the same. */
export function keyOf({ at, ledger, state }: Run, day: string): string {
  const valid = state.documents.flatMap(({ kind, status }) => (status === 'valid' ? [kind] : []));
  const inner = at.snapshot.value;
  return JSON.stringify([
    inner,
    coarseFacts(at.facts),
    coarseLedger(ledger, day),
    [...new Set(valid)],
    day,
  ]);
}
