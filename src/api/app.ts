/**
 * The HTTP application. No port of its own: `app.request()` in tests, a listener in `server.ts`.
 */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { requestId } from 'hono/request-id';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { isDutyNo } from '../../workflows/messages.ts';
import { needing } from './access.ts';
import { CASE_LIST_ROUTES } from './case-list-routes.ts';
import { addCaseListRoutes } from './case-list.ts';
import { withBody } from './bodies.ts';
import { BUNDLE_ROUTES } from './bundle-routes.ts';
import { addBundleRoutes } from './bundle.ts';
import { addCaseRoutes } from './cases.ts';
import { CHANNEL_ROUTES } from './channel-routes.ts';
import { addChannelRoutes } from './channels.ts';
import { addApiKeyRoutes } from './api-keys/handlers.ts';
import { API_KEY_ROUTES } from './api-keys/routes.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { addDocument } from './document.ts';
import { addDocumentRoutes } from './documents.ts';
import { addDutyRoutes } from './duties.ts';
import { FIGURE_ROUTES } from './figure-routes.ts';
import { addFigureRoutes } from './figures.ts';
import { secureHeaders } from './headers.ts';
import { idempotent } from './idempotency.ts';
import { addLetterRoutes } from './letters.ts';
import { addMessageRoutes } from './messages.ts';
import { refuseOtherMethods } from './methods.ts';
import { addPersonRoutes } from './persons/add.ts';
import { fileLimit, storesFile } from './persons/files.ts';
import { isAboutPersons, notingRefusals } from './persons/refusals.ts';
import { PERSON_ROUTES } from './persons/routes.ts';
import { addRegisterRoutes } from './registers/handlers.ts';
import { REGISTER_ROUTES } from './registers/routes.ts';
import { addRegistryRoutes } from './registry/check.ts';
import { REGISTRY_ROUTES } from './registry/routes.ts';
import { addResumeRoutes } from './resume.ts';
import { RESUME_ROUTES } from './resume-routes.ts';
import { Problem, problemResponse } from './problems.ts';
import type { ProblemCode } from './problems.ts';
import { limitRate } from './rate.ts';
import { addReference } from './reference/page.ts';
import { tagged } from './tags.ts';
import { addReplyRoutes } from './replies.ts';
import { addClaimRoutes } from './tasks/claims.ts';
import { addTaskList } from './tasks/list.ts';
import { TASK_ROUTES } from './tasks/routes.ts';
import { CASE_ROUTES, DUTY_ROUTES, LETTER_ROUTES, MESSAGE_ROUTES, READ_ROUTES } from './routes.ts';
import { addWaitingRoutes } from './waiting.ts';
import { WAITING_ROUTES } from './waiting-routes.ts';
import { addSubscriptionRoutes } from './subscriptions/handlers.ts';
import { SUBSCRIPTION_ROUTES } from './subscriptions/routes.ts';

/** All of them. */
const ROUTES = [
  CASE_ROUTES,
  CASE_LIST_ROUTES,
  MESSAGE_ROUTES.case,
  MESSAGE_ROUTES.duty,
  RESUME_ROUTES,
  REGISTRY_ROUTES,
  READ_ROUTES.case,
  LETTER_ROUTES.case,
  DUTY_ROUTES,
  READ_ROUTES.duty,
  LETTER_ROUTES.duty,
  CHANNEL_ROUTES,
  WAITING_ROUTES,
  PERSON_ROUTES,
  BUNDLE_ROUTES,
  FIGURE_ROUTES,
  TASK_ROUTES,
  SUBSCRIPTION_ROUTES,
  REGISTER_ROUTES,
  API_KEY_ROUTES,
];

/** The API over its ports. Answers never hold stack traces or internals; the log has the request id. */
export function createApp(deps: ApiDeps): OpenAPIHono<ApiEnv> {
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  app.use(requestId());
  app.use(secureHeaders());
  app.use(logRequests(deps));
  const limit = bodyLimit({ maxSize: BOUNDS.messageBytes, onError: tooLarge });
  app.use((c, next) => (storesFile(c.req) ? next() : limit(c, next)));
  app.onError((error, c) => answerError(deps, error, c));
  app.notFound((c) => problemResponse(c, 'NOT_FOUND', elsewhere(c.req.path)));
  const limited = limitRate(deps.ratePerMinute);
  for (const route of ROUTES.flatMap((routes) => Object.values(routes))) {
    // Before validation: who may not ask is told nothing about what was wrong.
    if ('x-power' in route) {
      const power = route['x-power'];
      if (isAboutPersons(power)) {
        app.on(route.method, route.getRoutingPath(), notingRefusals(power, deps));
      }
      app.on(route.method, route.getRoutingPath(), needing(power, deps));
    }
    if (route !== CASE_ROUTES.health) app.on(route.method, route.getRoutingPath(), limited);
    if ('x-tag' in route) app.on(route.method, route.getRoutingPath(), tagged());
    if (needsJson(route)) {
      const code = isMessage(route.path) ? 'NOT_A_SUBMISSION' : 'MALFORMED';
      app.on(route.method, route.getRoutingPath(), withBody(code));
    }
    if (route === PERSON_ROUTES.storeFile) {
      app.on(route.method, route.getRoutingPath(), fileLimit());
    }
    if ('x-once' in route) {
      app.on(route.method, route.getRoutingPath(), idempotent(deps, route['x-once']));
    }
  }
  addCaseRoutes(app, deps);
  addCaseListRoutes(app, deps);
  addDocumentRoutes(app, deps);
  addMessageRoutes(app, deps, MESSAGE_ROUTES.case);
  addLetterRoutes(app, deps, LETTER_ROUTES.case);
  addDutyRoutes(app, deps);
  addChannelRoutes(app, deps);
  addReplyRoutes(app, deps);
  addWaitingRoutes(app, deps);
  addPersonRoutes(app, deps);
  addBundleRoutes(app, deps);
  addFigureRoutes(app, deps);
  addResumeRoutes(app, deps, RESUME_ROUTES.case);
  addResumeRoutes(app, deps, RESUME_ROUTES.duty);
  addTaskList(app, deps);
  addClaimRoutes(app, deps);
  addSubscriptionRoutes(app, deps);
  addRegisterRoutes(app, deps);
  addApiKeyRoutes(app, deps);
  addRegistryRoutes(app, deps);
  addReference(app);
  addDocument(app);
  refuseOtherMethods(app);
  return app;
}

