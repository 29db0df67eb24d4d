/**
 * Problem details (RFC 9457), only for what never reached a case. This file alone maps codes to HTTP
 * statuses. A refusal by a rule is an outcome and comes with 200.
 */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';

interface ProblemKind {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 410 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly title: string;
}

/** Every code of the API, with its status and title. */
export const PROBLEMS = {
  MALFORMED: { status: 400, title: 'The request is not as this call expects it' },
  NOT_A_SUBMISSION: { status: 400, title: 'The message is no submission' },
  PERSON_NAMED: { status: 400, title: 'The words of the message name the person' },
  CONTENT_MISMATCH: { status: 400, title: 'The content is not of the type that it is said to be' },
  DIGEST_MISMATCH: { status: 400, title: 'The content is not that of the digest' },
  NOT_SIGNED_IN: { status: 401, title: 'Nobody is signed in' },
  NOT_PERMITTED: { status: 403, title: 'The caller may not do this' },
  NOT_ATTESTED: { status: 403, title: 'The signatures do not prove who acts' },
  ROLE_NOT_ALLOWED: { status: 403, title: 'An officer of another role has to sign' },
  FOUR_EYES: { status: 403, title: 'Two persons have to sign' },
  FOUR_EYES_SAME_PERSON: { status: 403, title: 'Another administrator has to confirm' },
  OWN_ENTRY: { status: 403, title: 'Nobody changes an entry about himself' },
  CASE_UNKNOWN: { status: 404, title: 'No such case' },
  OUTCOME_UNKNOWN: { status: 404, title: 'No such outcome yet' },
  DRAFT_UNKNOWN: { status: 404, title: 'The case has no such draft' },
  DOCUMENT_UNKNOWN: { status: 404, title: 'The case has no such document' },
  LETTER_UNKNOWN: { status: 404, title: 'The case has no such letter' },
  CHANNEL_UNKNOWN: { status: 404, title: 'No such channel' },
  FILE_UNKNOWN: { status: 404, title: 'The case has no such stored file' },
  NOT_PUT: { status: 404, title: 'Nothing was put there' },
  FIGURES_UNKNOWN: { status: 404, title: 'There is no report of this month' },
  TASK_UNKNOWN: { status: 404, title: 'The case has no such task' },
  SUBSCRIPTION_UNKNOWN: { status: 404, title: 'No such subscription' },
  OFFICER_UNKNOWN: { status: 404, title: 'The register has no such officer' },
  SUBSTITUTION_UNKNOWN: { status: 404, title: 'The register has no such substitution' },
  REGISTER_CHANGE_UNKNOWN: { status: 404, title: 'No such change of the registers' },
  API_KEY_UNKNOWN: { status: 404, title: 'No such API key' },
  DEAD_LETTER_UNKNOWN: { status: 404, title: 'The subscription has no such dead letter' },
  NOT_FOUND: { status: 404, title: 'No such address' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'The address has no such method' },
  CASE_EXISTS: { status: 409, title: 'The case number has a file already' },
  DOCUMENT_INCOMPLETE: { status: 409, title: 'The file lacks what the document needs' },
  LETTER_NOT_OPEN: { status: 409, title: 'The letter is not one for this any more' },
  TASK_CLAIMED: { status: 409, title: 'A colleague has the task in hand' },
  TASK_CLOSED: { status: 409, title: 'The task is not open any more' },
  STAY_ACTIVE: { status: 409, title: 'A claim for protection holds the letter back' },
  IDEMPOTENCY_KEY_BUSY: { status: 409, title: 'A call under this key is under way' },
  CHANNEL_UNFIT: { status: 409, title: 'The body cannot be served like this' },
  MESSAGE_ID_TAKEN: { status: 409, title: 'The message id belongs to another message' },
  ERASURE_NOT_DUE: { status: 409, title: 'There is no ground to erase the case' },
  KEY_NOT_OURS: { status: 409, title: 'Somebody else keeps the master key' },
  ERASED: { status: 410, title: 'The keys were destroyed' },
  CASE_RUNNING: { status: 409, title: 'The case runs and decides' },
  FILE_DISAGREES: { status: 409, title: 'The file does not come out as it stands' },
  NOT_RESUMED: { status: 409, title: 'The case does not go on by this order' },
  REGISTER_CHANGE_DECIDED: { status: 409, title: 'The change was confirmed or withdrawn before' },
  ADMINISTRATORS_TOO_FEW: { status: 409, title: 'Two administrators have to be in office' },
  API_KEY_REVOKED: { status: 409, title: 'The API key was revoked' },
  SUBSCRIPTION_LIMIT: { status: 409, title: 'There are as many subscriptions as there may be' },
  SUBSCRIPTION_DISABLED: { status: 409, title: 'The subscription is disabled' },
  TOO_LARGE: { status: 413, title: 'The message is larger than allowed' },
  MEDIA_TYPE_NOT_TAKEN: { status: 415, title: 'Files of this type are not stored' },
  OPENING_REFUSED: { status: 422, title: 'The procedure does not open like this' },
  ADDRESS_REFUSED: { status: 422, title: 'The address is none that may be called' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, title: 'The key stands for a call with other content' },
  TOO_MANY_CALLS: { status: 429, title: 'More calls than are taken in a minute' },
  INTERNAL: { status: 500, title: 'Something failed on our side' },
  UNAVAILABLE: { status: 503, title: 'Not available at the moment' },
  KEY_AWAY: { status: 503, title: 'A master key cannot be had' },
  CASE_INTERRUPTED: { status: 503, title: 'The case has no running workflow' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The body of a problem. */
export const ProblemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]).describe(codeTable()),
    detail: z.string().describe('What to do now.'),
    claim: z
      .object({ holder: z.string(), since: z.string(), until: z.string() })
      .optional()
      .describe('Of TASK_CLAIMED: the officer who has the task in hand, since when, until when.'),
  })
  .openapi('Problem');

/** What a problem carries besides, as its schema has it. */
type Members = Pick<z.infer<typeof ProblemSchema>, 'claim'>;

/** Every code with its status and what it means: a table in the document. */
function codeTable(): string {
  const rows = Object.entries(PROBLEMS).map(
    ([code, { status, title }]) => `| ${status} | \`${code}\` | ${title} |`,
  );
  return ['| Status | Code | Meaning |', '|---|---|---|', ...rows].join('\n');
}

/** Thrown anywhere below a route; answered as problem details. `detail` says what to do. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly members: Members;
  constructor(code: ProblemCode, detail: string, members: Members = {}) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.members = members;
  }
}

/** The answer for a problem, with what was said on the way. */
export function problemResponse(
  c: Context,
  code: ProblemCode,
  detail: string,
  members: Members = {},
): Response {
  const { status, headers, text } = parts(code, detail, members);
  return c.body(text, status, headers);
}

/** The answer for a problem where there is no application yet. */
export function problemOf(code: ProblemCode, detail: string): Response {
  const { status, headers, text } = parts(code, detail);
  return new Response(text, { status, headers });
}

function parts(code: ProblemCode, detail: string, members: Members = {}) {
  const { status, title } = PROBLEMS[code];
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json' };
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer realm="crossing-cases"';
  if (status === 503) headers['Retry-After'] = '5';
  if (code === 'IDEMPOTENCY_KEY_BUSY') headers['Retry-After'] = '1';
  return {
    status,
    headers,
    text: JSON.stringify({ type: 'about:blank', title, status, code, detail, ...members }),
  };
}
