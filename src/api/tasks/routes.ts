/**
 * Calls of tasks: the list, and in whose hands one is.
 */
import { createRoute } from '@hono/zod-openapi';
import { P, body, json, needs, problem } from '../route.ts';
import {
  ClaimsSchema,
  HandOverSchema,
  ListedTaskSchema,
  ReleaseSchema,
  TaskParams,
  TasksQuery,
  TasksSchema,
} from './schemas.ts';

const TASK = '/v1/tasks/{case}/{id}';

const claimAnswers = {
  200: json(ListedTaskSchema, 'The task.'),
  400: P[400],
  401: P[401],
  403: P[403],
  404: P[404],
  409: problem('Somebody else has it in his hands, or it is not open any more.'),
  413: P[413],
};

export const TASK_ROUTES = {
  listTasks: createRoute({
    method: 'get',
    path: '/v1/tasks',
    summary: 'Open tasks, or those of a case that are not open any more',
    ...needs('tasks.read'),
    request: { query: TasksQuery },
    responses: {
      200: json(TasksSchema, 'Those due first before the others.'),
      400: P[400],
      401: P[401],
      403: P[403],
    },
  }),
  claim: createRoute({
    method: 'post',
    path: `${TASK}/claim`,
    summary: 'Take a task in hand: a mark for colleagues, which stops nobody from deciding',
    ...needs('tasks.claim'),
    request: { params: TaskParams },
    responses: claimAnswers,
  }),
  release: createRoute({
    method: 'post',
    path: `${TASK}/release`,
    summary: 'Give a task out of hand; the head of the office may too, with reasons',
    ...needs('tasks.claim'),
    request: { params: TaskParams, body: { ...body(ReleaseSchema), required: false } },
    responses: claimAnswers,
  }),
  handOver: createRoute({
    method: 'post',
    path: `${TASK}/hand-over`,
    summary: 'Give a task into the hands of another who may act on it',
    ...needs('tasks.claim'),
    request: { params: TaskParams, body: body(HandOverSchema) },
    responses: claimAnswers,
  }),
  listClaims: createRoute({
    method: 'get',
    path: `${TASK}/claims`,
    summary: 'Who has had a task in his hands',
    ...needs('tasks.read'),
    request: { params: TaskParams },
    responses: {
      200: json(ClaimsSchema, 'Oldest first.'),
      400: P[400],
      401: P[401],
      403: P[403],
      404: P[404],
    },
  }),
};
