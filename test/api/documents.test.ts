import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { verifyBundle } from '../../src/file/verify-bundle.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { recordDocuments } from '../support/documents.ts';

let api: TestApi;
const CASE = '/v1/cases/D-1/documents';

beforeAll(async () => {
  api = await startApi();
  await recordDocuments(api.registry, 'D-1');
});
afterAll(() => api.close());

describe('documents of a case', () => {
  test('are listed with their place, void ones too', async () => {
    const answer = await api.request('GET', CASE);
    expect(await answer.json()).toEqual({
      documents: [
        expect.objectContaining({ n: 1, kind: 'repatriation-order', status: 'void' }),
        expect.objectContaining({ n: 2, kind: 'residence-permit', number: 'RP-1' }),
      ],
    });
  });

  test('come as HTML that runs nothing, stamped', async () => {
    const answer = await api.request('GET', `${CASE}/1.html`);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await answer.text()).toContain('>VOID</div>');
  });

  test('come as PDF', async () => {
    const answer = await api.request('GET', `${CASE}/1.pdf`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="D-1-1.pdf"');
    expect((await answer.text()).startsWith('%PDF-')).toBe(true);
  });

  test('stand in the bundle as pages, and those that cannot be written with the reason', async () => {
    const page = await (await api.request('GET', `${CASE}/1.html`)).text();
    const answer = await api.request('GET', '/v1/cases/D-1/bundle');
    expect(answer.headers.get('content-type')).toBe('application/x-tar');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="D-1.tar"');
    const bytes = Buffer.from(await answer.arrayBuffer());
    // Their signatures are none: the archive is as it was signed, and the first entry is named.
    expect(await verifyBundle(bytes)).toMatchObject({ path: 'case-file.json', seq: 1 });
    expect(bytes.includes(page)).toBe(true);
    const list = bytes.subarray(bytes.indexOf('{\n  "documents"')).toString();
    const { documents } = JSON.parse(list.slice(0, list.indexOf('\n}\n') + 2)) as JsonObject;
    expect(documents).toMatchObject([
      { n: 1, path: 'documents/1.html' },
      { n: 2, missing: expect.stringContaining('is issued by residence.granted') },
    ]);
  });

  test.each([
    [`${CASE}/3.pdf`, 404, 'DOCUMENT_UNKNOWN'],
    [`${CASE}/0.pdf`, 400, 'MALFORMED'],
    [`${CASE}/1.exe`, 400, 'MALFORMED'],
    ['/v1/cases/NOBODY-1/documents', 404, 'CASE_UNKNOWN'],
    ['/v1/cases/NOBODY-1/documents/1.pdf', 404, 'CASE_UNKNOWN'],
  ])('%s is %s %s', async (path, status, code) => {
    const answer = await api.request('GET', path);
    expect([answer.status, await answer.json()]).toMatchObject([status, { code }]);
  });

  test('that the file cannot fill are refused, and it is said what is missing', async () => {
    const answer = await api.request('GET', `${CASE}/2.pdf`);
    const problem = (await answer.json()) as { code: string; detail: string };
    expect([answer.status, problem.code]).toEqual([409, 'DOCUMENT_INCOMPLETE']);
    expect(problem.detail).toContain('residence-permit RP-1: is issued by residence.granted');
  });

  test.each([CASE, `${CASE}/1.pdf`])('%s asks for the token', async (path) => {
    expect((await api.request('GET', path, { token: null })).status).toBe(401);
  });
});
