import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../activities/contract.ts';
import { published } from '../../activities/figures.ts';
import { reportPageOf } from '../../src/documents/report.ts';
import { reportHtmlOf, reportPdfOf } from '../../src/documents/report-forms.ts';
import { SYNTHETIC } from '../../src/documents/page.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** A month with small cells, sums, an empty table and text that has to be escaped. */
const REPORT: Report = {
  month: '1958-01',
  madeAt: '1958-02-01T03:00:00.000Z',
  ...published({
    tables: [
      {
        name: 'opened',
        says: 'Cases opened in the month.',
        by: ['procedure', 'province', 'period'],
        rows: [
          { key: ['outbound', 'Jilin', 'already'], n: 3 },
          { key: ['outbound', 'Liaoning', 'already'], n: 41 },
          { key: ['inbound', 'Jilin', 'later'], n: 12 },
        ],
        total: true,
      },
      {
        name: 'same-person',
        says: '<b>Persons</b>',
        by: ['who'],
        rows: [{ key: ['a & b'], n: 9 }],
        total: false,
      },
      { name: 'deaths', says: 'Deaths.', by: ['procedure'], rows: [], total: false },
    ],
    times: [
      { procedure: 'outbound', state: 'mobilization', n: 40, medianDays: 31.5, p90Days: 80 },
      { procedure: 'exit', state: 'checks', n: 2, medianDays: 3, p90Days: 4 },
    ],
  }),
};

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('the monthly report', () => {
  it('says what the figures say in both forms, and no cell that they hold back', async () => {
    const page = reportPageOf(REPORT);
    const html = reportHtmlOf(page);
    for (const part of ['Monthly report', '1958-01', 'outbound · Jilin · already', SYNTHETIC]) {
      expect(html).toContain(part);
    }
    const [opened, persons, times] = page.tables;
    const small = opened?.rows.find(({ label }) => label.startsWith('outbound · Jilin'));
    expect(small?.cells).toEqual(['*']);
    expect(persons?.rows).toEqual([{ label: 'a & b', cells: ['9'] }]);
    expect(times?.rows).toEqual([
      { label: 'outbound · mobilization', cells: ['40', '31.5', '80'] },
      { label: 'exit · checks', cells: ['*', '*', '*'] },
    ]);
    expect(html).toContain('Nothing to count: ');
    expect(html.split('Nothing to count: ')[1]).toContain('deaths');
    const pdf = text(await reportPdfOf(page));
    expect(pdf.startsWith('%PDF-1.')).toBe(true);
    expect(pdf.trimEnd().endsWith('%%EOF')).toBe(true);
  });

  it('escapes what it says, and runs nothing', () => {
    const html = reportHtmlOf(reportPageOf(REPORT));
    expect(html).toContain('&lt;b&gt;Persons&lt;/b&gt;');
    expect(html).not.toContain('<script');
  });

  it('gives the same bytes for the same figures', async () => {
    const [one, other] = [
      await reportPdfOf(reportPageOf(REPORT)),
      await reportPdfOf(reportPageOf(REPORT)),
    ];
    expect(text(other) === text(one)).toBe(true);
  });

  it('is a draft as long as its month is not over, and stamped', () => {
    const early = reportPageOf({ ...REPORT, madeAt: '1958-01-31T23:59:59.999Z' });
    expect(early.status).toBe('draft');
    expect(reportHtmlOf(early)).toContain('>DRAFT</div>');
    expect(reportHtmlOf(reportPageOf(REPORT))).not.toContain('class="stamp"');
    const december = { ...REPORT, month: '1958-12' };
    expect(reportPageOf({ ...december, madeAt: '1959-01-01T00:00:00.000Z' }).status).toBe('valid');
    expect(reportPageOf({ ...december, madeAt: '1958-12-31T12:00:00.000Z' }).status).toBe('draft');
  });
});

describe('the calls of the report', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
    await api.registry.putReport(REPORT);
  });
  afterAll(() => api.close());

  it('give HTML that runs nothing, and a PDF', async () => {
    const html = await api.request('GET', '/v1/figures/1958-01.html');
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await html.text()).toBe(reportHtmlOf(reportPageOf(REPORT)));
    const pdf = await api.request('GET', '/v1/figures/1958-01.pdf');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.headers.get('content-disposition')).toBe('inline; filename="report-1958-01.pdf"');
    expect((await pdf.text()).startsWith('%PDF-')).toBe(true);
  });

  it.each([
    ['1958-02.pdf', 404, 'FIGURES_UNKNOWN'],
    ['1958-13.pdf', 400, 'MALFORMED'],
    ['1958-01.txt', 400, 'MALFORMED'],
  ])('answer %s with %i %s', async (file, status, code) => {
    const answer = await api.request('GET', `/v1/figures/${file}`);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ code });
  });
});
