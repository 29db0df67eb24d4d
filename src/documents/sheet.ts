/**
 * Paper: what documents and reports are written on as PDF. The same calls give the same bytes: the
 * date is given, and nothing of the machine goes in.
 */
import Pdf from 'pdfkit';
import { fontFile, runsOf, type Font, type Weight } from './fonts.ts';
import { SYNTHETIC } from './page.ts';
import type { Row } from './templates.ts';

const PAGE = { width: 595.28, height: 841.89, margin: 62, foot: 96 } as const;
const WIDTH = PAGE.width - 2 * PAGE.margin;
const LABEL = 118;
/** Width of a column of numbers. */
const NUMBER = 58;

/** The colours of what is written. */
export const COLOR = {
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
  /** Points from the left edge of the text; default 0. */
  readonly indent?: number;
  readonly y?: number;
  readonly width?: number;
  readonly lineGap?: number;
  readonly align?: 'right';
}

/** What stands around the text. */
export interface Frame {
  readonly title: string;
  /** The title in Chinese and Korean. */
  readonly terms?: readonly [chinese: string, korean: string] | undefined;
  /** The number or month, which the title is followed by. */
  readonly number: string;
  /** All but `valid` are stamped. */
  readonly status: 'valid' | 'draft' | 'void' | 'expired';
  /** At the foot of every page. */
  readonly proof: string;
  /** ISO instant: the date of the file. */
  readonly at: string;
}

