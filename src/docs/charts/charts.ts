/**
 * The charts as pictures: one a procedure, its regions side by side, the main region first.
 */
import type { Procedure } from '../../../machines/kernel/procedure.ts';
import { drawn, everywhere, everywhereSize, panel, svg } from './draw.ts';
import { merged, pictureOf, type Box, type Picture } from './picture.ts';
import { nameWidth, placed, type PlacedPicture, type Rect } from './place.ts';

const GAP = 16;
const HEAD = 40;
const MAIN = { ranks: 34, nodes: 30 };
const SIDE = { ranks: 30, nodes: 22 };

interface Panel extends Rect {
  readonly placed: PlacedPicture;
  readonly title: string;
}

/** Left out of the simplified picture: the ways back where consent is lost. */
const LOST = 'counterpart.withdrew';

/** The main region alone, each group one box: the picture of the root README. */
export function simpleSvg(procedure: Procedure): string {
  const main = procedure.machine.root.states[procedure.main];
  if (main === undefined) throw new Error(`${procedure.name} has no main region`);
  const picture = simplified(pictureOf(main));
  const one = panelOf(picture, { ranks: 24, nodes: 12 }, { x: 2, y: 2 });
  const about = `The main region of the procedure ${procedure.name}, simplified: a case on its way to its outcome.`;
  const size = { x: 0, y: 0, width: one.width + 4, height: one.height + 4 };
  const title = `${procedure.name}: from detection to outcome`;
  return svg(title, about, size, drawPanel({ ...one, title }));
}

function simplified(picture: Picture): Picture {
  const groups = new Map(picture.boxes.map(({ id, group }) => [id, group ?? id]));
  const boxOf = (id: string): string => groups.get(id) ?? id;
  const boxes = [
    ...picture.boxes.filter(({ group }) => group === undefined),
    ...picture.groups.map(({ id, name }) => blank(id, name)),
  ].map((box) => ({ ...box, stays: [], parts: [] }));
  const arrows = picture.arrows
    .filter(({ labels }) => !labels.includes(LOST))
    .map(({ from, to, labels }) => ({ from: boxOf(from), to: boxOf(to), labels }))
    .filter(({ from, to }) => from !== to)
    .map((arrow) => ({ ...arrow, labels: plainly(arrow.labels) }));
  return {
    ...picture,
    boxes,
    groups: [],
    arrows: merged(arrows),
    everywhere: picture.everywhere.filter(({ isOutcome }) => isOutcome),
  };
}

/** Labels without what other regions tell, and without saying which branch. */
function plainly(labels: readonly string[]): readonly string[] {
  return labels
    .filter((label) => !label.startsWith('('))
    .map((label) => label.replace(/ · .*/, ''));
}

function blank(id: string, name: string): Box {
  const isFirst = name === 'detected';
  return { id, name, kind: 'state', about: '', stays: [], parts: [], group: undefined, isFirst };
}

/** The whole chart of a procedure. */
export function chartSvg(procedure: Procedure): string {
  const { root } = procedure.machine;
  // A duty has no regions: its whole chart is one.
  const regions = root.type === 'parallel' ? Object.values(root.states) : [root];
  const main = regions.find((region) => region === root || region.key === procedure.main);
  if (main === undefined) throw new Error(`${procedure.name} has no main region`);
  const others = regions.filter((region) => region !== main).map((region) => pictureOf(region));
  const first = panelOf(pictureOf(main), MAIN, { x: GAP, y: GAP });
  const side = stacked(others, first.x + first.width + GAP, first.height * 1.2);
  const all = [first, ...side];
  const size = {
    x: 0,
    y: 0,
    width: Math.max(...all.map(({ x, width }) => x + width)) + GAP,
    height: Math.max(...all.map(({ y, height }) => y + height)) + GAP,
  };
  const many = all.length === 1 ? 'one region' : `${all.length} regions side by side`;
  const about = `Statechart of the procedure ${procedure.name}, version ${procedure.version}: ${many}.`;
  return svg(`The ${procedure.name} chart`, about, size, all.map(drawPanel).join('\n'));
}

function panelOf(picture: Picture, sizes: typeof MAIN, at: { x: number; y: number }): Panel {
  const one = placed(picture, sizes);
  const list = everywhereSize(picture.everywhere);
  const wide = picture.everywhere.length === 0 ? 0 : list.width;
  return {
    ...at,
    placed: one,
    title: picture.name,
    width: Math.max(one.width, wide, nameWidth(picture.name) + 30) + 24,
    height: HEAD + one.height + list.height + 18,
  };
}

/** Panels below each other, in as many columns as the height asks for. */
function stacked(pictures: readonly Picture[], left: number, tallest: number): readonly Panel[] {
  const panels: Panel[] = [];
  let column: Panel[] = [];
  let at = { x: left, y: GAP };
  for (const picture of pictures) {
    const fits = panelOf(picture, SIDE, at);
    if (column.length > 0 && at.y + fits.height > tallest + GAP) {
      at = { x: Math.max(...column.map(({ x, width }) => x + width)) + GAP, y: GAP };
      column = [];
    }
    const one = panelOf(picture, SIDE, at);
    panels.push(one);
    column.push(one);
    at = { x: at.x, y: at.y + one.height + GAP };
  }
  return panels.map((one) => {
    const alike = panels.filter(({ x }) => x === one.x).map(({ width }) => width);
    return { ...one, width: Math.max(...alike) };
  });
}

function drawPanel({ placed: one, title, ...area }: Panel): string {
  const below = { x: area.x + 4, y: area.y + HEAD + one.height + 4 };
  return [
    panel(area, title),
    drawn(one, { x: area.x + (area.width - one.width) / 2, y: area.y + HEAD }),
    everywhere(one.picture.everywhere, below, 'from every state of this region'),
  ].join('\n');
}
