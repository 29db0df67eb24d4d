/**
 * The figures as they are kept: JSON beside the page, a part for each command. Timings are ratios within
 * one run, never milliseconds, which belong to a machine.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Pair } from '../compare.ts';
import type { Left } from '../histories.ts';
import type { MemoryFigures } from '../memory.ts';
import type { Shares } from '../parts.ts';
import type { ReadsFigures } from '../reads.ts';
import type { TaskListFigures } from '../task-list.ts';
import type { ServerName } from '../servers.ts';

/** Service to bare workflow, at one number of clients. */
export interface ComparedFigures {
  readonly clients: number;
  readonly reply: readonly [p50: number, p99: number];
  readonly nextTask: readonly [p50: number, p99: number];
  readonly firstTask: readonly [p50: number, p99: number];
  readonly casesASecond: number;
  /** Processor time a case, of all processes but the driver. */
  readonly cpu: number;
  /** Decisions measured on each side. */
  readonly decisions: readonly [service: number, bare: number];
}

/** Decision to the task seen through the API, at one number of clients. */
export interface VisibleFigures {
  readonly clients: number;
  /** Service to bare. */
  readonly visible: Pair;
  /** Reads of the case that a task took, on average; 1: the first one after the reply showed it. */
  readonly reads: readonly [service: number, bare: number];
  /** Decisions measured on each side. */
  readonly decisions: readonly [service: number, bare: number];
}

export interface RunFigures {
  readonly compared: readonly ComparedFigures[];
  /** Absent in figures that were kept before there was this. */
  readonly visible?: readonly VisibleFigures[];
  /** Absent likewise. */
  readonly reads?: ReadsFigures;
  readonly parts: Shares;
  readonly left: Readonly<Record<'service' | 'bare', readonly Left[]>>;
  /** The hundredth decision to the tenth. */
  readonly growth: number;
  readonly errors: number;
}

export interface Figures {
  readonly runs: Partial<Readonly<Record<ServerName, RunFigures>>>;
  readonly memory?: MemoryFigures;
  /** Absent where it was never kept. */
  readonly tasks?: TaskListFigures;
  readonly step?: { readonly ratio: number; readonly under: boolean };
}

const FOLDER = new URL('../../docs/bench/', import.meta.url);
const FILE = new URL('figures.json', FOLDER);

/** What was kept; nothing where nothing was. */
export async function readFigures(): Promise<Figures> {
  const text = await readFile(FILE, 'utf8').catch(() => '{"runs":{}}');
  return JSON.parse(text) as Figures;
}

/** Keeps the figures. */
export async function keepFigures(figures: Figures): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  await writeFormatted(fileURLToPath(FILE), JSON.stringify(figures));
}

/** Writes a file as the formatter wants it. */
export async function writeFormatted(path: string, text: string): Promise<void> {
  const style = await resolveConfig(path);
  await writeFile(path, await format(text, { ...style, filepath: path }));
}

/** A path below `docs/`. */
export function docsPath(name: string): string {
  return fileURLToPath(new URL(`../${name}`, FOLDER));
}
