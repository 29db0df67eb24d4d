/**
 * The calls about the registers: who is an officer, whose keys count, and changes under four eyes.
 */
import { createRoute } from '@hono/zod-openapi';
import { P, body, json, needs, problem } from '../route.ts';
import {
  ChangeParams,
  ChangesQuery,
  ChangesSchema,
  IssuersQuery,
  IssuersSchema,
  OfficersQuery,
  OfficersSchema,
  ProposalSchema,
  RegisterChangeSchema,
  RegisterLogQuery,
  RegisterLogSchema,
} from './schemas.ts';

const CHANGES = '/v1/register-changes';
const read = needs('registers.read');
const write = needs('register-changes.write');
const common = { 400: P[400], 401: P[401], 403: P[403], 503: P[503] };
const decided = {
  ...common,
  404: P[404],
  409: problem(
    'It was confirmed or withdrawn before, or fewer than two administrators would be in office.',
  ),
};

export const REGISTER_ROUTES = {
  officers: createRoute({
    method: 'get',
    path: '/v1/officers',
    summary: 'The register of officers',
    ...read,
    request: { query: OfficersQuery },
    responses: { 200: json(OfficersSchema, 'By id; those whose term is over too.'), ...common },
  }),
  issuers: createRoute({
    method: 'get',
    path: '/v1/issuers',
    summary: 'The register of issuers, with their public keys',
    ...read,
    request: { query: IssuersQuery },
    responses: { 200: json(IssuersSchema, 'By name.'), ...common },
  }),
  changes: createRoute({
    method: 'get',
    path: CHANGES,
    summary: 'Changes of the registers',
    ...needs('register-changes.read'),
    request: { query: ChangesQuery },
    responses: { 200: json(ChangesSchema, 'The newest first.'), ...common },
  }),
  log: createRoute({
    method: 'get',
    path: '/v1/register-log',
    summary: 'Who changed the registers or an API key, when, and how: nothing is ever removed',
    ...needs('register-changes.read'),
    request: { query: RegisterLogQuery },
    responses: { 200: json(RegisterLogSchema, 'The newest first.'), ...common },
  }),
  propose: createRoute({
    method: 'post',
    path: CHANGES,
    summary: 'Propose a change of the registers; another administrator confirms it',
    ...write,
    request: { body: body(ProposalSchema) },
    responses: {
      201: json(RegisterChangeSchema, 'It waits; nothing has changed.'),
      ...common,
      404: P[404],
      409: problem('Fewer than two administrators would be in office.'),
      413: P[413],
    },
  }),
  confirm: createRoute({
    method: 'post',
    path: `${CHANGES}/{id}/confirm`,
    summary: 'Confirm what another administrator proposed; it is applied at once',
    ...write,
    request: { params: ChangeParams },
    responses: { 200: json(RegisterChangeSchema, 'It is applied.'), ...decided },
  }),
  withdraw: createRoute({
    method: 'post',
    path: `${CHANGES}/{id}/withdraw`,
    summary: 'Withdraw a change, one’s own or another’s; it is never applied',
    ...write,
    request: { params: ChangeParams },
    responses: { 200: json(RegisterChangeSchema, 'It is off.'), ...decided },
  }),
} as const;
