/**
 * Calls about persons, as plain values.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { OnceHeaders, P, body, json, needs, once, onceProblems, problem } from '../route.ts';
import { CaseParams } from '../schemas.ts';
import { FILE_BYTES_MAX, MEDIA_TYPES } from './media.ts';
import {
  ErasureOrderSchema,
  ErasureSchema,
  FileParams,
  IdentityReadSchema,
  IdentitySchema,
  KeptSchema,
  ProtectionReadSchema,
  ProtectionSchema,
  ReadingsQuery,
  ReadingsSchema,
  RotationSchema,
  StoreHeaders,
  StoreQuery,
  StoredFilesSchema,
  StoredSchema,
} from './schemas.ts';

const params = CaseParams;
const refusals = { 400: P[400], 401: P[401], 403: P[403], 404: P[404], 503: P[503] };
const erased = { 410: problem('Erased: see GET …/erasure.') };
const binary = Object.fromEntries(
  MEDIA_TYPES.map((type) => [type, { schema: z.string().openapi({ format: 'binary' }) }]),
);

/** Every call about persons. */
export const PERSON_ROUTES = {
  putIdentity: createRoute({
    method: 'put',
    path: '/v1/cases/{no}/identity',
    summary: 'Put who the person is, in the place of what was put before',
    ...needs('persons.write'),
    request: { params, body: body(IdentitySchema) },
    responses: { 200: json(KeptSchema, 'Kept, sealed.'), ...refusals, ...erased, 413: P[413] },
  }),
  readIdentity: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/identity',
    summary: 'Who the person is; the reading is noted',
    ...needs('persons.read'),
    request: { params },
    responses: { 200: json(IdentityReadSchema, 'Opened.'), ...refusals, ...erased },
  }),
  putProtection: createRoute({
    method: 'put',
    path: '/v1/cases/{no}/protection',
    summary: 'Put the sealed part of a claim for protection',
    ...needs('protection.read'),
    request: { params, body: body(ProtectionSchema) },
    responses: { 200: json(KeptSchema, 'Kept, sealed.'), ...refusals, ...erased, 413: P[413] },
  }),
  readProtection: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/protection',
    summary: 'The sealed part of a claim for protection; the reading is noted',
    ...needs('protection.read'),
    request: { params },
    responses: { 200: json(ProtectionReadSchema, 'Opened.'), ...refusals, ...erased },
  }),
  storeFile: createRoute({
    method: 'post',
    path: '/v1/cases/{no}/stored-files',
    summary: 'Store a statement or a certificate',
    ...needs('persons.write'),
    ...once,
    request: {
      params,
      query: StoreQuery,
      headers: OnceHeaders.extend(StoreHeaders.shape),
      body: { required: true, content: binary },
    },
    responses: {
      201: json(StoredSchema, 'Stored, sealed; its address is in `Location`.'),
      ...refusals,
      ...erased,
      ...onceProblems,
      413: problem(`Larger than ${FILE_BYTES_MAX} bytes.`),
      415: problem('Another type than those there are.'),
    },
  }),
  listFiles: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/stored-files',
    summary: 'Stored files that the caller may read',
    ...needs('persons.read'),
    request: { params },
    responses: { 200: json(StoredFilesSchema, 'Oldest first.'), ...refusals },
  }),
  readFile: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/stored-files/{ref}',
    summary: 'A stored file; the reading is noted',
    ...needs('persons.read'),
    request: { params: FileParams },
    responses: {
      200: { description: 'The content; its digest is in `Repr-Digest`.', content: binary },
      ...refusals,
      ...erased,
    },
  }),
  listReadings: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/readings',
    summary: 'Who read and wrote what is known of the person, and when',
    ...needs('cases.read'),
    request: { params, query: ReadingsQuery },
    responses: { 200: json(ReadingsSchema, 'In order.'), ...refusals },
  }),
  erase: createRoute({
    method: 'post',
    path: '/v1/cases/{no}/erasure',
    summary:
      'Destroy the keys of a case: signed by two officers, as an event `identity.erased` with ' +
      '`ground` (`mistaken-identity`, `retention`) and `reasons`',
    request: { params, body: body(ErasureOrderSchema) },
    responses: {
      200: json(ErasureSchema, 'The certificate; asked again, the same.'),
      400: P[400],
      403: problem('Not signed by two who may.'),
      404: P[404],
      409: problem('There is no ground for it yet.'),
      413: P[413],
      503: P[503],
    },
  }),
  readErasure: createRoute({
    method: 'get',
    path: '/v1/cases/{no}/erasure',
    summary: 'The certificate of an erasure',
    ...needs('cases.read'),
    request: { params },
    responses: { 200: json(ErasureSchema, 'The certificate.'), ...refusals },
  }),
  rotateKeys: createRoute({
    method: 'post',
    path: '/v1/keys/rotation',
    summary: 'Begin a change of the master key, or go on with it, some data keys a call',
    ...needs('keys.rotate'),
    responses: {
      200: json(RotationSchema, 'How far it is.'),
      401: P[401],
      403: P[403],
      409: problem('The file of the master keys is not ours to change.'),
      503: P[503],
    },
  }),
};
