/**
 * A picture of a decision's time, drawn from the measured shares.
 */
import { PARTS } from '../parts.ts';
import type { Shares } from '../parts.ts';

const SIZE = { width: 860, bar: 56, left: 20, top: 64, row: 26 };

/** Fills that are told apart on white and on black, one for each part. */
const FILLS = [
  '#7a8ba3',
  '#3f7fbf',
  '#5fa8d3',
  '#5a9a68',
  '#c98a2b',
  '#b5563c',
  '#8a6bb1',
  '#a08f7d',
];

/** An SVG that is readable on light and on dark pages. */
export function pictureOf(title: string, shares: Shares): string {
  const inner = SIZE.width - 2 * SIZE.left;
  const height = SIZE.top + SIZE.bar + 20 + PARTS.length * SIZE.row + 10;
  let x = SIZE.left;
  const bars = PARTS.map(({ name }, at) => {
    const width = shares[name] * inner;
    const bar = `<rect x="${x.toFixed(1)}" y="${SIZE.top}" width="${width.toFixed(1)}" height="${SIZE.bar}" fill="${FILLS[at]}"><title>${name} ${percent(shares[name])}</title></rect>`;
    const label =
      width > 40
        ? `<text class="in" x="${(x + width / 2).toFixed(1)}" y="${SIZE.top + SIZE.bar / 2 + 5}">${percent(shares[name])}</text>`
        : '';
    x += width;
    return bar + label;
  });
  const legend = PARTS.map(({ name, says }, at) => {
    const y = SIZE.top + SIZE.bar + 32 + at * SIZE.row;
    return (
      `<rect x="${SIZE.left}" y="${y - 12}" width="14" height="14" fill="${FILLS[at]}"/>` +
      `<text x="${SIZE.left + 24}" y="${y}">${name}</text>` +
      `<text x="${SIZE.left + 150}" y="${y}">${percent(shares[name])}</text>` +
      `<text class="soft" x="${SIZE.left + 210}" y="${y}">${says}</text>`
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${height}" role="img" aria-label="${title}">`,
    '<style>',
    'text { font: 14px system-ui, sans-serif; fill: #1f2328; }',
    '.title { font-size: 17px; font-weight: 600; } .soft { fill: #59636e; }',
    '.in { fill: #ffffff; font-weight: 600; text-anchor: middle; }',
    '@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .soft { fill: #9198a1; } .in { fill: #ffffff; } }',
    '</style>',
    `<text class="title" x="${SIZE.left}" y="36">${title}</text>`,
    ...bars,
    ...legend,
    '</svg>',
    '',
  ].join('\n');
}

/** A share in whole percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
