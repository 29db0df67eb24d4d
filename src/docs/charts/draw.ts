/**
 * Placed pictures as SVG: readable on light and dark pages, made of nothing but shapes and text.
 */
import type { Everywhere } from './picture.ts';
import {
  labelWidth,
  nameWidth,
  TYPE,
  type PlacedArrow,
  type PlacedBox,
  type PlacedPicture,
  type Point,
  type Rect,
} from './place.ts';

/** How far from a bend a line begins to turn. */
const ROUND = 24;

/** Height of a row of the list. */
const ROW = 28;

const STYLE = `
    .bg { fill: #fbfaf7 } .ink { fill: #1d2733 } .soft { fill: #56616f } .head { fill: #56616f }
    .line { stroke: #6b7685; fill: none; stroke-width: 1.4 } .later { stroke-dasharray: 5 4 }
    .panel { fill: #ffffff; stroke: #d5cfc2; stroke-width: 1.2 } .plate { fill: #ffffff }
    .group { fill: #f3f1ea; stroke: #c9c3b6; stroke-width: 1.2; stroke-dasharray: 4 4 }
    .state { fill: #eaf1f6; stroke: #2f6690; stroke-width: 1.5 } .first { stroke-width: 3 }
    .outcome { fill: #fdf3e1; stroke: #b97d12; stroke-width: 1.6 } .done { fill: #eef3ea; stroke: #5d8a4a; stroke-width: 1.4 }
    .name { font-weight: 600; font-size: ${TYPE.name}px } .label { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: ${TYPE.label}px }
    .title { font-weight: 700; font-size: 16px } .group-name { font-size: 12px; font-style: italic }
    @media (prefers-color-scheme: dark) {
      .bg { fill: #12171d } .ink { fill: #e8ecf0 } .soft { fill: #a9b4c1 } .head { fill: #a9b4c1 }
      .line { stroke: #8592a1 } .panel { fill: #181e26; stroke: #343e4a } .plate { fill: #181e26 }
      .group { fill: #1e2630; stroke: #465261 } .state { fill: #17293a; stroke: #5a9bcb }
      .outcome { fill: #2d2413; stroke: #d59c38 } .done { fill: #1c2a1b; stroke: #7cab68 }
    }`;