function needsJson({ request }: { readonly request?: object }): boolean {
  const { body } = (request ?? {}) as {
    readonly body?: { readonly required?: boolean; readonly content: object };
  };
  return body?.required === true && 'application/json' in body.content;
}

type Issues = readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];

/** A request that does not fit its schema. Values are not repeated: they may be personal. */
function refuseInvalid(
  result: { readonly success: boolean; readonly target: string; readonly error?: unknown },
  c: Context,
): Response | undefined {
  if (result.success) return undefined;
  const { issues } = result.error as { readonly issues: Issues };
  const where = issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  const code = result.target === 'json' && isMessage(c.req.path) ? 'NOT_A_SUBMISSION' : 'MALFORMED';
  const isJson = /^application\/([\w.-]+\+)?json\b/i.test(c.req.header('Content-Type') ?? '');
  const hint =
    result.target === 'json' && !isJson
      ? ' Send JSON as application/json.'
      : dutyHint(c.req.param('no') ?? '');
  return problemResponse(c, code, `${where.join('; ')}.${hint}`);
}

/** The number of a duty where a case was to be named. */
function dutyHint(number: string): string {
  return isDutyNo(number)
    ? ' This is the number of a duty: its calls are below /v1/duties/{kind}/{no}, and it has neither ' +
        'documents nor moves to another policy.'
    : '';
}

/** What to do about an address that is none. A duty's number has a slash in it. */
function elsewhere(path: string): string {
  const number = /^\/v1\/(?:cases|duties)\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? '';
  return `See GET /v1/openapi.json for the calls there are.${dutyHint(number)}`;
}

function isMessage(path: string): boolean {
  return /\/(events|drafts|countersign|withdraw|resume)$/.test(path);
}

function tooLarge(c: Context): Response {
  return problemResponse(
    c,
    'TOO_LARGE',
    `At most ${BOUNDS.messageBytes} bytes; store documents elsewhere and send their reference.`,
  );
}

function answerError(deps: ApiDeps, error: Error, c: Context<ApiEnv>): Response {
  if (error instanceof Problem) {
    return problemResponse(c, error.code, error.message, error.members);
  }
  // The framework refuses a body of another type by an error of its own, without a status.
  const foreign = /^Unsupported Media Type/i.test(error.message);
  if (foreign || (error instanceof HTTPException && error.status < 500)) {
    const code = isMessage(c.req.path) ? 'NOT_A_SUBMISSION' : 'MALFORMED';
    return problemResponse(c, code, 'The body is no JSON: send application/json.');
  }
  const id = c.get('requestId');
  const code: ProblemCode = isAway(error) ? 'UNAVAILABLE' : 'INTERNAL';
  deps.log.error({ requestId: id, error: `${error.name}: ${error.message}` }, 'request failed');
  const detail =
    code === 'UNAVAILABLE'
      ? `${whatIsAway(error)} Send the same request again; its id makes that harmless.`
      : `The log has the reason under request id ${id}.`;
  return problemResponse(c, code, detail);
}

/** SQLSTATE of a statement over its time, and of one that waited too long for a lock. */
const LATE = new Set<unknown>(['57014', '55P03']);

function whatIsAway(error: Error): string {
  const isLate = 'code' in error && LATE.has(error.code);
  return isLate
    ? 'The registry’s database took longer than it may, and nothing of the statement was kept.'
    : 'Temporal or the registry does not answer.';
}

/** gRPC DEADLINE_EXCEEDED, FAILED_PRECONDITION, UNAVAILABLE; connections refused, reset, timed out. */
const AWAY = new Set<unknown>([4, 9, 14, 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE']);

/** What the driver says without any code when a connection breaks or none is to be had. */
const BROKEN =
  /^Connection terminated|^timeout exceeded when trying to connect|^Query read timeout/;

function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (AWAY.has(error.code) || isSqlAway(error.code))) return true;
  return BROKEN.test(error.message) || isAway(error.cause);
}

/**
 * SQLSTATE: connection exceptions, operator intervention, a database that takes no connections, lock or
 * statement timeouts, too little of something.
 */
function isSqlAway(code: unknown): boolean {
  return typeof code === 'string' && /^(08|57|55000|55P03|53)/.test(code);
}

function logRequests({ log }: ApiDeps) {
  return async (c: Context<ApiEnv>, next: () => Promise<void>): Promise<void> => {
    const started = performance.now();
    await next();
    const ms = Math.round(performance.now() - started);
    const { method, path } = c.req;
    log.info({ requestId: c.get('requestId'), method, path, status: c.res.status, ms }, 'request');
  };
}
