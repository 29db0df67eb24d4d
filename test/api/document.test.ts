import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duties, procedures } from '../../machines/registry.ts';
import { PROBLEMS } from '../../src/api/problems.ts';
import { DUTY_KINDS, PROCEDURES } from '../../src/api/opening-schemas.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

interface ProblemSchema {
  readonly properties: { readonly code: { readonly description: string } };
}

let api: TestApi;
let operations: readonly (readonly [string, Operation])[];
let codes: string;
beforeAll(async () => {
  api = await startApi();
  const document = (await (await api.request('GET', '/v1/openapi.json')).json()) as {
    readonly components: { readonly schemas: { readonly Problem: ProblemSchema } };
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  codes = document.components.schemas.Problem.properties.code.description;
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, one]) => [`${method} ${path}`, one] as const),
  );
});
afterAll(() => api.close());

describe('the document of the API', () => {
  test('names every call once, says what it does, and puts it into a group', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const [call, { operationId, tags, summary }] of operations) {
      expect([call, operationId]).toEqual([call, expect.stringMatching(/^[a-z][A-Za-z]+$/)]);
      expect([call, summary?.length > 3, tags.length]).toEqual([call, true, 1]);
    }
  });

  test('has every code of a problem, with its status', () => {
    for (const [code, { status }] of Object.entries(PROBLEMS)) {
      expect(codes).toContain(`| ${status} | \`${code}\` |`);
    }
  });

  test('says of every call below /v1 that it may be one too many', () => {
    const without = operations.filter(
      ([call, { responses }]) => call.includes('/v1/') && responses['429'] === undefined,
    );
    expect(without).toEqual([]);
  });
});

describe('an address called by a method that it has not', () => {
  test.each([
    ['DELETE', '/v1/cases/R-1', 'GET, HEAD'],
    ['PUT', '/v1/cases', 'POST'],
    ['PATCH', '/v1/tasks', 'GET, HEAD'],
    ['POST', '/health', 'GET, HEAD'],
    ['DELETE', '/v1/docs', 'GET, HEAD'],
  ])('%s %s is 405 and told what there is', async (method, path, allow) => {
    const { status, headers } = await api.request(method, path);
    expect(status).toBe(405);
    expect(headers.get('allow')).toContain(allow);
  });
});

test('the document names what can be opened', () => {
  expect([...PROCEDURES].toSorted()).toEqual(Object.keys(procedures).toSorted());
  expect([...DUTY_KINDS].toSorted()).toEqual(Object.keys(duties).toSorted());
});
