/**
 * Who acts, and is that proven? (contract §2). Registers are read, nothing is written, no clock is
 * asked: the instant of receipt comes with the claim.
 */
import { digestOf } from '../../activities/digest.ts';
import type {
  Attest,
  Attestation,
  Claim,
  Issuer,
  OfficerTerm,
  Registers,
} from '../../activities/ports.ts';
import type { Officer } from '../../machines/kernel/types.ts';
import { SERVICE, officerOf } from '../../machines/shared/officers.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import { Fault, acting, refuseTimeEvents } from './acting.ts';
import { faultOfClaims, isMadeBy, readJws } from './jws.ts';
import type { ReadJws } from './jws.ts';
import { actingFor, countingAll, onlyFor } from './substitutes.ts';
import type { KnownSubstitutes } from './substitutes.ts';
import { isInTerm } from './terms.ts';

/** Signatures that one submission may carry: every one is checked, and there are seconds to do it in. */
const MAX_SIGNATURES = 8;

interface Known extends KnownSubstitutes {
  readonly issuers: ReadonlyMap<string, Issuer>;
}

/** Proves submissions against these registers, with one look-up for a whole batch. */
export function createAttest(registers: Registers): Attest {
  return async (claims) => {
    if (claims.length === 0) return [];
    const read = claims.map((claim) =>
      claim.submission.attestations.slice(0, MAX_SIGNATURES).map(readJws),
    );
    const signatures = read.flat().filter((item) => typeof item !== 'string');
    const { officers, issuers, substitutions } = await registers.named({
      officers: unique(signatures.map(({ claims: { sub } }) => sub)),
      issuers: unique(signatures.map(({ claims: { iss } }) => iss)),
    });
    const known: Known = {
      officers: new Map(officers.map((officer) => [officer.id, officer])),
      issuers: new Map(issuers.map((issuer) => [issuer.iss, issuer])),
      substitutions,
    };
    return claims.map((claim, index) => attestation(claim, read[index] ?? [], known));
  };
}

function attestation(claim: Claim, read: readonly (ReadJws | string)[], known: Known): Attestation {
  try {
    refuseTimeEvents(claim.clock, claim.submission);
    const count = claim.submission.attestations.length;
    if (count === 0) throw new Fault('there is no signature');
    if (count > MAX_SIGNATURES) throw new Fault(`there are more than ${MAX_SIGNATURES} signatures`);
    const signers = read.map((item) => signer(claim, item, known));
    const acts = asTheyAct(claim, acting(claim.procedure, claim.submission, signers), known);
    const isCounter = claim.submission.act === 'countersign';
    const scopes = isCounter ? onlyFor(acts.by, claim, known) : undefined;
    return {
      attested: true,
      ...acts,
      ...covering(claim.submission, read),
      ...(scopes && { onlyFor: scopes }),
    };
  } catch (error) {
    if (error instanceof Fault) return { attested: false, fault: error.message };
    throw error;
  }
}

/** Those who act, as themselves or for the absentees whom the event names. */
function asTheyAct(
  claim: Claim,
  { by, second }: ReturnType<typeof acting>,
  known: Known,
): ReturnType<typeof acting> {
  if (!('event' in claim.submission)) return { by };
  const { for: absentee, secondFor } = claim.submission.event;
  return {
    by: actingFor(by, absentee, known, claim),
    ...(second && { second: actingFor(second, secondFor, known, claim) }),
  };
}

/** The officer whom one signature proves, counting as all for whom he stands in. */
function signer(claim: Claim, item: ReadJws | string, known: Known): Officer {
  if (typeof item === 'string') throw new Fault(item);
  const { iss, sub } = item.claims;
  const fault = faultOfClaims(item, {
    act: claim.submission.act,
    caseNo: claim.caseNo,
    jti: claim.submission.id,
    receivedAt: claim.receivedAt,
    ...contentDigest(claim.submission),
  });
  if (fault !== undefined) throw new Fault(fault);
  const issuer = known.issuers.get(iss);
  if (issuer === undefined) throw new Fault(`the issuer ${iss} is unknown`);
  if (!speaksFor(issuer, sub)) throw new Fault(`the issuer ${iss} may not speak for ${sub}`);
  const key = issuer.jwks.keys.find(({ kid }) => kid === item.kid);
  if (key === undefined) throw new Fault(`the issuer ${iss} has no key ${item.kid}`);
  if (!isMadeBy(item, key)) throw new Fault(`a signature is not by the key of ${iss}`);
  return countingAll(inTerm(sub, known.officers.get(sub), claim.receivedAt), claim, known);
}

function contentDigest(submission: Submission): { readonly dig?: string } {
  if (submission.act === 'countersign') return {};
  return { dig: digestOf('event' in submission ? submission.event : submission.reasons) };
}

function speaksFor({ speaksFor: officers }: Issuer, sub: string): boolean {
  return officers.includes(sub) || (sub !== SERVICE && officers.includes('*'));
}

function inTerm(sub: string, term: OfficerTerm | undefined, receivedAt: string): Officer {
  if (sub === SERVICE) return officerOf(SERVICE);
  if (term === undefined) throw new Fault(`there is no officer ${sub}`);
  if (!isInTerm(term, receivedAt)) throw new Fault(`the officer ${sub} was out of term`);
  return { id: term.id, role: term.role, body: term.body };
}

function covering(
  submission: Submission,
  read: readonly (ReadJws | string)[],
): { readonly covers?: string } {
  if (submission.act !== 'countersign') return {};
  const digests = unique(read.flatMap((item) => (typeof item === 'string' ? [] : item.claims.dig)));
  const [covers] = digests;
  if (covers === undefined || digests.length > 1) {
    throw new Fault('the signatures are for different events');
  }
  return { covers };
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
