/**
 * The calls of the API as plain values: the contract can be read here without its handlers.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { ProblemSchema } from './problems.ts';
import {
  CaseParams,
  CaseViewSchema,
  CountersignSchema,
  DocumentParams,
  DocumentsSchema,
  FiguresQuery,
  FiguresSchema,
  FileQuery,
  FileSchema,
  IdParams,
  OpeningSchema,
  OutcomeSchema,
  PendingSchema,
  RejectedSchema,
  SubmissionSchema,
  TasksQuery,
  TasksSchema,
  VersionsSchema,
  WithdrawSchema,
} from './schemas.ts';

function json<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

function body<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } };
}

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
});

const P = {
  400: problem('Not as this call expects it; nothing reached a case.'),
  401: problem('A token is needed.'),
  404: problem('Unknown.'),
  413: problem('Larger than 64 KiB.'),
  503: problem('Temporal or the registry is away; the same request may be sent again.'),
};

const Prefer = z.object({
  prefer: z.string().optional().describe('`wait=N`: seconds to wait, default 10, at most 60.'),
});

const answers = {
  200: json(OutcomeSchema, 'The outcome; a refusal by a rule too.'),
  202: json(PendingSchema, 'The wait ran out; the outcome comes at `Location`.'),
  400: P[400],
  404: P[404],
  413: P[413],
  503: P[503],
};

/** Marks the calls that ask for the token; `app.ts` sees to it. */
const guarded = { security: [{ token: [] }] };

/** Calls that send something to a case. What they send is signed. */
export const MESSAGE_ROUTES = {
  submit: createRoute({
    method: 'post',
    path: '/v1/cases/{no}/events',
    summary: 'Submit a signed event',
    request: { params: CaseParams, headers: Prefer, body: body(SubmissionSchema) },
    responses: answers,
  }),
  propose: createRoute({
    method: 'post',
    path: '/v1/cases/{no}/drafts',
    summary: 'Propose an event that a second officer will countersign',
    request: { params: CaseParams, headers: Prefer, body: body(SubmissionSchema) },
    responses: answers,
  }),
  countersign: createRoute({
    method: 'post',
    path: '/v1/cases/{no}/drafts/{id}/countersign',
    summary: 'Countersign a draft',
    request: { params: IdParams, headers: Prefer, body: body(CountersignSchema) },
    responses: answers,
  }),
  withdraw: createRoute({
    method: 'post',
    path: '/v1/cases/{no}/drafts/{id}/withdraw',
    summary: 'Withdraw a draft of one’s own',
    request: { params: IdParams, headers: Prefer, body: body(WithdrawSchema) },
    responses: answers,
  }),
};

/** Calls that open a case, and those that read. */
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
    ...guarded,
    request: { body: body(OpeningSchema) },
    responses: {
      201: json(CaseViewSchema, 'Opened; its address is in `Location`.'),
      400: P[400],
      401: P[401],
      409: problem('The number is taken.'),
      413: P[413],
      503: P[503],
    },
  }),
  readCase: createRoute({
    method: 'get',
    path: '/v1/cases/{no}',
    summary: 'The case view',
    ...guarded,
    request: { params: CaseParams },
    responses: { 200: json(CaseViewSchema, 'The case.'), 401: P[401], 404: P[404] },
  }),
  readOutcome: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/outcomes/{id}',
    summary: 'The attested outcome of an event id, else its last refusal',
    ...guarded,
    request: { params: IdParams },
    responses: { 200: json(OutcomeSchema, 'The outcome.'), 401: P[401], 404: P[404] },
  }),
  readFile: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/file',
    summary: 'Entries of the file, in order',
    ...guarded,
    request: { params: CaseParams, query: FileQuery },
    responses: { 200: json(FileSchema, 'Entries.'), 400: P[400], 401: P[401], 404: P[404] },
  }),
  readRejected: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/rejected',
    summary: 'Messages that were no submission',
    ...guarded,
    request: { params: CaseParams },
    responses: { 200: json(RejectedSchema, 'In order.'), 401: P[401], 404: P[404] },
  }),
  listDocuments: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/documents',
    summary: 'Documents of a case, void and expired ones too, then drafts',
    ...guarded,
    request: { params: CaseParams },
    responses: { 200: json(DocumentsSchema, 'In order of issue.'), 401: P[401], 404: P[404] },
  }),
  readDocument: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/documents/{file}',
    summary: 'A document as HTML or PDF',
    ...guarded,
    request: { params: DocumentParams },
    responses: {
      200: {
        description: 'The document.',
        content: {
          'text/html': { schema: z.string() },
          'application/pdf': { schema: z.string().openapi({ format: 'binary' }) },
        },
      },
      400: P[400],
      401: P[401],
      404: P[404],
      409: problem('The file lacks what the document needs.'),
    },
  }),
  readFigures: createRoute({
    method: 'get',
    path: '/v1/figures',
    summary: 'The monthly figures, as they may be published',
    ...guarded,
    request: { query: FiguresQuery },
    responses: {
      200: json(FiguresSchema, 'Without a month: those of the latest report.'),
      400: P[400],
      401: P[401],
      404: P[404],
    },
  }),
  listVersions: createRoute({
    method: 'get',
    path: '/v1/versions',
    summary: 'Chart and policy versions that open cases are under',
    ...guarded,
    responses: { 200: json(VersionsSchema, 'By procedure.'), 401: P[401] },
  }),
  listTasks: createRoute({
    method: 'get',
    path: '/v1/tasks',
    summary: 'Open tasks',
    ...guarded,
    request: { query: TasksQuery },
    responses: { 200: json(TasksSchema, 'Oldest first.'), 400: P[400], 401: P[401] },
  }),
};
