/**
 * Export of a case (contract §5): what the registry holds, as one file that can be verified without it.
 */
import type { Issuer } from '../../activities/ports.ts';
import type { Json, JsonObject, Opening } from '../../machines/kernel/types.ts';
import { readJws } from '../officers/jws.ts';
import type { ReadJws } from '../officers/jws.ts';
import type { ChainedEntry } from '../registry/types.ts';
import type { CaseFile, Expected, FileKey } from './case-file.ts';
import { ZERO_HASH } from './chain.ts';

/** Issuers that the signatures of these entries name: whose keys an export needs. */
export function issuersNamedIn(entries: readonly ChainedEntry[]): readonly string[] {
  return [...new Set(signaturesOf(entries).map(({ claims }) => claims.iss))];
}

/**
 * The file of a case. Entries stay exactly as they were hashed. `issuers` are those of
 * `issuersNamedIn`; a key that the register no longer has is missing in the file, and `verify` then
 * names the entry.
 */
export function exportCase(input: {
  readonly opening: Opening;
  /** ISO instant from which the dates of the opening are reckoned. */
  readonly openedAt?: string;
  /** Case view. */
  readonly view: JsonObject;
  /** All entries, in order. */
  readonly entries: readonly ChainedEntry[];
  readonly issuers: readonly Issuer[];
}): CaseFile {
  const { opening, openedAt, view, entries, issuers } = input;
  const { caseNo, procedure, facts, subjectRef, openedBy } = opening;
  const { chartVersion } = view;
  return {
    format: 'case-file/1',
    caseNo,
    procedure,
    title: `File of ${caseNo}`,
    rules: [],
    config: opening.config ?? {},
    facts,
    subjectRef,
    clock: opening.clock ?? 'live',
    ...(openedBy === undefined ? {} : { openedBy }),
    ...(openedAt === undefined ? {} : { openedAt }),
    ...(typeof chartVersion === 'string' && { chartVersion }),
    events: entries,
    expected: expectedOf(view),
    cableReading: '',
    keys: keysUsed(entries, issuers),
    head: entries.at(-1)?.hash ?? ZERO_HASH,
  };
}

/** How the case stands, by its view. A region that the procedure has not shows its initial state. */
export function expectedOf(view: JsonObject): Expected {
  const documents = listOf(view['documents']).map(objectOf);
  const regions = objectOf(view['regions']);
  const kinds = (valid: boolean): readonly string[] =>
    documents
      .filter((document) => (document['status'] === 'valid') === valid)
      .map((document) => textOf(document['kind'], ''));
  return {
    state: textOf(view['state'], ''),
    open: view['open'] === true,
    documents: kinds(true),
    voidedDocuments: kinds(false),
    clause3: textOf(regions['clause3'], 'unchecked'),
    safeguard: textOf(regions['safeguard'], 'clear'),
    penalty: textOf(regions['penalty'], 'none'),
  };
}

function keysUsed(
  entries: readonly ChainedEntry[],
  issuers: readonly Issuer[],
): readonly FileKey[] {
  const named = new Set(signaturesOf(entries).map(({ claims, kid }) => `${claims.iss} ${kid}`));
  return issuers.flatMap(({ iss, jwks }) =>
    jwks.keys.flatMap((key) => {
      const { kid, kty, crv, x } = key;
      if (kid === undefined || !named.has(`${iss} ${kid}`)) return [];
      // Field by field: whatever else a register keeps beside a public key stays at home.
      const known = { kty, crv, x, alg: 'EdDSA', use: 'sig' };
      const present = Object.entries(known).filter(([, value]) => value !== undefined);
      return [{ ...Object.fromEntries(present), kid, iss }];
    }),
  );
}

/** Signatures that can be read; what was refused as unattested proves nothing and needs no key. */
function signaturesOf(entries: readonly ChainedEntry[]): readonly ReadJws[] {
  return entries
    .filter(({ code }) => code !== 'NOT_ATTESTED')
    .flatMap(({ attestations }) => attestations.map(readJws))
    .filter((read) => typeof read !== 'string');
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: Json | undefined, absent: string): string {
  return typeof value === 'string' ? value : absent;
}
