/** The monthly report as one HTML page, and as PDF: every text escaped, the same bytes for the same figures. */
import { html } from 'hono/html';
import { footOf, framed, headOf } from './html.ts';
import type { ReportPage, ReportTable } from './report.ts';

const TABLE_STYLE = `
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th, td {
    border-bottom: 1px solid #e6e1d6;
    padding: .15rem 0;
    text-align: right;
    width: 5rem;
    font-weight: 400;
    font-variant-numeric: tabular-nums;
  }
  th:first-child {
    text-align: left;
    width: auto;
  }
  thead, .says {
    color: #56616f;
    font-size: .85rem;
  }
  tfoot * {
    font-weight: 600;
  }
  .says {
    margin: 0 0 .3rem;
  }
`;

/** The page. */
export function reportHtmlOf(page: ReportPage): string {
  const { title, number, status, says, tables, empty, proof } = page;
  const body = html`${headOf(page)}
    <p>${says}</p>
    ${tables.map(section)}
    ${empty.length === 0 ? '' : html`<p class="says">${nothingFor(empty)}</p>`} ${footOf(proof)}`;
  return framed({ title: `${title} ${number}`, of: status, style: TABLE_STYLE, body });
}

function section({ title, says, columns, rows, total }: ReportTable) {
  return html`<h2>${title}</h2>
    <p class="says">${says}</p>
    <table>
      ${
        columns.length === 0
          ? ''
          : html`<thead>
              <tr>
                <th></th>
                ${columns.map((column) => html`<th scope="col">${column}</th>`)}
              </tr>
            </thead>`
      }
      <tbody>
        ${rows.map(({ label, cells }) => line(label, cells))}
      </tbody>
      ${
        total === undefined
          ? ''
          : html`<tfoot>
              ${line('All', [total])}
            </tfoot>`
      }
    </table>`;
}

function line(label: string, cells: readonly string[]) {
  return html`<tr>
    <th scope="row">${label}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`;
}

function nothingFor(titles: readonly string[]): string {
  return `Nothing to count: ${titles.map((title) => title.toLowerCase()).join(', ')}.`;
}

/** The bytes of the PDF. */
export async function reportPdfOf(page: ReportPage): Promise<Uint8Array> {
  // Heavy, and not needed until somebody asks.
  const { paperOf } = await import('./sheet.ts');
  return paperOf(page, (sheet) => {
    sheet.paragraph(page.says);
    for (const { title, says, columns, rows, total } of page.tables) {
      sheet.heading(title, 80);
      sheet.small(says);
      if (columns.length > 0) sheet.line('', columns, 'head');
      for (const { label, cells } of rows) sheet.line(label, cells);
      if (total !== undefined) sheet.line('All', [total], 'sum');
    }
    if (page.empty.length === 0) return;
    sheet.gap(12);
    sheet.small(nothingFor(page.empty));
  });
}
