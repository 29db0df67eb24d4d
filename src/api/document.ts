/**
 * The document of the API (OpenAPI 3.1), from the routes, with what holds for every call of them: a name
 * and a group, and the problems that any call may answer.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ApiEnv } from './deps.ts';
import { EXAMPLES } from './examples/all.ts';

/** Where the document is. */
export const DOCUMENT = '/v1/openapi.json';

type Document = ReturnType<OpenAPIHono<ApiEnv>['getOpenAPI31Document']>;
type PathItem = NonNullable<Document['paths']>[string];
type Operation = NonNullable<PathItem['get']>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
/** In an address, words that stand for no group of their own. */
const VERSION = 'v1';

const PROBLEM = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
};

/** What a call answers that takes parameters or a body. */
const WRONG = { description: 'Not as this call expects it; nothing was done.', content: PROBLEM };

/** Of calls whose answers have an `ETag`. */
const IF_NONE_MATCH = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: '`ETag` of the answer that the caller has already.',
} as const;
const UNCHANGED = { description: 'The caller has the present form already.' };

/** What any call below `/v1` may answer. */
const COMMON: NonNullable<Operation['responses']> = {
  429: {
    description: 'More calls than are taken in a minute; `Retry-After` says when to come back.',
    headers: { 'Retry-After': { schema: { type: 'integer' }, description: 'Seconds.' } },
    content: PROBLEM,
  },
  500: { description: 'Something failed on our side; the log has it.', content: PROBLEM },
  503: { description: 'Temporal or the registry is away; send it again.', content: PROBLEM },
};

/** Serves it. It is made once, at the first call: routes are all there then. */
export function addDocument(app: OpenAPIHono<ApiEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'token', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token that start printed, one of the issuer’s, or an API key.',
  });
  let document: Document | undefined;
  app.get(DOCUMENT, (c) => c.json((document ??= documentOf(app))));
}

function documentOf(app: OpenAPIHono<ApiEnv>): Document {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'crossing-cases',
      version: '1',
      description:
        'Cases of a historical procedure. Synthetic data only. Problems (RFC 9457) have a `code`; ' +
        'the schema `Problem` lists them.',
    },
  });
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    if (Object.hasOwn(EXAMPLES, name)) Object.assign(schema, { examples: [EXAMPLES[name]] });
  }
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) item[method] = completed(operation, method, path);
    }
  }
  return document;
}

function completed(operation: Operation, method: string, path: string): Operation {
  const words = path.split('/').filter((word) => word !== '' && word !== VERSION);
  const common = path.startsWith(`/${VERSION}/`) ? COMMON : { 500: COMMON['500'] };
  const takesSomething =
    operation.requestBody !== undefined || (operation.parameters ?? []).length > 0;
  const parameters =
    'x-tag' in operation ? [...(operation.parameters ?? []), IF_NONE_MATCH] : operation.parameters;
  return {
    ...operation,
    ...(parameters !== undefined && { parameters }),
    tags: operation.tags ?? [words[0] ?? VERSION],
    operationId: operation.operationId ?? nameOf(method, words),
    responses: {
      ...common,
      ...(takesSomething && { 400: WRONG }),
      ...('x-tag' in operation && { 304: UNCHANGED }),
      ...operation.responses,
    },
  };
}

/** `GET /v1/cases/{no}/documents/{file}` is `getCaseDocument`: what a parameter picks is one of them. */
function nameOf(method: string, words: readonly string[]): string {
  const named = words.flatMap((word, at) => {
    if (word.startsWith('{')) return [];
    return [capital(words[at + 1]?.startsWith('{') === true ? singular(word) : word)];
  });
  return `${method}${named.join('')}`;
}

function singular(word: string): string {
  return word.replace(/ies$/, 'y').replace(/s$/, '');
}

function capital(word: string): string {
  return word.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
