/**
 * Shapes of what is known of persons. Their faults name fields of ours alone, never what was sent.
 */
import { z } from '@hono/zod-openapi';
import { BOUNDS } from '../../../machines/kernel/bounds.ts';
import { GROUNDS } from '../../persons/erase.ts';
import { CaseParams } from '../schemas.ts';
import { FILE_KINDS } from './who-may.ts';
import type { FileKind } from './who-may.ts';

const FILE_REF = /^sf-[0-9a-f]{24}$/;

const Instant = z.string().describe('ISO 8601 instant.');
const By = z.string().describe('Officer id, or `service <name>`.');

/** Nothing but these fields; the names of others may be personal themselves. */
function strictly<S extends z.core.$ZodLooseShape>(shape: S) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? 'has a field that is unknown' : undefined),
  });
}

function words(charsMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(charsMax)
    .regex(/[^\s\ufeff]/, 'is empty');
}

const PartialDate = z.union(
  [z.string().regex(/^\d{4}$/), z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/), z.iso.date()],
  'is no date, such as 1931 or 1931-05',
);

/** Who the person is. */
export const IdentitySchema = strictly({
  name: words(200),
  birth: PartialDate.optional(),
  sex: z.enum(['female', 'male', 'other'], 'is none of female, male, other').optional(),
  residence: words(300).optional(),
}).openapi('Identity', { example: { name: 'Synthetic Person', birth: '1931', sex: 'female' } });

/** The sealed part of a claim for protection. */
export const ProtectionSchema = strictly({
  ground: z
    .enum(
      ['race', 'religion', 'nationality', 'group', 'opinion', 'torture', 'other'],
      'is none of race, religion, nationality, group, opinion, torture, other',
    )
    .optional(),
  statement: words(20_000).optional(),
  reasons: words(20_000).optional().describe('Of the decision, in full.'),
}).openapi('Protection');

const Kept = { version: z.number().int().describe('From 1.'), at: Instant, by: By };

/** That a block was put. */
export const KeptSchema = z.object(Kept).openapi('Kept');

export const IdentityReadSchema = z
  .object({ ...IdentitySchema.shape, ...Kept })
  .openapi('IdentityAsKept');
export const ProtectionReadSchema = z
  .object({ ...ProtectionSchema.shape, ...Kept })
  .openapi('ProtectionAsKept');

const Kind = z.enum(Object.keys(FILE_KINDS) as [FileKind, ...FileKind[]]);

/** What is stored, by the call that stores it. */
export const StoreQuery = z.object({
  kind: Kind.describe('A `protection-statement` is for protection and review officers alone.'),
});

export const StoreHeaders = z.object({
  'content-digest': z
    .string()
    .max(200)
    .regex(/^(?:.*[, ])?sha-256=:[\w+/=]{44}:/, 'names no sha-256 as `sha-256=:…:`')
    .optional()
    .describe('RFC 9530: `sha-256=:…:`; refused where it is not that of the body.'),
});

/** Whether a text is a reference of a stored file. */
export function isFileRef(text: string): boolean {
  return FILE_REF.test(text);
}

export const FileParams = CaseParams.extend({
  ref: z
    .string()
    .regex(FILE_REF, 'is no reference of a stored file')
    .openapi({ example: 'sf-0123456789abcdef01234567' }),
});

const File = z.object({
  ref: z.string().describe('For the fields `…Ref` of events.'),
  kind: Kind,
  mediaType: z.string(),
  size: z.number().int().describe('Bytes.'),
  at: Instant,
  by: By,
});

/** A file that was stored. */
export const StoredSchema = File.extend({
  digest: z.string().describe('Base64url SHA-256 of the content.'),
}).openapi('StoredFile');

export const StoredFilesSchema = z.object({ files: z.array(File) }).openapi('StoredFiles');

export const ReadingsQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('Lines after this number; 1,000 at most.'),
});

/** The log of readings. */
export const ReadingsSchema = z
  .object({
    readings: z.array(
      z.object({
        n: z.number().int().describe('From 1, without a gap.'),
        act: z
          .enum(['read', 'written', 'compared', 'refused', 'erased'])
          .describe(
            '`compared`: who sent a message was told that its words name the person. `refused`: asked for, and ' +
              'not given; the same to the same caller once an hour.',
          ),
        what: z.string().describe('`identity`, `protection`, `sf-…`, `stored-files`, or `all`.'),
        kind: z.string(),
        version: z.number().int().optional(),
        asked: z.enum(['read', 'write']).optional().describe('What was refused.'),
        why: z
          .enum(['power', 'case', 'unseen'])
          .optional()
          .describe(
            'Of what was refused. `power`: to who may see no person at all. `case`: not of this case, or not ' +
              'this. `unseen`: he may not know of the case, and was told that there is none.',
          ),
        by: z.string().describe('Officer id, `service <name>`, or `operator`.'),
        actsFor: z.array(z.string()).optional().describe('Whom the officer stood in for.'),
        at: Instant,
        prev: z.string(),
        hash: z.string().describe('Of the line with `prev`, as in the file.'),
      }),
    ),
  })
  .openapi('Readings');

/** Ten characters at least, between the blanks around them (`BOUNDS.reasonsMinChars`). */
const REASONS = /[^\s\ufeff][\s\S]{8,}[^\s\ufeff]/;

/** What two officers sign to have a case erased. */
export const ErasureOrderSchema = z
  .looseObject({
    event: z.looseObject({
      id: z.string().min(1).max(BOUNDS.idChars),
      type: z.literal('identity.erased'),
      by: z.string(),
      second: z.string(),
      ground: z.enum(GROUNDS),
      reasons: z
        .string()
        .max(BOUNDS.textChars)
        .regex(REASONS, `has under ${BOUNDS.reasonsMinChars} characters`),
    }),
    attestations: z.array(z.string()).optional().describe('Compact JWS, one for each officer.'),
  })
  .openapi('ErasureOrder');

export const ErasureSchema = z
  .object({
    certificate: z.string().describe('Compact JWS of the gateway.'),
    says: z.looseObject({}).describe('What it says: when, who, why, and what became unreadable.'),
  })
  .openapi('Erasure');

/** How far a change of the master key is. */
export const RotationSchema = z
  .object({
    masterId: z.string().describe('Name of the master key that wraps from now on.'),
    wrapped: z.number().int().describe('Data keys that this call wrapped anew.'),
    left: z.number().int().describe('Data keys still under an earlier one.'),
    done: z.boolean().describe('Else call again.'),
    earlier: z.array(z.string()).describe('Earlier master keys that the file still holds.'),
  })
  .openapi('Rotation');
