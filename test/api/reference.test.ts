import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

describe('the reference page', () => {
  test('is open to everyone and loads nothing from elsewhere', async () => {
    const page = await api.request('GET', '/v1/docs', { token: null });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const text = await page.text();
    expect(text).not.toMatch(/https?:\/\//);
    const loaded = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? '');
    expect(loaded).toHaveLength(3);
    for (const path of loaded) {
      const file = await api.request('GET', path, { token: null });
      expect([path, file.status]).toEqual([path, 200]);
      expect((await file.text()).length).toBeGreaterThan(100);
    }
  });

  test('gives no other file of the viewer', async () => {
    for (const name of ['package.json', '..%2Fpackage.json', 'constructor', 'index.html']) {
      expect((await api.request('GET', `/v1/docs/${name}`)).status).toBe(404);
    }
  });
});

describe('headers', () => {
  test.each(['/health', '/v1/tasks', '/v1/cases/NOBODY-1', '/nowhere', '/v1/docs'])(
    '%s may be neither framed, sniffed nor read by a page of another origin',
    async (path) => {
      const { headers } = await api.request('GET', path, {
        headers: { origin: 'https://a.example' },
      });
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );
});