/** A whole picture, of this size. */
export function svg(title: string, about: string, size: Rect, content: string): string {
  const [width, height] = [Math.ceil(size.width), Math.ceil(size.height)];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, -apple-system, 'Segoe UI', 'Noto Sans', sans-serif" role="img" aria-labelledby="t d">
  <title id="t">${escaped(title)}</title>
  <desc id="d">${escaped(about)}</desc>
  <style>${STYLE}
  </style>
  <defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 L10 5 L0 10 z" class="head"/></marker></defs>
  <rect class="bg" width="${width}" height="${height}" rx="14"/>
${content}
</svg>
`;
}

/** Boxes, groups and arrows of a picture, moved to a place. */
export function drawn({ boxes, groups, arrows }: PlacedPicture, at: Point): string {
  const parts = [
    ...groups.map(
      (group) =>
        `<rect class="group" ${rect(group)} rx="10"/><text class="soft group-name" x="${n(group.x + 10)}" y="${n(group.y + 17)}">${escaped(group.name)}</text>`,
    ),
    ...arrows.map(line),
    ...arrows.map(plate),
    ...boxes.map(boxed),
  ];
  return `<g transform="translate(${n(at.x)} ${n(at.y)})">\n${parts.filter((part) => part !== '').join('\n')}\n</g>`;
}

function boxed(placed: PlacedBox): string {
  const { box, parts } = placed;
  const { x, y, width } = placed;
  const round = box.kind === 'outcome' ? 17 : 8;
  const first = box.isFirst ? ' first' : '';
  const name = `<text class="ink name" x="${n(x + width / 2)}" y="${n(y + 22)}" text-anchor="middle">${escaped(box.name)}</text>`;
  const stays = box.stays.map(
    (event, at) =>
      `<text class="soft label" x="${n(x + width / 2)}" y="${n(y + 38 + at * TYPE.line)}" text-anchor="middle">↻ ${escaped(event)}</text>`,
  );
  const inside = parts.map(
    (part) =>
      `<rect class="panel" ${rect({ ...part, x: x + part.x, y: y + part.y - 20, height: part.height + 26 })} rx="8"/><text class="soft group-name" x="${n(x + part.x + 10)}" y="${n(y + part.y - 4)}">${escaped(part.picture.name)}</text>${drawn(part, { x: x + part.x, y: y + part.y })}`,
  );
  return `<g><title>${escaped(box.about)}</title><rect class="${box.kind}${first}" ${rect(placed)} rx="${round}"/>${name}${stays.join('')}${inside.join('')}</g>`;
}

/** A line through its bends, each of them rounded. */
function line({ points, arrow }: PlacedArrow): string {
  const [start, ...rest] = points;
  const end = rest.at(-1);
  if (start === undefined || end === undefined) return '';
  const path = rest.slice(0, -1).map((bend, at) => {
    const before = points[at] ?? start;
    const after = points[at + 2] ?? end;
    const [from, to] = [toward(bend, before), toward(bend, after)];
    return `L${n(from.x)} ${n(from.y)} Q${n(bend.x)} ${n(bend.y)} ${n(to.x)} ${n(to.y)}`;
  });
  const isLater = arrow.labels.every((label) => /elapsed|^\(/.test(label));
  return `<path class="line${isLater ? ' later' : ''}" d="M${n(start.x)} ${n(start.y)} ${path.join(' ')} L${n(end.x)} ${n(end.y)}" marker-end="url(#a)"/>`;
}

/** A point a little way from a bend, never past the middle. */
function toward(bend: Point, other: Point): Point {
  const length = Math.hypot(other.x - bend.x, other.y - bend.y);
  const share = length === 0 ? 0 : Math.min(ROUND, length / 2) / length;
  return { x: bend.x + (other.x - bend.x) * share, y: bend.y + (other.y - bend.y) * share };
}

function plate({ arrow, label }: PlacedArrow): string {
  if (label === undefined) return '';
  const lines = arrow.labels.map(
    (text, at) =>
      `<text class="ink label" x="${n(label.x + label.width / 2)}" y="${n(label.y + 13 + at * TYPE.line)}" text-anchor="middle">${escaped(text)}</text>`,
  );
  return `<rect class="plate" ${rect(label)} rx="4" opacity="0.9"/>${lines.join('')}`;
}

/** Rows of the list: what leads somewhere first, then the rest, two a row. */
function rowsOf(all: readonly Everywhere[]): readonly Everywhere[] {
  const staying = all.filter(({ to }) => to === undefined).map(({ label }) => label);
  const rows = staying.flatMap((_, at) => {
    const pair = staying.slice(at, at + 2).map((label) => `↻ ${label}`);
    return at % 2 === 0 ? [{ label: pair.join('   '), isOutcome: false }] : [];
  });
  return [...all.filter(({ to }) => to !== undefined), ...rows];
}

/** Size of the list of what every state takes. */
export function everywhereSize(all: readonly Everywhere[]): { width: number; height: number } {
  const rows = rowsOf(all);
  const widths = rows.map(
    ({ label, to }) => labelWidth([label]) + (to === undefined ? 0 : nameWidth(to) + 70),
  );
  return {
    width: Math.max(190, ...widths) + 24,
    height: rows.length === 0 ? 0 : 34 + rows.length * ROW,
  };
}

/** The list of what every state takes. */
export function everywhere(all: readonly Everywhere[], at: Point, heading: string): string {
  if (all.length === 0) return '';
  const rows = rowsOf(all).map((row, place) => listed(row, at.x + 12, at.y + 44 + place * ROW));
  const head = `<text class="soft group-name" x="${n(at.x + 12)}" y="${n(at.y + 18)}">${escaped(heading)}</text>`;
  return `<g>${head}${rows.join('\n')}</g>`;
}

function listed({ label, to, isOutcome }: Everywhere, left: number, y: number): string {
  const text = `<text class="ink label" x="${n(left)}" y="${n(y)}">${escaped(label)}</text>`;
  if (to === undefined) return text;
  const x = left + labelWidth([label]);
  const width = nameWidth(to) + 26;
  const shape = isOutcome ? 'class="outcome" rx="12"' : 'class="state" rx="6"';
  return [
    text,
    `<path class="line" d="M${n(x + 6)} ${n(y - 4)} H${n(x + 28)}" marker-end="url(#a)"/>`,
    `<rect ${shape} x="${n(x + 32)}" y="${n(y - 16)}" width="${n(width)}" height="23"/>`,
    `<text class="ink name" x="${n(x + 32 + width / 2)}" y="${n(y)}" text-anchor="middle">${escaped(to)}</text>`,
  ].join('');
}

/** A panel with a title. */
export function panel(area: Rect, title: string): string {
  return `<rect class="panel" ${rect(area)} rx="12"/><text class="ink title" x="${n(area.x + 16)}" y="${n(area.y + 26)}">${escaped(title)}</text>`;
}

function rect({ x, y, width, height }: Rect): string {
  return `x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"`;
}

/** A number of pixels, short. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
