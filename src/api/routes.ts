/**
 * The calls of the API as plain values: the contract can be read here without its handlers.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { PageQuery } from './paging.ts';
import type { Power } from './powers.ts';
import {
  OnceHeaders,
  P,
  body,
  json,
  needs,
  once,
  page,
  problem,
  signedOrSignedIn,
  withTag,
} from './route.ts';
import {
  CaseParams,
  CaseViewSchema,
  CountersignSchema,
  DocumentParams,
  DocumentsSchema,
  DutiesQuery,
  DutiesSchema,
  DutyIdParams,
  DutyParams,
  FileQuery,
  FileSchema,
  IdParams,
  KindParams,
  LetterDeedSchema,
  LetterSchema,
  LettersSchema,
  OutcomeSchema,
  PendingSchema,
  RejectedSchema,
  SubmissionSchema,
  WithdrawSchema,
} from './schemas.ts';
import { DutyOpeningSchema, OpeningSchema } from './opening-schemas.ts';
import { PolicyMoveParams, PolicyMoveSchema, VersionsSchema } from './version-schemas.ts';

const Prefer = z.object({
  prefer: z.string().optional().describe('`wait=N`: seconds to wait, default 10, at most 60.'),
});

const answers = {
  200: json(OutcomeSchema, 'The outcome; a refusal by a rule too.'),
  202: json(PendingSchema, 'The wait ran out; the outcome comes at `Location`.'),
  400: P[400],
  401: problem('A bearer token was sent that proves nobody.'),
  403: problem('Whoever is signed in may not have this signed for him.'),
  404: P[404],
  413: P[413],
  503: P[503],
};

/** One file with its address: of a case, or of a duty. */
interface Place {
  readonly path: '/v1/cases/{no}' | '/v1/duties/{kind}/{no}';
  readonly params: z.ZodObject;
  /** Those, and the id of an event or draft. */
  readonly idParams: z.ZodObject;
  /** What it is called. */
  readonly name: 'case' | 'duty';
  /** The power to read it. */
  readonly read: Power;
}

const A_CASE: Place = {
  path: '/v1/cases/{no}',
  params: CaseParams,
  idParams: IdParams,
  name: 'case',
  read: 'cases.read',
};

const A_DUTY: Place = {
  path: '/v1/duties/{kind}/{no}',
  params: DutyParams,
  idParams: DutyIdParams,
  name: 'duty',
  read: 'duties.read',
};

function messageRoutes({ path, params, idParams }: Place) {
  return {
    submit: createRoute({
      method: 'post',
      path: `${path}/events`,
      summary: 'Submit a signed event',
      ...signedOrSignedIn,
      request: { params, headers: Prefer, body: body(SubmissionSchema) },
      responses: answers,
    }),
    propose: createRoute({
      method: 'post',
      path: `${path}/drafts`,
      summary: 'Propose an event that a second officer will countersign',
      ...signedOrSignedIn,
      request: { params, headers: Prefer, body: body(SubmissionSchema) },
      responses: answers,
    }),
    countersign: createRoute({
      method: 'post',
      path: `${path}/drafts/{id}/countersign`,
      summary: 'Countersign a draft',
      ...signedOrSignedIn,
      request: { params: idParams, headers: Prefer, body: body(CountersignSchema) },
      responses: answers,
    }),
    withdraw: createRoute({
      method: 'post',
      path: `${path}/drafts/{id}/withdraw`,
      summary: 'Withdraw a draft of one’s own',
      ...signedOrSignedIn,
      request: { params: idParams, headers: Prefer, body: body(WithdrawSchema) },
      responses: answers,
    }),
  };
}

function letterRoutes({ path, params, name }: Place) {
  return {
    listLetters: createRoute({
      method: 'get',
      path: `${path}/letters`,
      summary: `Letters of a ${name}, how often they were sent and who has acknowledged them`,
      ...needs('letters.read'),
      request: { params, query: z.object(PageQuery) },
      responses: {
        200: json(LettersSchema, 'Oldest first.'),
        400: P[400],
        401: P[401],
        403: P[403],
        404: P[404],
      },
    }),
    printLetter: createRoute({
      method: 'get',
      path: `${path}/letters/{file}`,
      summary: 'A letter as a page, to be printed and handed over by hand',
      ...needs('letters.read'),
      request: {
        params: params.extend({
          file: z
            .string()
            .regex(/^[1-9]\d{0,5}\.html$/)
            .describe('Place in the list of the letters.')
            .openapi({ example: '1.html' }),
        }),
      },
      responses: {
        200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } },
        400: P[400],
        401: P[401],
        403: P[403],
        404: P[404],
        409: problem('A claim for protection holds it back.'),
      },
    }),
    actOnLetter: createRoute({
      method: 'post',
      path: `${path}/letters`,
      summary:
        'Send a letter again (`letter.sent-again`), remind of it (`letter.reminded`), note that it was ' +
        'handed over by hand (`letter.handed-over`) or that its recipient has it ' +
        '(`letter.acknowledged`): signed as an event that names it in `letter`',
      request: { params, body: body(LetterDeedSchema) },
      responses: {
        200: json(LetterSchema, 'The letter.'),
        400: P[400],
        403: problem('Not signed by who has to.'),
        404: P[404],
        409: problem('The letter is not one for this, or a claim for protection holds it back.'),
        413: P[413],
        503: P[503],
      },
    }),
  };
}

