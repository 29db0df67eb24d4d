/**
 * Shapes of requests and answers, for checking the former and documenting both.
 */
import { z } from '@hono/zod-openapi';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { InterruptedSchema } from './interrupted-schema.ts';
import { DUTY_KINDS } from './opening-schemas.ts';
import { Next, PageQuery } from './paging.ts';
import { CASE_NO, DUTY_KIND } from '../../workflows/messages.ts';

export const Text = z.string().min(1).max(200);
export const Instant = z.string().describe('ISO 8601 instant.');
const Loose = z.looseObject({});
/** Id of an event: its sender’s own. */
const Id = z.string().min(1).max(BOUNDS.idChars);

/** Path parameters. */
export const CaseParams = z.object({
  no: z.string().regex(CASE_NO).openapi({ example: 'OUT-01.1' }),
});
export const IdParams = CaseParams.extend({
  id: z.string().min(1).max(200).describe('Event id, or the draft’s.'),
});

export const KindParams = z.object({
  kind: z
    .string()
    .regex(DUTY_KIND)
    .openapi({ example: 'policy-notice', enum: [...DUTY_KINDS] }),
});
export const DutyParams = KindParams.extend({
  no: z.string().regex(CASE_NO).openapi({ example: '1958-1' }),
});
export const DutyIdParams = DutyParams.extend(IdParams.pick({ id: true }).shape);

const Attestations = z
  .array(z.string())
  .optional()
  .describe('Compact JWS, one for each officer; without, the gateway signs for who is signed in.');

/** An event with the signatures of those who act. */
export const SubmissionSchema = z
  .looseObject({
    event: z
      .looseObject({ id: Id, type: z.string() })
      .describe('As the vocabulary of the procedure has it; `at` is the day it happened.'),
    attestations: Attestations,
  })
  .openapi('Submission');

/** What a human does with a letter, signed as an event is. */
export const LetterDeedSchema = z
  .looseObject({
    event: z.looseObject({
      id: Id,
      type: z.enum([
        'letter.sent-again',
        'letter.reminded',
        'letter.handed-over',
        'letter.acknowledged',
      ]),
      letter: z.string().min(1).describe('Key of the letter.'),
      by: z.string().optional().describe('The officer.'),
      protectionClearanceId: z.string().optional().describe('Where a claim holds letters back.'),
    }),
    attestations: z.array(z.string()).describe('Compact JWS, one for each officer.'),
  })
  .openapi('LetterDeed');

export const CountersignSchema = z
  .looseObject({ attestations: Attestations })
  .openapi('Countersignature');

export const WithdrawSchema = z
  .looseObject({ reasons: z.string(), attestations: Attestations })
  .openapi('Withdrawal');

const PastOutcome = z.looseObject({
  id: z.string(),
  outcome: z.enum(['accepted', 'recorded', 'rejected']),
  code: z.string().optional().describe('Why, where rejected.'),
  message: z.string().optional(),
  state: z.string().describe('Displayed state.'),
  seq: z.number().int().describe('Place in the file.'),
});

/** The answer to a message. */
export const OutcomeSchema = PastOutcome.extend({
  allowed: z.array(z.string()).describe('Event types that the rules now let through.'),
  note: z
    .string()
    .optional()
    .describe(
      'Present where the id was used before for other content, and where signatures prove nothing: why.',
    ),
}).openapi('Outcome');

/** The outcome is still to come. */
export const PendingSchema = z
  .object({ id: z.string(), outcome: z.literal('pending'), location: z.string() })
  .openapi('Pending');

/** A task as the view of its case shows it. */
export const Task = z.looseObject({
  id: z.string(),
  title: z.string(),
  roles: z.array(z.string()),
  events: z.array(z.string()).describe('Event types that answer it.'),
  since: Instant,
  due: Instant.optional().describe('Absent where there is no date, or while no time runs.'),
  length: z.string().optional().describe('What the date counts: `P7D`, or `P7D@china`.'),
  paused: Loose.optional().describe('Present while no time runs: by, reason, since, due then.'),
  moved: z.array(Loose).optional().describe('Why the date is later: by, reason, days, from, at.'),
});

const Member = z.object({
  caseNo: z.string(),
  relation: z
    .string()
    .describe('What the other person is to this one, in one of a few words; else `relative`.'),
  dependent: z.boolean().describe('The other person depends on this one.'),
  open: z.boolean(),
});

/** What a case tells of itself, or a duty. */
export const CaseViewSchema = z
  .looseObject({
    caseNo: z.string(),
    procedure: z.string(),
    state: z.string(),
    open: z.boolean(),
    outcome: z.string().optional(),
    seq: z.number().int(),
    recentOutcomes: z.array(PastOutcome).describe('The last 50, newest last.'),
    regions: z.record(z.string(), z.string()).optional(),
    allowed: z.array(z.string()).optional(),
    tasks: z.array(Task).optional(),
    drafts: z.array(Loose).optional(),
    awaiting: z.array(Loose).optional(),
    documents: z.array(Loose).optional(),
    household: z.array(Member).optional().describe('Linked cases; nothing else of them is read.'),
    sameSubject: z
      .array(z.string())
      .optional()
      .describe('Other open live cases of this person and procedure: there should be none (I19).'),
    policyVersion: z.string().optional(),
    openedUnder: z
      .string()
      .optional()
      .describe('Policy version before the first move to another one.'),
    shortened: z
      .array(Loose)
      .optional()
      .describe(
        'Safeguards that the opening made shorter than the policy has: key, length, ofPolicy.',
      ),
    halted: Loose.optional().describe('Present where the case halted: code, reason, since.'),
    interrupted: InterruptedSchema.optional().describe(
      'Present where the case is open and no workflow runs for it: its tasks are withdrawn until ' +
        'two officers resume it.',
    ),
  })
  .openapi('CaseView');

