/**
 * A letter as one HTML page, to be printed and handed over by hand: its minimum content and nothing more.
 */
import { html } from 'hono/html';
import type { JsonObject, Letter } from '../../machines/kernel/types.ts';
import { letterKind } from '../../machines/shared/letters.ts';
import { footOf, framed } from './html.ts';

/** Words for what a letter says. */
const LABELS: Readonly<Record<string, string>> = {
  caseNo: 'Case',
  crossedOn: 'Date of crossing',
  ground: 'Ground',
  place: 'Place',
  date: 'Date',
  escortRole: 'Escort',
  mode: 'Mode',
  papers: 'Papers',
  homeAuthority: 'Home authority',
  via: 'By way of',
  noticeRef: 'Notice',
  listRef: 'List',
  measureRef: 'Measure',
};

/** What is printed. */
export interface LetterPage extends Letter {
  /** ISO instant at which it was written. */
  readonly createdAt: string;
  /** How often it was sent before, as a letter or a reminder. */
  readonly sent: number;
}

/** The page: no script, nothing loaded, every text escaped. */
export function letterHtml({
  kind,
  to,
  correlationId,
  content,
  createdAt,
  sent,
}: LetterPage): string {
  const { says = kind, answer } = letterKind(kind) ?? {};
  const body = html`<h1>${says}</h1>
    <p class="number">${kind}, No. ${correlationId}</p>
    <dl>
      <dt>To</dt>
      <dd>${to}</dd>
      <dt>Written</dt>
      <dd>${createdAt}</dd>
      ${
        sent > 1
          ? html`<dt>Sent</dt>
              <dd>${sent} times, this one included</dd>`
          : ''
      }
      ${Object.entries(content).map(row)}
    </dl>
    ${answer === undefined ? '' : html`<p>Please answer under the number ${correlationId}.</p>`}
    ${footOf()}`;
  return framed({ title: `${kind} ${correlationId}`, body });
}

function row([name, value]: readonly [string, JsonObject[string]]) {
  const words = Array.isArray(value) ? value.map(plain).join(', ') : plain(value);
  return html`<dt>${LABELS[name] ?? name}</dt>
    <dd>${words}</dd>`;
}

function plain(value: JsonObject[string]): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
