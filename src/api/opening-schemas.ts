/**
 * What cases and duties are opened with. What one fact asks of another, or of the procedure, no schema
 * says: the procedure itself is asked (`OPENING_REFUSED`).
 */
import { z } from '@hono/zod-openapi';
import { DELAYS, policiesWith } from '../../machines/shared/policy.ts';
import { PROVINCE_WORDS } from '../../machines/shared/province.ts';
import { CASE_NO } from '../../workflows/messages.ts';

/** What cases can be opened under; said in the document, and judged by what is registered. */
export const PROCEDURES = ['outbound', 'inbound', 'exit'] as const;

/** As `PROCEDURES`, of duties. */
export const DUTY_KINDS = [
  'policy-notice',
  'prevention-measure',
  'coordination',
  'registration-list',
  'views-and-instructions',
] as const;

const Text = z.string().min(1).max(200);
const CaseNo = z.string().regex(CASE_NO);

const Member = z.looseObject({
  caseNo: CaseNo.describe('The case of the other person.'),
  dependent: z.boolean().optional().describe('Depends on this person; absent: does not.'),
  open: z.boolean().optional().describe('The other case is open; absent: it is not.'),
});

const CaseFacts = z.looseObject({
  province: z.string().optional().describe('Liaoning, Jilin, Heilongjiang; all else is `other`.'),
  adult: z.boolean().optional().describe('Absent: the person is of age.'),
  household: z.array(Member).optional().describe('Linked cases.'),
  earlierCase: CaseNo.optional().describe('The case of the same person that this one follows.'),
});

const DutyFacts = z.looseObject({
  province: z
    .enum(PROVINCE_WORDS)
    .optional()
    .describe('A `prevention-measure` is of one province and names it.'),
});

const Length = z
  .string()
  .regex(
    /^(?:(?:R\/)?P(?=\d|T\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,4}D)?(?:T(?=\d)(?:\d{1,6}H)?(?:\d{1,6}M)?(?:\d{1,9}S)?)?|P[1-9]\d{0,3}D@[a-z]+)$/,
    'is no ISO 8601 length, nor working days of a calendar',
  )
  .openapi({ example: 'P30D' });

const Turnover = z.int().min(1).max(Number.MAX_SAFE_INTEGER).optional();

const Shared = {
  continueAsNewEvery: Turnover.describe('For tests: messages of a run.'),
};

const CaseConfig = z
  .looseObject({
    policyVersion: z
      .string()
      .optional()
      .describe('Absent: the one that new cases are opened under.')
      .openapi({ enum: Object.keys(policiesWith([])) }),
    delays: z
      .looseObject(Object.fromEntries(Object.keys(DELAYS).map((key) => [key, Length.optional()])))
      .optional()
      .describe('Lengths in place of the policy’s; a procedure has some of these keys.'),
    minRounds: z
      .int()
      .min(0)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe('Rounds of mobilization at least.'),
    cutOffDate: z.iso.date().optional().describe('In place of 17 December 1957.'),
    ...Shared,
  })
  .optional()
  .describe('What differs from the policy.');

const DutyConfig = z.looseObject(Shared).optional().describe('What differs from the policy.');

const Begins = {
  clock: z.enum(['live', 'recorded']).optional(),
  openedBy: Text.optional(),
};

/** The start argument of a case (contract §1). */
export const OpeningSchema = z
  .object({
    caseNo: CaseNo.describe('No personal data; never used again.'),
    procedure: Text.openapi({ example: 'outbound', enum: [...PROCEDURES] }),
    subjectRef: Text.describe('An opaque id of the person.'),
    facts: CaseFacts.describe('Known when the case is opened: province, household, purpose …'),
    config: CaseConfig,
    ...Begins,
  })
  .openapi('Opening');

/** What a duty is opened with. */
export const DutyOpeningSchema = z
  .object({
    no: CaseNo.describe('No personal data; used once in its kind.'),
    subjectRef: Text.optional().describe('What it is about, opaque.'),
    facts: DutyFacts.optional().describe('Known at the start.'),
    config: DutyConfig,
    ...Begins,
  })
  .openapi('DutyOpening');
