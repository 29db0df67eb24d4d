import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../machines/kernel/types.ts';
import { EXAMPLES } from '../../src/api/examples/all.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

interface Operation {
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
  };
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let api: TestApi;
let document: Document;
beforeAll(async () => {
  api = await startApi();
  document = (await (await api.request('GET', '/v1/openapi.json')).json()) as Document;
});
afterAll(() => api.close());

describe('examples of the document', () => {
  test.each(Object.entries(EXAMPLES))('%s fits its schema', (name, example) => {
    expect(document.components.schemas[name]).toMatchObject({ examples: [example] });
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'api');
    const validate = ajv.compile({ $ref: `api#/components/schemas/${name}` });
    expect([validate(example), validate.errors]).toEqual([true, null]);
  });

  test('of bodies are taken by every call that has one of them', async () => {
    const given = {
      ...{ no: 'OUT-01.1', id: 'e1', kind: 'policy-notice' },
      ...{ case: 'OUT-01.1', body: 'counterpart' },
    };
    const sent: string[] = [];
    for (const [call, example] of bodiesOf(document)) {
      const [method = '', template = ''] = call.split(' ');
      const path = template.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof given) => given[name]);
      const officer = OF_OFFICERS.exec(path)?.[0];
      const token = officer === undefined ? {} : { token: await api.tokenOf('EMB-CO-1') };
      const answer = await api.request(method.toUpperCase(), path, { body: example, ...token });
      // What the example does not name, such as that letter, may be missing.
      expect([call, [200, 201, 202, 403, 404].includes(answer.status)]).toEqual([call, true]);
      sent.push(call);
    }
    expect(sent).toContain('post /v1/cases');
    expect(sent).toContain('put /v1/channels/{body}');
    expect(sent.length).toBeGreaterThan(15);
  });
});

const OURS =
  /\/(?:cases|\{kind\}|events|drafts|countersign|withdraw|letters|identity|protection|erasure|release|hand-over|subscriptions|api-keys|\{body\})$/;

/** What no operator does. */
const OF_OFFICERS = /identity|protection|release|hand-over/;

function bodiesOf({ paths }: Document): readonly (readonly [string, Json])[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, { requestBody }]) => {
      const ref = requestBody?.content['application/json']?.schema.$ref ?? '';
      const example = EXAMPLES[ref.slice(ref.lastIndexOf('/') + 1)];
      // Elsewhere a submission has another vocabulary.
      const isOurs = OURS.test(path);
      return example === undefined || !isOurs ? [] : [[`${method} ${path}`, example] as const];
    }),
  );
}