/** Duties as a list shows them; `caseNo` is the whole number, `<kind>/<no>`. */
export const DutiesSchema = z
  .object({
    duties: z.array(
      z.object({
        caseNo: z.string().openapi({ example: 'policy-notice/1958-1' }),
        procedure: z.string().describe('Its kind.'),
        state: z.string(),
        open: z.boolean(),
        openedAt: Instant,
      }),
    ),
    next: Next,
  })
  .openapi('Duties');

export const DutiesQuery = z.object({
  kind: z.string().regex(DUTY_KIND).optional(),
  open: z.enum(['true', 'false']).optional().describe('`true`: only those without an outcome.'),
  ...PageQuery,
});

/** A part of the file, with the public keys of its signatures. */
export const FileSchema = z
  .object({
    entries: z.array(
      z.looseObject({
        event: Loose,
        expect: z.string(),
        code: z.string().optional(),
        state: z.string(),
        seq: z.number().int(),
        receivedAt: Instant,
        attestations: z.array(z.string()),
        prev: z.string(),
        hash: z.string(),
      }),
    ),
    head: z
      .object({ seq: z.number().int(), hash: z.string() })
      .describe(
        'The last entry of the whole file; read on after the last `seq` until it is there.',
      ),
    keys: z.array(Loose).describe('Public keys (JWK) of the signatures in this part.'),
    next: z.number().int().optional().describe('`after` of the next part; absent in the last one.'),
    opening: z
      .looseObject({
        caseNo: z.string(),
        procedure: z.string(),
        subjectRef: z.string(),
        facts: Loose,
      })
      .describe('What the case, or the duty, was opened with.'),
    openedAt: Instant.describe('From when the dates of the opening are reckoned.'),
  })
  .openapi('File');

/** Documents that a case has issued, valid or not, and drafts of some. */
export const DocumentsSchema = z
  .object({
    documents: z.array(
      z.object({
        n: z.number().int().describe('Place in the list, from 1; of an issued one it stays.'),
        kind: z.string(),
        number: z.string(),
        status: z.enum(['valid', 'void', 'expired', 'draft']),
        eventId: z.string().describe('The event that issued it, or would.'),
      }),
    ),
    next: Next,
  })
  .openapi('Documents');

/** A letter of a case. */
export const LetterSchema = z
  .object({
    key: z.string().describe('Names it when it is sent again or acknowledged.'),
    kind: z.string().openapi({ example: 'M2' }),
    says: z.string(),
    to: z.string().describe('`counterpart`, `home-authority`, or a body of our own.'),
    correlationId: z.string(),
    content: Loose.describe('References and plain facts.'),
    createdAt: Instant,
    deliveredAt: Instant.optional(),
    handedBy: z.string().optional().describe('Who handed it over by hand.'),
    toldAt: Instant.optional().describe(
      'M9: since when the recipient had known of the consent that is withdrawn.',
    ),
    sent: z.number().int().describe('How often, the first time included.'),
    sendings: z
      .array(
        z.object({
          n: z.number().int(),
          as: z.enum(['letter', 'reminder']),
          by: z.string().describe('An officer, or `operator`.'),
          at: Instant,
          clearanceId: z.string().optional(),
          deliveredAt: Instant.optional(),
          handedBy: z.string().optional(),
        }),
      )
      .describe('The later ones.'),
    acknowledged: z.object({ by: z.string(), at: Instant }).optional(),
    note: z.string().optional().describe('Of a sending whose id was used for another one before.'),
  })
  .openapi('Letter');

export const LettersSchema = z
  .object({ letters: z.array(LetterSchema), next: Next })
  .openapi('Letters');

export const DocumentParams = CaseParams.extend({
  file: z
    .string()
    .regex(/^[1-9]\d{0,3}\.(html|pdf)$/)
    .describe('Place in the list and the form: `1.html`, `1.pdf`.')
    .openapi({ example: '1.pdf' }),
});

const RejectedMessage = z.looseObject({
  at: Instant,
  name: z.string().describe('Of the signal.'),
  code: z.enum(['NOT_A_SUBMISSION', 'MESSAGE_UNKNOWN', 'TOO_LARGE']),
  digest: z.string(),
  size: z.number().int().describe('Bytes.'),
});

export const RejectedSchema = z
  .object({ rejected: z.array(RejectedMessage), next: Next })
  .openapi('RejectedMessages');

export const FileQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('Entries after this sequence number; 1,000 at most.'),
  limit: PageQuery.limit,
});
