/**
 * What `document` and `figures` share: a page printed as HTML, or written as PDF.
 */
import { writeFile } from 'node:fs/promises';
import { wrongUse } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import type { Service } from './service.ts';

export interface Forms {
  readonly html?: true;
  /** Where the PDF goes. */
  readonly pdf?: string;
}

export function wantsForm({ html, pdf }: Forms): boolean {
  return html === true || pdf !== undefined;
}

/**
 * Prints or writes what stands at an address in the forms that are wanted.
 * @throws CliFailure 2 where the file cannot be written.
 */
export async function writeForms(
  io: CliIo,
  service: Service,
  address: string,
  { html, pdf }: Forms,
): Promise<void> {
  if (html === true) io.out(new TextDecoder().decode(await service.bytes(`${address}.html`)));
  if (pdf === undefined) return;
  const bytes = await service.bytes(`${address}.pdf`);
  try {
    await writeFile(pdf, bytes);
  } catch (error) {
    throw wrongUse(`${pdf} cannot be written: ${error instanceof Error ? error.message : ''}`);
  }
  io.err(`${pdf}: ${bytes.length} bytes`);
}