function readRoutes({ path, params, idParams, name, read }: Place) {
  return {
    readView: createRoute({
      method: 'get',
      path,
      summary: `The ${name} view`,
      ...withTag,
      ...needs(read),
      request: { params },
      responses: {
        200: json(CaseViewSchema, `The ${name}.`),
        401: P[401],
        403: P[403],
        404: P[404],
      },
    }),
    readOutcome: createRoute({
      method: 'get',
      path: `${path}/outcomes/{id}`,
      summary: 'The attested outcome of an event id, else its last refusal',
      ...needs(read),
      request: { params: idParams },
      responses: {
        200: json(OutcomeSchema, 'The outcome.'),
        401: P[401],
        403: P[403],
        404: P[404],
      },
    }),
    readFile: createRoute({
      method: 'get',
      path: `${path}/file`,
      summary: 'Entries of the file, in order',
      ...needs('files.read'),
      request: { params, query: FileQuery },
      responses: {
        200: json(FileSchema, 'Entries.'),
        400: P[400],
        401: P[401],
        403: P[403],
        404: P[404],
      },
    }),
    readRejected: createRoute({
      method: 'get',
      path: `${path}/rejected`,
      summary: 'Messages that were no submission',
      ...needs(read),
      request: { params, query: z.object(PageQuery) },
      responses: {
        200: json(RejectedSchema, 'In order.'),
        400: P[400],
        401: P[401],
        403: P[403],
        404: P[404],
      },
    }),
  };
}

const opened = {
  201: json(CaseViewSchema, 'Opened; its address is in `Location`.'),
  400: P[400],
  401: P[401],
  403: P[403],
  409: problem('The number is taken, or the same call is under way.'),
  413: P[413],
  422: problem(
    'The procedure does not open like this, or the idempotency key stands for another call.',
  ),
  503: P[503],
};

/** Calls that send something to a case, or to a duty. What they send is signed. */
export const MESSAGE_ROUTES = { case: messageRoutes(A_CASE), duty: messageRoutes(A_DUTY) };

/** Letters of a case, or of a duty. */
export const LETTER_ROUTES = { case: letterRoutes(A_CASE), duty: letterRoutes(A_DUTY) };

/** Calls that read the file of a case, or of a duty. */
export const READ_ROUTES = { case: readRoutes(A_CASE), duty: readRoutes(A_DUTY) };

/** Calls that open a duty, and that list them. */
export const DUTY_ROUTES = {
  openDuty: createRoute({
    method: 'post',
    path: '/v1/duties/{kind}',
    summary: 'Open a duty of the service',
    ...needs('duties.open'),
    ...once,
    request: { params: KindParams, headers: OnceHeaders, body: body(DutyOpeningSchema) },
    responses: opened,
  }),
  listDuties: createRoute({
    method: 'get',
    path: '/v1/duties',
    summary: 'Duties of the service',
    ...needs('duties.read'),
    request: { query: DutiesQuery },
    responses: {
      200: json(DutiesSchema, 'Newest first; 1,000 at most.'),
      400: P[400],
      401: P[401],
      403: P[403],
    },
  }),
};

/** Calls that open a case, and those that read but for its file. */
export const CASE_ROUTES = {
  health: createRoute({
    method: 'get',
    path: '/health',
    summary: 'Whether a decision can be taken',
    responses: { 200: json(z.object({ status: z.literal('ok') }), 'It can.'), 503: P[503] },
  }),
  openCase: createRoute({
    method: 'post',
    path: '/v1/cases',
    summary: 'Open a case',
    ...needs('cases.open'),
    ...once,
    request: { headers: OnceHeaders, body: body(OpeningSchema) },
    responses: opened,
  }),
  listDocuments: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/documents',
    summary: 'Documents of a case, void and expired ones too, then drafts',
    ...withTag,
    ...needs('documents.read'),
    request: { params: CaseParams, query: z.object(PageQuery) },
    responses: {
      200: json(DocumentsSchema, 'In order of issue.'),
      400: P[400],
      401: P[401],
      403: P[403],
      404: P[404],
    },
  }),
  readDocument: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/documents/{file}',
    summary: 'A document as HTML or PDF',
    ...withTag,
    ...needs('documents.read'),
    request: { params: DocumentParams },
    responses: {
      200: page('The document.'),
      400: P[400],
      401: P[401],
      403: P[403],
      404: P[404],
      409: problem('The file lacks what the document needs.'),
    },
  }),
  previewMove: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/policy-moves/{version}',
    summary: 'What a move to another version of the policy would change; nothing is changed',
    ...needs('policies.read'),
    request: { params: PolicyMoveParams },
    responses: {
      200: json(PolicyMoveSchema, 'The dry run, of an impossible move too.'),
      401: P[401],
      403: P[403],
      404: P[404],
      503: P[503],
    },
  }),
  listVersions: createRoute({
    method: 'get',
    path: '/v1/versions',
    summary: 'Chart and policy versions that files name, and how many open cases are under them',
    ...needs('policies.read'),
    responses: { 200: json(VersionsSchema, 'By procedure.'), 401: P[401], 403: P[403] },
  }),
};
