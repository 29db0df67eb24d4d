/**
 * What is proposed, as the registry keeps it. What no register can hold is refused here.
 */
import type { z } from '@hono/zod-openapi';
import type { Issuer, OfficerTerm, Substitution } from '../../../activities/ports.ts';
import { ROLES } from '../../../machines/shared/officers.ts';
import { OTHER_BODIES } from '../../officers/keys.ts';
import { storableText } from '../../registry/json.ts';
import type { RegisterChange } from '../../registry/register-changes.ts';
import { Problem } from '../problems.ts';
import type { ProposalSchema } from './schemas.ts';

const BODIES: Readonly<Record<string, string>> = { ...ROLES, ...OTHER_BODIES };

type Proposal = z.infer<typeof ProposalSchema>;
type Of<Kind extends Proposal['kind']> = Extract<Proposal, { kind: Kind }>;

/**
 * The change that is proposed, with instants in one form.
 * @throws Problem MALFORMED where its parts do not fit each other.
 */
export function changeOf(proposal: Proposal): RegisterChange {
  const reasons = storableText(proposal.reasons);
  switch (proposal.kind) {
    case 'put-officer':
      return { kind: 'put-officer', reasons, officer: officerIn(proposal.officer) };
    case 'end-term': {
      const { officer, until } = proposal;
      return { kind: 'end-term', reasons, officer, until: instant(until) };
    }
    case 'put-issuer':
      return { kind: 'put-issuer', reasons, issuer: issuerIn(proposal.issuer) };
    case 'substitution':
      return {
        kind: 'substitution',
        reasons,
        substitution: substitutionIn(proposal.substitution),
      };
    case 'end-substitution': {
      const { substitution, until } = proposal;
      return { kind: 'end-substitution', reasons, substitution, until: instant(until) };
    }
  }
}

function officerIn({ from, until, province, ...named }: Of<'put-officer'>['officer']): OfficerTerm {
  refuseBackwards('officer', from, until);
  return {
    ...named,
    ...(province !== undefined && { province }),
    ...(from !== undefined && { from: instant(from) }),
    ...(until !== undefined && { until: instant(until) }),
  };
}

function issuerIn({ iss, jwks, speaksFor }: Of<'put-issuer'>['issuer']): Issuer {
  const keys = jwks.keys.map(({ kty, crv, x, kid }) => ({
    ...{ kty, crv, x, kid },
    ...{ alg: 'EdDSA', use: 'sig' },
  }));
  return { iss, jwks: { keys }, speaksFor };
}

function substitutionIn({
  absentee,
  substitute,
  from,
  until,
  scope,
}: Of<'substitution'>['substitution']): Omit<Substitution, 'id'> {
  if (absentee === substitute) throw malformed('substitution: nobody stands in for himself');
  const [body, other] = [absentee, substitute].map((id) => BODIES[roleIn(id)]);
  if (body !== other) {
    throw malformed(`substitution: ${absentee} is of ${body}, and ${substitute} of ${other}`);
  }
  refuseBackwards('substitution', from, until);
  const { events, procedures } = scope ?? {};
  return {
    ...{ absentee, substitute, from: instant(from), until: instant(until) },
    ...(events !== undefined && { events }),
    ...(procedures !== undefined && { procedures }),
  };
}

function roleIn(id: string): string {
  return id.replace(/-[0-9]+$/, '');
}

function refuseBackwards(of: string, from: string | undefined, until: string | undefined): void {
  if (from === undefined || until === undefined || instant(from) < instant(until)) return;
  throw malformed(`${of}.until: has to be after from`);
}

function instant(text: string): string {
  return new Date(text).toISOString();
}

function malformed(what: string): Problem {
  return new Problem('MALFORMED', `${what}.`);
}