/** The bytes of a PDF with this frame, and what `write` puts on it. */
export async function paperOf(frame: Frame, write: (sheet: Sheet) => void): Promise<Uint8Array> {
  const at = new Date(frame.at);
  const doc = new Pdf({
    size: [PAGE.width, PAGE.height],
    margins: { top: PAGE.margin, left: PAGE.margin, right: PAGE.margin, bottom: PAGE.foot },
    bufferPages: true,
    autoFirstPage: false,
    lang: 'en',
    displayTitle: true,
    info: {
      Title: `${frame.title} ${frame.number}`,
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
  const sheet = new Sheet(doc, frame);
  write(sheet);
  sheet.end();
  await written;
  return new Uint8Array(Buffer.concat(chunks));
}

/** One document on its way to paper, from the head down. */
export class Sheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly #frame: Frame;
  readonly #fonts = new Set<string>();
  #lost = false;

  constructor(doc: PDFKit.PDFDocument, frame: Frame) {
    this.#doc = doc;
    this.#frame = frame;
    doc.addPage();
    this.#head();
  }

  /** A paragraph. */
  paragraph(text: string, indent = 0): void {
    this.#text(text, { size: 11, lineGap: 2, indent, width: WIDTH - 2 * indent });
  }

  /** A label and what it is. */
  row({ label, value }: Row): void {
    const doc = this.#doc;
    this.#room(30);
    const { y } = doc;
    this.#text(label, { size: 10.5, color: COLOR.soft, y, width: LABEL - 10 });
    const below = doc.y;
    this.#text(value, { size: 10.5, indent: LABEL, y, width: WIDTH - LABEL });
    doc.y = Math.max(doc.y, below) + 3;
  }

  /** A heading, which what follows stays with. */
  heading(text: string, below = 48): void {
    this.gap(12);
    this.#room(below);
    this.#text(text, { size: 11, weight: 700, color: COLOR.head });
    this.gap(2);
  }

  /** Small print under a heading. */
  small(text: string): void {
    this.#text(text, { size: 9, color: COLOR.soft });
    this.gap(3);
  }

  /** A paragraph with a bar beside it. */
  barred(text: string): void {
    const doc = this.#doc;
    this.gap(14);
    this.#room(80);
    const top = doc.y;
    this.#text(text, { size: 10.5, lineGap: 2, indent: 14, width: WIDTH - 14 });
    doc.moveTo(PAGE.margin + 2, top).lineTo(PAGE.margin + 2, doc.y);
    doc.lineWidth(3).stroke(COLOR.review);
  }

  /** A line of a table: one text, then numbers in columns at the right. `head` and `sum` stand out. */
  line(text: string, numbers: readonly string[], kind: 'head' | 'cell' | 'sum' = 'cell'): void {
    const doc = this.#doc;
    this.#room(20);
    const { y } = doc;
    const style: Style = {
      size: kind === 'head' ? 8.5 : 10,
      weight: kind === 'sum' ? 700 : 400,
      color: kind === 'head' ? COLOR.soft : COLOR.ink,
      y,
    };
    const room = WIDTH - NUMBER * numbers.length;
    for (const [at, number] of numbers.entries()) {
      this.#text(number, { ...style, indent: room + NUMBER * at, width: NUMBER, align: 'right' });
    }
    this.#text(text, { ...style, width: room - 8 });
    this.gap(2);
    doc.moveTo(PAGE.margin, doc.y).lineTo(PAGE.margin + WIDTH, doc.y);
    doc.lineWidth(kind === 'head' ? 0.8 : 0.3).stroke(COLOR.rule);
    this.gap(2);
  }

  /** Leaves so many points free. */
  gap(points: number): void {
    this.#doc.y += points;
  }

  /** Bar, stamp and foot of every page, now that it is known how many there are; the last call. */
  end(): void {
    const doc = this.#doc;
    const { start, count } = doc.bufferedPageRange();
    for (let at = start; at < start + count; at += 1) {
      doc.switchToPage(at);
      // What is written below the margin must not open another page.
      doc.page.margins.bottom = 0;
      doc.rect(0, 0, PAGE.width, 9).fill(COLOR.head);
      if (this.#frame.status !== 'valid') this.#stamp(this.#frame.status.toUpperCase());
      this.#foot(`Page ${at - start + 1} of ${count}`);
    }
    doc.end();
  }

  #head(): void {
    const { title, terms, number, status } = this.#frame;
    const doc = this.#doc;
    const synthetic = 'SYNTHETIC · FOR RESEARCH AND TEACHING';
    this.#text(synthetic, { size: 8, weight: 700, color: COLOR.soft, y: 34 });
    this.#text(title, { size: 21, weight: 700, y: PAGE.margin + 6 });
    if (terms !== undefined) this.#text(terms.join(' · '), { size: 11, color: COLOR.soft });
    this.gap(4);
    this.#text(`No. ${number}`, { size: 11, weight: 700 });
    this.#text(`Status: ${status}`, { size: 11, weight: 700, color: COLOR[status] });
    this.gap(8);
    doc.moveTo(PAGE.margin, doc.y).lineTo(PAGE.margin + WIDTH, doc.y);
    doc.lineWidth(0.8).stroke(COLOR.rule);
    this.gap(10);
  }

  /** Goes on overleaf where less than so much is left. */
  #room(points: number): void {
    if (this.#doc.y + points > PAGE.height - PAGE.foot) this.#doc.addPage();
  }

  /** Writes a text where it belongs, each letter in a font that has it. */
  #text(text: string, style: Style): void {
    const doc = this.#doc;
    const { size, weight = 400, color = COLOR.ink, indent = 0, y = doc.y } = style;
    const { runs, lost } = runsOf(text);
    this.#lost ||= lost;
    doc.fillColor(color).fontSize(size);
    const options = {
      width: style.width ?? WIDTH,
      lineGap: style.lineGap ?? 0,
      ...(style.align && { align: style.align }),
    };
    for (const [at, run] of runs.entries()) {
      doc.font(this.#font(run.font, weight));
      const continued = at < runs.length - 1;
      if (at === 0) doc.text(run.text, PAGE.margin + indent, y, { ...options, continued });
      else doc.text(run.text, { ...options, continued });
    }
    doc.x = PAGE.margin;
  }

  #font(font: Font, weight: Weight): string {
    const name = `${font}-${weight}`;
    if (!this.#fonts.has(name)) {
      this.#doc.registerFont(name, fontFile(font, weight));
      this.#fonts.add(name);
    }
    return name;
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
      indent: PAGE.width / 2 - word.length * 42 - PAGE.margin,
      y: PAGE.height / 2 - 80,
      width: 800,
    });
    doc.restore();
    doc.fillOpacity(1);
  }

  #foot(place: string): void {
    const doc = this.#doc;
    const top = PAGE.height - PAGE.foot + 14;
    doc.moveTo(PAGE.margin, top).lineTo(PAGE.margin + WIDTH, top);
    doc.lineWidth(0.5).stroke(COLOR.rule);
    const small = { size: 7.8, color: COLOR.soft };
    this.#text(`${this.#frame.proof}.`, { ...small, y: top + 7 });
    const note = this.#lost ? ' Letters that the font lacks are in the HTML form.' : '';
    this.#text(`${SYNTHETIC}${note} ${place}.`, { ...small, y: doc.y + 2 });
  }
}
