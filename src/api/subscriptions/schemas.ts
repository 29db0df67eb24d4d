/**
 * Subscriptions as requests and answers.
 */
import { z } from '@hono/zod-openapi';
import { LETTERS } from '../../../machines/shared/letters.ts';
import { ROLES } from '../../../machines/shared/officers.ts';
import { PROVINCE_WORDS } from '../../../machines/shared/province.ts';

const LETTER_KINDS = Object.keys(LETTERS).map((kind) => `letter.${kind}` as const);

/** What one may subscribe to. `letter.M9` says that a consent was withdrawn. */
export const EVENT_KINDS = [
  'task.opened',
  'task.withdrawn',
  'case.state-changed',
  'case.closed',
  ...LETTER_KINDS,
] as const;

type Role = keyof typeof ROLES;
const Role = z.enum(Object.keys(ROLES) as [Role, ...Role[]]);
const Instant = z.string().describe('ISO 8601 instant.');

export const SubscriptionParams = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .openapi({ example: 'sub_4rVmVQ0c1D9YwqXh' }),
});
export const DeadLetterParams = SubscriptionParams.extend({
  letter: z
    .string()
    .regex(/^[0-9]{1,18}$/)
    .openapi({ example: '17' }),
});

/** What a subscriber wants. */
export const SubscriptionWishSchema = z
  .object({
    url: z
      .string()
      .min(1)
      .max(2_000)
      .regex(
        /^https?:\/\/[\w.:[\]-]+(?:[/?][!-"$-~]*)?$/,
        'is no http(s)://host/path without a user and a fragment',
      )
      .describe('https, a public address, neither credentials nor a fragment.')
      .openapi({ example: 'https://hooks.example.org/crossing' }),
    kinds: z
      .array(z.enum(EVENT_KINDS))
      .min(1)
      .max(EVENT_KINDS.length)
      .describe('What it is told of; `letter.M9`: a consent was withdrawn.')
      .openapi({ example: ['task.opened', 'task.withdrawn', 'case.closed'] }),
    roles: z
      .array(Role)
      .max(50)
      .optional()
      .describe('Only tasks for one of these, and letters to their bodies; absent: all.')
      .openapi({ example: ['EMB-HD'] }),
    procedure: z
      .string()
      .regex(/^[a-z][a-z-]{0,63}$/)
      .optional()
      .describe('Only cases of it, or duties of this kind; absent: all.')
      .openapi({ example: 'outbound' }),
    province: z.enum(PROVINCE_WORDS).optional().describe('Only cases of it; absent: all.'),
  })
  .openapi('SubscriptionWish');

/** A subscription, without its secret. */
export const SubscriptionSchema = SubscriptionWishSchema.extend({
  id: z.string(),
  kinds: z.array(z.string()),
  roles: z.array(z.string()).describe('Empty: all.'),
  procedure: z.string().optional(),
  province: z.string().optional(),
  createdAt: Instant,
  createdBy: z.string().describe('`operator`, or `service/` and its name.'),
  disabled: z
    .object({ at: Instant, reason: z.string() })
    .optional()
    .describe('It is told nothing any more; a test that the receiver takes enables it again.'),
  pending: z.number().int().describe('Deliveries under way.'),
  dead: z.number().int().describe('Dead letters.'),
}).openapi('Subscription');

/** With its secret, which is shown this once. */
export const NewSubscriptionSchema = SubscriptionSchema.extend({
  secret: z.string().describe('Verifies the signatures. Shown this once.'),
}).openapi('NewSubscription');

export const SubscriptionsSchema = z
  .object({ subscriptions: z.array(SubscriptionSchema) })
  .openapi('Subscriptions');

export const RotationQuery = z.object({
  overlapHours: z.coerce
    .number()
    .int()
    .min(0)
    .max(168)
    .default(24)
    .describe('So long the earlier secret signs as well.'),
});

export const NewSecretSchema = z
  .object({
    secret: z.string().describe('Shown this once.'),
    earlierUntil: Instant.describe('Until then both signatures are sent.'),
  })
  .openapi('NewSecret');

export const TestedSchema = z
  .object({
    delivered: z.boolean(),
    status: z.number().int().optional().describe('What the receiver answered, where it did.'),
    failure: z.string().optional().describe('Why it was not delivered.'),
  })
  .openapi('TestedSubscription');

export const DeadLetterSchema = z
  .object({
    id: z.string(),
    caseNo: z.string(),
    type: z.string(),
    since: Instant.describe('When it was to be told first.'),
    diedAt: Instant,
    failure: z.string().describe('Of the last attempt.'),
  })
  .openapi('DeadLetter');

export const DeadLettersSchema = z
  .object({ deadLetters: z.array(DeadLetterSchema) })
  .openapi('DeadLetters');
