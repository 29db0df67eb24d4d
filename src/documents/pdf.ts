/**
 * A document as PDF. The same document gives the same bytes: its date is that of the entry.
 */
import type { DocumentPage } from './page.ts';
import { paperOf } from './sheet.ts';

/** The bytes of the PDF. */
export async function pdfOf(page: DocumentPage): Promise<Uint8Array> {
  return paperOf({ ...page, at: page.receivedAt }, (sheet) => {
    for (const row of page.rows) sheet.row(row);
    sheet.gap(10);
    sheet.paragraph(page.says);
    sheet.heading('Rule');
    sheet.paragraph(page.rule);
    if (page.reasons !== undefined) {
      sheet.heading('Reasons');
      sheet.paragraph(page.reasons, 10);
    }
    sheet.heading(page.decided);
    for (const row of page.officers) sheet.row(row);
    if (page.review !== undefined) sheet.barred(page.review);
  });
}
