/** A folder of exported files: which there are, in which order, and what each says of its case. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { ChainedEntry } from '../registry/types.ts';
import type { KeptFile } from './refile.ts';

/** Instants of openings and the chart are in exports since they are needed here. */
const Exported = z.looseObject({
  caseNo: z.string(),
  procedure: z.string(),
  subjectRef: z.string(),
  facts: z.looseObject({}),
  config: z.looseObject({}).default({}),
  clock: z.enum(['live', 'recorded']).default('live'),
  openedBy: z.string().optional(),
  openedAt: z.string().optional(),
  chartVersion: z.string().optional(),
  events: z.array(z.looseObject({ receivedAt: z.string() })),
});

/** A file of the folder. */
export interface Listed {
  readonly file: string;
  /** Absent where it cannot be read. */
  readonly no?: string;
  /** The earlier case of the same person. */
  readonly follows?: string;
  readonly entries: number;
  /** Another file has more of the same case. */
  readonly superseded: boolean;
}

/** Files by name; a case that another one follows comes before it, and of two files the longer counts. */
export async function inOrder(folder: string): Promise<readonly Listed[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const listed: Listed[] = [];
  for (const file of names) listed.push(await listedAs(folder, file));
  const best = new Map<string, Listed>();
  for (const each of listed) {
    if (each.no === undefined) continue;
    const other = best.get(each.no);
    if (other === undefined || other.entries < each.entries) best.set(each.no, each);
  }
  const ordered = new Set<Listed>();
  const place = (one: Listed, after: readonly string[]): void => {
    const before = one.follows === undefined ? undefined : best.get(one.follows);
    if (before !== undefined && !after.includes(before.file)) place(before, [...after, one.file]);
    ordered.add(one);
  };
  for (const each of listed) place(each, []);
  return [...ordered].map((each) =>
    each.no !== undefined && best.get(each.no) !== each ? { ...each, superseded: true } : each,
  );
}

async function listedAs(folder: string, file: string): Promise<Listed> {
  const exported = Exported.safeParse(await jsonOf(join(folder, file)));
  if (!exported.success) return { file, entries: 0, superseded: false };
  const { caseNo, facts, events } = exported.data;
  const { earlierCase } = facts;
  const follows = typeof earlierCase === 'string' ? { follows: earlierCase } : {};
  return { file, no: caseNo, entries: events.length, superseded: false, ...follows };
}

/** The JSON in a file; `undefined` where it is none. */
export async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * The file of an export; what it does not say is reckoned, and named.
 * @throws where it is no export (`inOrder` has no number of it).
 */
export function keptIn(
  content: unknown,
  now: Date,
): { readonly kept: KeptFile; readonly missing: readonly string[] } {
  const exported = Exported.parse(content);
  const { caseNo, procedure, subjectRef, facts, config, clock, openedBy } = exported;
  const { openedAt, chartVersion, events } = exported;
  const opening: Opening = {
    caseNo,
    procedure,
    subjectRef,
    facts: facts as JsonObject,
    ...(Object.keys(config).length > 0 && { config: config as JsonObject }),
    ...(clock === 'recorded' && { clock }),
    ...(openedBy !== undefined && { openedBy }),
  };
  const kept: KeptFile = {
    opening,
    openedAt: openedAt ?? events[0]?.receivedAt ?? now.toISOString(),
    ...(chartVersion !== undefined && { chartVersion }),
    entries: events as unknown as readonly ChainedEntry[],
  };
  const missing = openedAt === undefined ? ['when it was opened: taken from its first entry'] : [];
  return { kept, missing };
}
