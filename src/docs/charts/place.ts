/**
 * Gives every box, arrow and label of a picture its place: layers by dagre, sizes from the text.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { Arrow, Box, Picture } from './picture.ts';

/** Sizes of letters and distances, in pixels. */
export const TYPE = {
  name: 13.5,
  label: 11,
  line: 15,
  /** Width of one letter of the label font, which is of fixed width. */
  labelLetter: 6.65,
  nameLetter: 7.6,
} as const;

/** A point. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle by its upper left corner. */
export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** A box in its place; its parts are placed inside it. */
export interface PlacedBox extends Rect {
  readonly box: Box;
  readonly parts: readonly PlacedPicture[];
}

/** A group in its place. */
export interface PlacedGroup extends Rect {
  readonly name: string;
}

/** An arrow in its place. */
export interface PlacedArrow {
  readonly arrow: Arrow;
  readonly points: readonly Point[];
  readonly label: Rect | undefined;
}

/** A picture in its place, from 0, 0. */
export interface PlacedPicture extends Rect {
  readonly picture: Picture;
  readonly boxes: readonly PlacedBox[];
  readonly groups: readonly PlacedGroup[];
  readonly arrows: readonly PlacedArrow[];
}

/** How a picture is laid out. */
export interface Layout {
  readonly ranks: number;
  readonly nodes: number;
}

const INSIDE: Layout = { ranks: 26, nodes: 18 };

/** Width of lines of the label font. */
export function labelWidth(lines: readonly string[]): number {
  return Math.max(0, ...lines.map((line) => line.length)) * TYPE.labelLetter;
}

/** Width of a name. */
export function nameWidth(name: string): number {
  return name.length * TYPE.nameLetter;
}

/** Places a picture. The same picture always comes out the same. */
export function placed(picture: Picture, sizes: Layout): PlacedPicture {
  const graph = new Graph({ compound: true, multigraph: true });
  graph.setGraph({
    rankdir: 'TB',
    ranksep: sizes.ranks,
    nodesep: sizes.nodes,
    edgesep: 14,
    marginx: 6,
    marginy: 6,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const inner = new Map(picture.boxes.map((box) => [box.id, partsOf(box)]));
  for (const { id } of picture.groups) graph.setNode(id, {});
  for (const box of picture.boxes) {
    graph.setNode(box.id, sizeOf(box, inner.get(box.id) ?? []));
    if (box.group !== undefined) graph.setParent(box.id, box.group);
  }
  for (const arrow of picture.arrows.filter(({ from, to }) => from !== to)) {
    graph.setEdge(arrow.from, arrow.to, {
      labelpos: 'c',
      width: arrow.labels.length === 0 ? 0 : labelWidth(arrow.labels) + 10,
      height: arrow.labels.length * TYPE.line + (arrow.labels.length === 0 ? 0 : 4),
    });
  }
  layout(graph as never);
  return read(picture, graph, inner);
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function read(
  picture: Picture,
  graph: Graph,
  inner: ReadonlyMap<string, readonly PlacedPicture[]>,
): PlacedPicture {
  const rectOf = (id: string): Rect => corner(graph.node(id));
  const { width = 0, height = 0 } = graph.graph() as unknown as Partial<Spot>;
  return {
    picture,
    x: 0,
    y: 0,
    width,
    height,
    boxes: picture.boxes.map((box) => ({
      box,
      ...rectOf(box.id),
      parts: inner.get(box.id) ?? [],
    })),
    groups: picture.groups.map(({ id, name }) => ({ name, ...rectOf(id) })),
    arrows: picture.arrows
      .filter(({ from, to }) => from !== to)
      .map((arrow) => {
        const edge = graph.edge(arrow.from, arrow.to) as unknown as Spot & { points: Point[] };
        const label = arrow.labels.length === 0 ? undefined : corner(edge);
        return { arrow, points: edge.points, label };
      }),
  };
}

function corner({ x, y, width, height }: Spot): Rect {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** Parts of a box, side by side. */
function partsOf(box: Box): readonly PlacedPicture[] {
  let x = 14;
  return box.parts.map((part) => {
    const one = placed(part, INSIDE);
    const width = Math.max(one.width, nameWidth(part.name) + 24);
    const found = { ...one, x, y: 56, width };
    x += width + 14;
    return found;
  });
}

function sizeOf(box: Box, parts: readonly PlacedPicture[]): { width: number; height: number } {
  const lines = box.stays.map((event) => `↻ ${event}`);
  const own = Math.max(nameWidth(box.name), labelWidth(lines)) + 28;
  const last = parts.at(-1);
  const tallest = Math.max(0, ...parts.map(({ height }) => height));
  return {
    width: Math.max(own, last === undefined ? 0 : last.x + last.width + 14),
    height: 34 + lines.length * TYPE.line + (last === undefined ? 0 : tallest + 36),
  };
}
