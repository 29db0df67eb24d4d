/**
 * The registers as requests and answers.
 */
import { z } from '@hono/zod-openapi';
import { ROLES } from '../../../machines/shared/officers.ts';
import { PROVINCE_WORDS } from '../../../machines/shared/province.ts';
import { OTHER_BODIES } from '../../officers/keys.ts';
import { Next, PageQuery } from '../paging.ts';

const Instant = z.string().describe('ISO 8601 instant.');
const GivenInstant = z.iso
  .datetime()
  .describe('ISO 8601 instant, in UTC.')
  .openapi({ example: '2031-03-05T10:00:00.000Z', pattern: 'Z$' });

const OfficerId = z
  .string()
  .regex(/^(?:[A-Z]{3}-[A-Z]{2}|auditor|researcher|administrator)-[0-9]{1,9}$/)
  .openapi({ example: 'EMB-CO-10' });

const Name = z.string().regex(/^(?!service$)[\w:/.@-]{1,200}$/);

const Province = z.enum(PROVINCE_WORDS);

const PublicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(/^[\w-]{43}$/),
  kid: z.string().regex(/^[\w:/.@-]{1,200}$/),
  alg: z.literal('EdDSA').optional(),
  use: z.literal('sig').optional(),
});

/** Query of the list of officers. */
export const OfficersQuery = z.object({
  role: z
    .string()
    .regex(/^[A-Za-z-]{1,20}$/)
    .optional()
    .describe('Only officers of this role.'),
  body: z
    .string()
    .regex(/^[A-Z]{1,10}$/)
    .optional()
    .describe('Only officers of this body.'),
  ...PageQuery,
});

const OfficerSchema = z
  .object({
    id: z.string(),
    role: z.string(),
    body: z.string(),
    province: z.string().optional().describe('Of the office; absent: all.'),
    from: Instant.optional().describe('The term begins; absent: it always has.'),
    until: Instant.optional().describe('The term is over; absent: it has no end.'),
  })
  .openapi('RegisteredOfficer');

export const OfficersSchema = z
  .object({ officers: z.array(OfficerSchema), next: Next })
  .openapi('Officers');

export const IssuersQuery = z.object(PageQuery);

const IssuerSchema = z
  .object({
    iss: z.string(),
    keys: z
      .array(z.object({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string() }))
      .describe('Public keys.'),
    speaksFor: z.array(z.string()).describe('Ids of officers; `*`: all of them.'),
  })
  .openapi('Issuer');

export const IssuersSchema = z
  .object({ issuers: z.array(IssuerSchema), next: Next })
  .openapi('Issuers');

const reasons = z
  .string()
  .min(10)
  .max(2_000)
  .describe('Why; kept in the log.')
  .openapi({ example: 'Takes up office as of Monday.' });

/** Role, body and id say the same. */
function officerOfEachRole() {
  const [first, ...others] = Object.entries({ ...ROLES, ...OTHER_BODIES }).map(([role, body]) =>
    z.strictObject({
      id: z
        .string()
        .regex(new RegExp(`^${role}-[0-9]{1,9}$`))
        .openapi({ example: `${role}-10` }),
      role: z.literal(role),
      body: z.literal(body),
      province: Province.optional().describe('Absent: all.'),
      from: GivenInstant.optional(),
      until: GivenInstant.optional().describe('After `from`.'),
    }),
  );
  if (first === undefined) throw new Error('there are no roles');
  return [first, ...others] as const;
}

const PutOfficer = z
  .strictObject({
    kind: z.literal('put-officer'),
    reasons,
    officer: z.discriminatedUnion('role', officerOfEachRole()).describe('As the id says.'),
  })
  .openapi('PutOfficer', { description: 'A new officer, or the entry of one anew.' });

const EndTerm = z
  .strictObject({
    kind: z.literal('end-term'),
    reasons,
    officer: OfficerId,
    until: GivenInstant,
  })
  .openapi('EndTerm', { description: 'The term of an officer ends.' });

