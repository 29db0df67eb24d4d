/**
 * A document as PDF. The same document gives the same bytes: its date is that of the entry, and
 * nothing of the machine goes in.
 */
import Pdf from 'pdfkit';
import { fontFile, runsOf, type Script, type Weight } from './fonts.ts';
import { SYNTHETIC, type DocumentPage } from './page.ts';
import type { Row } from './templates.ts';

const PAGE = { width: 595.28, height: 841.89, margin: 62, foot: 96 } as const;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const LABEL = 118;
const COLOR = {
  ink: '#1d2733',
  soft: '#56616f',
  rule: '#cfc8b8',
  head: '#2f6690',
  review: '#c98a1b',
  valid: '#3f7a3a',
  draft: '#8a5a00',
  void: '#a3271b',
  expired: '#a3271b',
} as const;

interface Style {
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly lineGap?: number;
}

/** The bytes of the PDF. */
export async function pdfOf(page: DocumentPage): Promise<Uint8Array> {
  const at = new Date(page.receivedAt);
  const doc = new Pdf({
    size: [PAGE.width, PAGE.height],
    margins: { top: PAGE.margin, left: PAGE.margin, right: PAGE.margin, bottom: PAGE.foot },
    bufferPages: true,
    autoFirstPage: false,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: `${page.title} ${page.number}`,
      Subject: SYNTHETIC,
      Producer: 'crossing-cases',
      Creator: 'crossing-cases',
      CreationDate: at,
      ModDate: at,
    },
  });
  const chunks: Buffer[] = [];
  const written = new Promise<void>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  new Sheet(doc).write(page);
  doc.end();
  await written;
  return new Uint8Array(Buffer.concat(chunks));
}

/** One document on its way to paper. */
class Sheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly #fonts = new Set<string>();
  #lost = false;

  constructor(doc: PDFKit.PDFDocument) {
    this.#doc = doc;
  }

  write(page: DocumentPage): void {
    const doc = this.#doc;
    doc.addPage();
    this.#head(page);
    for (const row of page.rows) this.#row(row);
    this.#gap(10);
    this.#text(page.says, { size: 11, lineGap: 2 });
    this.#heading('Rule');
    this.#text(page.rule, { size: 11 });
    if (page.reasons !== undefined) {
      this.#heading('Reasons');
      this.#text(page.reasons, { size: 11, lineGap: 2, x: PAGE.margin + 10, width: WIDTH - 20 });
    }
    this.#heading(page.decided);
    for (const row of page.officers) this.#row(row);
    if (page.review !== undefined) this.#review(page.review);
    this.#everyPage(page);
  }

  #head({ title, number, status }: DocumentPage): void {
    const doc = this.#doc;
    this.#text('SYNTHETIC · FOR RESEARCH AND TEACHING', {
      size: 8,
      weight: 700,
      color: COLOR.soft,
      y: 34,
    });
    this.#text(title, { size: 21, weight: 700, y: PAGE.margin + 6 });
    this.#gap(4);
    this.#text(`No. ${number}`, { size: 11, weight: 700 });
    this.#text(`Status: ${status}`, { size: 11, weight: 700, color: COLOR[status] });
    this.#gap(8);
    doc.moveTo(PAGE.margin, doc.y).lineTo(PAGE.margin + WIDTH, doc.y);
    doc.lineWidth(0.8).stroke(COLOR.rule);
    this.#gap(10);
  }

  #row({ label, value }: Row): void {
    const doc = this.#doc;
    this.#room(30);
    const { y } = doc;
    this.#text(label, { size: 10.5, color: COLOR.soft, y, width: LABEL - 10 });
    const below = doc.y;
    this.#text(value, { size: 10.5, x: PAGE.margin + LABEL, y, width: WIDTH - LABEL });
    doc.y = Math.max(doc.y, below) + 3;
  }

  #heading(text: string): void {
    this.#gap(12);
    this.#room(48);
    this.#text(text, { size: 11, weight: 700, color: COLOR.head });
    this.#gap(2);
  }

  #review(text: string): void {
    const doc = this.#doc;
    this.#gap(14);
    this.#room(80);
    const top = doc.y;
    this.#text(text, { size: 10.5, lineGap: 2, x: PAGE.margin + 14, width: WIDTH - 14 });
    doc.moveTo(PAGE.margin + 2, top).lineTo(PAGE.margin + 2, doc.y);
    doc.lineWidth(3).stroke(COLOR.review);
  }

  #gap(points: number): void {
    this.#doc.y += points;
  }

  /** Goes on overleaf where less than so much is left. */
  #room(points: number): void {
    if (this.#doc.y + points > PAGE.height - PAGE.foot) this.#doc.addPage();
  }

  /** Writes a text where it belongs, each letter in a font that has it. */
  #text(text: string, style: Style): void {
    const doc = this.#doc;
    const { size, weight = 400, color = COLOR.ink, x = PAGE.margin, y = doc.y } = style;
    const { runs, lost } = runsOf(text);
    this.#lost ||= lost;
    doc.fillColor(color).fontSize(size);
    const options = { width: style.width ?? WIDTH, lineGap: style.lineGap ?? 0 };
    for (const [at, run] of runs.entries()) {
      doc.font(this.#font(run.script, weight));
      const continued = at < runs.length - 1;
      if (at === 0) doc.text(run.text, x, y, { ...options, continued });
      else doc.text(run.text, { ...options, continued });
    }
    doc.x = PAGE.margin;
  }

  #font(script: Script, weight: Weight): string {
    const name = `${script}-${weight}`;
    if (!this.#fonts.has(name)) {
      this.#doc.registerFont(name, fontFile(script, weight));
      this.#fonts.add(name);
    }
    return name;
  }

  /** Bar, stamp and foot of every page, once it is known how many there are. */
  #everyPage(page: DocumentPage): void {
    const doc = this.#doc;
    const { start, count } = doc.bufferedPageRange();
    for (let at = start; at < start + count; at += 1) {
      doc.switchToPage(at);
      // What is written below the margin must not open another page.
      doc.page.margins.bottom = 0;
      doc.rect(0, 0, PAGE.width, 9).fill(COLOR.head);
      if (page.status !== 'valid') this.#stamp(page.status.toUpperCase());
      this.#foot(page, `Page ${at - start + 1} of ${count}`);
    }
  }

  #stamp(word: string): void {
    const doc = this.#doc;
    doc.save();
    doc.rotate(-32, { origin: [PAGE.width / 2, PAGE.height / 2] });
    doc.fillOpacity(0.15);
    this.#text(word, {
      size: 120,
      weight: 700,
      color: COLOR.void,
      x: PAGE.width / 2 - word.length * 42,
      y: PAGE.height / 2 - 80,
      width: 800,
    });
    doc.restore();
    doc.fillOpacity(1);
  }

  #foot({ proof }: DocumentPage, place: string): void {
    const doc = this.#doc;
    const top = PAGE.height - PAGE.foot + 14;
    doc.moveTo(PAGE.margin, top).lineTo(PAGE.margin + WIDTH, top);
    doc.lineWidth(0.5).stroke(COLOR.rule);
    const small = { size: 7.8, color: COLOR.soft };
    this.#text(`${proof}.`, { ...small, y: top + 7 });
    const note = this.#lost ? ' Letters that the font lacks are in the HTML form.' : '';
    this.#text(`${SYNTHETIC}${note} ${place}.`, { ...small, y: doc.y + 2 });
  }
}
