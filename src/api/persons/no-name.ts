/**
 * Free words of a message lie in Temporal and in the file for good. Words that name the person are sent
 * back before they get there, to officers who may read the name anyway: to others, being refused would
 * tell it, and so their messages go on as they came.
 */
import type { Json, JsonObject } from '../../../machines/kernel/types.ts';
import type { Submission } from '../../../machines/shared/submission.ts';
import { namesPerson } from '../../persons/named.ts';
import { Erased } from '../../persons/vault.ts';
import type { Visitor } from '../../persons/vault.ts';
import type { CaseRow } from '../../registry/types.ts';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problems.ts';
import { IdentitySchema } from './schemas.ts';
import { refusePersonReader } from './who-may.ts';

/** The block that says who the person is. */
const IDENTITY = 'identity';

/** Who acts, days, signatures. */
const NO_WORDS: readonly string[] = [
  ...['type', 'by', 'second', 'for', 'secondFor', 'attestations'],
  ...['at', 'date', 'crossedOn', 'validUntil'],
];

/** Stops every step toward a return: no wording of it is worth a delay. */
const ALWAYS_TAKEN = 'protection.claimed';

type Deps = Pick<ApiDeps, 'registry' | 'attest' | 'persons' | 'log'>;

/**
 * Refuses a message that names the person of its case, when whoever signed it may read who that is.
 * While the master key cannot be had, nothing is compared and the message goes on.
 * @throws Problem PERSON_NAMED; which words they are is not repeated.
 */
export async function refuseNamed(
  deps: Deps,
  caseNo: string,
  { submission, payload }: { readonly submission: Submission; readonly payload: Json },
): Promise<void> {
  // A countersignature brings no words of its own.
  if (submission.act === 'countersign') return;
  if ('event' in submission && submission.event['type'] === ALWAYS_TAKEN) return;
  if (!(await isKnown(deps, caseNo))) return;
  const row = await deps.registry.case(caseNo);
  if (row === undefined) return;
  const visitor = await readerAmongSigners(deps, row, submission);
  if (visitor === undefined || !(await isNamed(deps, visitor, wordsIn(payload)))) return;
  throw new Problem(
    'PERSON_NAMED',
    'The words of the message hold the name or the date of birth of the person, who is known by reference ' +
      'alone: nothing was sent. Say it without, or store it as a file of the case and name its reference; ' +
      'then sign and send it again.',
  );
}

/** Whether the identity block was put. */
async function isKnown({ registry }: Deps, caseNo: string): Promise<boolean> {
  return (await registry.sealedItems(caseNo)).some(({ ref }) => ref === IDENTITY);
}

/** The first officer, proven, where he may read the identity; `undefined` where not. */
async function readerAmongSigners(
  { attest, registry }: Deps,
  row: CaseRow,
  submission: Submission,
): Promise<Visitor | undefined> {
  const { caseNo, opening } = row;
  const { procedure, clock = 'live' } = opening;
  const at = new Date().toISOString();
  const [proof] = await attest([{ caseNo, procedure, clock, submission, receivedAt: at }]);
  const officer = proof?.by;
  if (officer === undefined) return undefined;
  const { officers } = await registry.named({ officers: [officer.id], issuers: [] });
  // In his own name he reads for nobody else, whomever he stands in for.
  const absentee = absenteeIn(submission);
  const office = absentee ?? officer.id;
  const province = officers.find(({ id }) => id === office)?.province;
  const caller = { kind: 'officer', officer, ...(province !== undefined && { province }) } as const;
  try {
    refusePersonReader(caller, row);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
  return { caseNo, by: officer.id, at, ...(absentee !== undefined && { actsFor: [absentee] }) };
}

function absenteeIn(submission: Submission): string | undefined {
  const absentee = 'event' in submission ? submission.event['for'] : undefined;
  return typeof absentee === 'string' ? absentee : undefined;
}

async function isNamed(
  { persons, log }: Deps,
  visitor: Visitor,
  words: readonly string[],
): Promise<boolean> {
  try {
    return await persons.vault.compare(visitor, IDENTITY, (bytes) => {
      const { name, birth } = IdentitySchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      return namesPerson({ name, ...(birth !== undefined && { birth }) }, words);
    });
  } catch (error) {
    if (error instanceof Erased) return false;
    // A decision does not wait for a key: what is lost is a courtesy to whoever words it.
    const { caseNo } = visitor;
    log.warn({ caseNo, error: error instanceof Error ? error.name : 'unknown' }, 'not compared');
    return false;
  }
}

/** Texts at any depth, and names of fields, without those that are no words. */
function wordsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  return Object.entries(value as JsonObject)
    .filter(([field]) => !NO_WORDS.includes(field))
    .flatMap(([field, inner]) => [field, ...(inner === undefined ? [] : wordsIn(inner))]);
}
