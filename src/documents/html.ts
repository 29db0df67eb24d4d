/**
 * A document as one HTML page: no script, nothing loaded, every text escaped.
 */
import { html, raw } from 'hono/html';
import { SYNTHETIC, type DocumentPage } from './page.ts';
import type { Row } from './templates.ts';

/** The style of every page. */
const STYLE = `
  :root {
    color-scheme: light;
  }
  body {
    margin: 0;
    background: #eceae4;
    color: #1d2733;
    font: 16px/1.5 'Noto Sans', system-ui, 'Noto Sans SC', 'Noto Sans KR', sans-serif;
  }
  main {
    position: relative;
    overflow: hidden;
    background: #fff;
    max-width: 46rem;
    margin: 2rem auto;
    padding: 2.5rem 3rem;
    border-top: 6px solid #2f6690;
    box-sizing: border-box;
  }
  h1 {
    font-size: 1.7rem;
    margin: 0;
  }
  .terms {
    color: #56616f;
    margin: .2rem 0 0;
  }
  .number {
    font-weight: 600;
    margin: .8rem 0 0;
  }
  .status {
    border: 1.5px solid;
    border-radius: 1rem;
    padding: 0 .7rem;
    margin-left: .6rem;
    font-size: .85rem;
  }
  .valid .status {
    color: #3f7a3a;
  }
  .draft .status {
    color: #8a5a00;
  }
  .void .status, .expired .status {
    color: #a3271b;
  }
  dl {
    display: grid;
    grid-template-columns: 11rem 1fr;
    gap: .3rem 1rem;
    border-top: 1px solid #d5cfc2;
    padding-top: 1rem;
    margin: 1.2rem 0;
  }
  dl.plain {
    border: 0;
    margin: 0;
    padding: 0;
  }
  dt {
    color: #56616f;
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: 1rem;
    margin: 1.2rem 0 .2rem;
  }
  .reasons {
    background: #f6f4ee;
    padding: .6rem 1rem;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    margin: 0;
  }
  .review {
    border-left: 4px solid #c98a1b;
    padding-left: .9rem;
  }
  footer {
    border-top: 1px solid #d5cfc2;
    color: #56616f;
    font-size: .8rem;
    margin-top: 1.6rem;
    padding-top: .8rem;
    overflow-wrap: anywhere;
  }
  .stamp {
    position: absolute;
    top: 38%;
    left: 0;
    right: 0;
    text-align: center;
    font-size: 6.5rem;
    font-weight: 700;
    letter-spacing: .1em;
    color: #a3271b;
    opacity: .16;
    transform: rotate(-24deg);
    pointer-events: none;
  }
  @media print {
    body {
      background: #fff;
    }
    main {
      margin: 0;
    }
  }
  @media (max-width: 34rem) {
    main {
      padding: 1.5rem;
    }
    dl {
      grid-template-columns: 1fr;
    }
  }
`;

/** A part of a page: text that is escaped already. */
type Html = ReturnType<typeof html>;

/** What stands around the text of a page. */
interface HtmlFrame {
  readonly title: string;
  readonly body: Html;
  /** What the text is, for its style; absent: nothing. */
  readonly of?: string;
  /** Beside the style of every page. */
  readonly style?: string;
}

/** A whole page: no script, nothing loaded, and at its foot what every paper says. */
export function framed({ title, body, of = '', style = '' }: HtmlFrame): string {
  const text = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${raw(STYLE + style)}
        </style>
      </head>
      <body>
        <main class="${of}">${body}</main>
      </body>
    </html>`;
  // Nothing above is awaited, so this is text already.
  return (text as { toString(): string }).toString();
}

/** The head of a paper with a number, and its stamp where it is not valid. */
export function headOf({ title, terms, number, status }: Headed): Html {
  return html`${status === 'valid' ? '' : html`<div class="stamp" aria-hidden="true">${status.toUpperCase()}</div>`}
    <h1>${title}</h1>
    ${terms === undefined ? '' : html`<p class="terms"><span lang="zh">${terms[0]}</span> · <span lang="ko">${terms[1]}</span></p>`}
    <p class="number">No. ${number}<span class="status">${status}</span></p>`;
}

/** What a head is written from. */
interface Headed {
  readonly title: string;
  readonly terms?: DocumentPage['terms'];
  readonly number: string;
  readonly status: DocumentPage['status'];
}

/** The foot: where it comes from, if that is said, and that it is synthetic. */
export function footOf(proof?: string): Html {
  return html`<footer>
    ${proof === undefined ? '' : html`<p>${proof}.</p>`}
    <p>${SYNTHETIC}</p>
  </footer>`;
}

/** The page. */
export function htmlOf(page: DocumentPage): string {
  const { title, number, status, says, rule, reasons, review, proof } = page;
  const body = html`${headOf(page)}
    <dl>${page.rows.map(row)}</dl>
    <p>${says}</p>
    <h2>Rule</h2>
    <p>${rule}</p>
    ${
      reasons === undefined
        ? ''
        : html`<h2>Reasons</h2>
            <p class="reasons">${reasons}</p>`
    }
    <h2>${page.decided}</h2>
    <dl class="plain">${page.officers.map(row)}</dl>
    ${review === undefined ? '' : html`<p class="review">${review}</p>`} ${footOf(proof)}`;
  return framed({ title: `${title} ${number}`, of: status, body });
}

function row({ label, value }: Row): Html {
  return html`<dt>${label}</dt>
    <dd>${value}</dd>`;
}