const PutIssuer = z
  .strictObject({
    kind: z.literal('put-issuer'),
    reasons,
    issuer: z.strictObject({
      iss: Name.describe('Not `service`: its key is no entry of people.').openapi({
        example: 'approval-tool',
      }),
      jwks: z.strictObject({ keys: z.array(PublicKey).max(10).describe('Public keys alone.') }),
      speaksFor: z.array(z.union([z.literal('*'), OfficerId])).max(1_000),
    }),
  })
  .openapi('PutIssuer', {
    description: 'An issuer of signatures. Without keys it proves nothing.',
  });

const PutSubstitution = z
  .strictObject({
    kind: z.literal('substitution'),
    reasons,
    substitution: z.strictObject({
      absentee: OfficerId,
      substitute: OfficerId.describe('Of the same body.').openapi({ example: 'EMB-CO-2' }),
      from: GivenInstant,
      until: GivenInstant.openapi({ example: '2031-03-19T10:00:00.000Z' }),
      scope: z
        .strictObject({
          events: z
            .array(z.string().regex(/^[\w.-]{1,100}$/))
            .min(1)
            .max(200)
            .optional(),
          procedures: z
            .array(z.string().regex(/^[a-z][a-z-]{0,63}$/))
            .min(1)
            .max(20)
            .optional(),
        })
        .optional()
        .describe('Types of events, procedures; absent: all that the absentee may do.'),
    }),
  })
  .openapi('PutSubstitution', { description: 'One stands in for another for a time.' });

const EndSubstitution = z
  .strictObject({
    kind: z.literal('end-substitution'),
    reasons,
    substitution: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .describe('The id of the change that put it.')
      .openapi({ example: 'rc_4rVmVQ0c1D9YwqXh' }),
    until: GivenInstant,
  })
  .openapi('EndSubstitution', { description: 'Somebody is back before the time.' });

/** What an administrator proposes. */
export const ProposalSchema = z
  .discriminatedUnion('kind', [PutOfficer, EndTerm, PutIssuer, PutSubstitution, EndSubstitution])
  .openapi('RegisterProposal');

/** A change and what became of it. */
export const RegisterChangeSchema = z
  .object({
    id: z.string(),
    change: z
      .looseObject({ kind: z.string(), reasons: z.string() })
      .describe('As it was proposed; a scope is `events` and `procedures` of the substitution.'),
    proposedBy: z.string(),
    proposedAt: Instant,
    decided: z
      .object({ as: z.enum(['confirmed', 'withdrawn']), by: z.string(), at: Instant })
      .optional()
      .describe('Absent while it waits.'),
  })
  .openapi('RegisterChange');

export const ChangesQuery = z.object({
  open: z.enum(['true', 'false']).optional().describe('Only those that wait, or that do not.'),
  ...PageQuery,
});

export const ChangesSchema = z
  .object({ changes: z.array(RegisterChangeSchema), next: Next })
  .openapi('RegisterChanges');

export const ChangeParams = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .openapi({ example: 'rc_4rVmVQ0c1D9YwqXh' }),
});

export const RegisterLogQuery = z.object({
  subject: z
    .string()
    .regex(/^[\w:/.@-]{1,220}$/)
    .optional()
    .describe(
      'Only lines about this one: `officer/`, `issuer/`, `substitution/` or `api-key/` and an id.',
    )
    .openapi({ example: 'officer/EMB-CO-10' }),
  ...PageQuery,
});

/** What happened to the registers and to API keys. */
export const RegisterLogSchema = z
  .object({
    log: z.array(
      z.object({
        n: z.number().int().describe('Place in the log; later lines have greater ones.'),
        at: Instant,
        who: z.string().describe('Id of an officer, or `operator`.'),
        what: z.enum(['proposed', 'confirmed', 'withdrawn', 'created', 'rotated', 'revoked']),
        subject: z.string().openapi({ example: 'officer/EMB-CO-10' }),
        changeId: z.string().optional().describe('Absent for API keys.'),
        detail: z.looseObject({}).describe('What was changed; never a secret.'),
      }),
    ),
    next: Next,
  })
  .openapi('RegisterLog');
