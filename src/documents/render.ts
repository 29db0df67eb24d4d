/**
 * A document in both its forms.
 */
import { htmlOf } from './html.ts';
import { pageOf, type DocumentInput } from './page.ts';
import { pdfOf } from './pdf.ts';

/**
 * Writes a document. Pure: the same input gives the same page and the same bytes.
 *
 * @throws DocumentError where fields that the kind needs are missing.
 */
export async function renderDocument(
  input: DocumentInput,
): Promise<{ readonly html: string; readonly pdf: Uint8Array }> {
  const page = pageOf(input);
  return { html: htmlOf(page), pdf: await pdfOf(page) };
}
