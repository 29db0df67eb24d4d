/** A folder of exported files and bundles: which there are, and what each says of its case. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { PATHS } from '../file/bundle.ts';
import { jsonIn } from '../file/bundle-parts.ts';
import { isBundle, verifyBundle } from '../file/verify-bundle.ts';
import { NoCaseFile, verifyFile } from '../file/verify.ts';
import type { ChainedEntry } from '../registry/types.ts';
import type { KeptFile, Rejected } from './refile.ts';

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

/** `rejected.json` of a bundle, in the order in which the messages came. */
const RejectedFile = z.object({
  rejected: z.array(
    z.object({
      at: z.string(),
      name: z.string(),
      code: z.enum(['NOT_A_SUBMISSION', 'MESSAGE_UNKNOWN', 'TOO_LARGE']),
      digest: z.string(),
      size: z.number().int(),
    }),
  ),
});

/** A file of the folder. */
export interface Listed {
  readonly file: string;
  /** Absent where it cannot be read. */
  readonly no?: string;
  readonly entries: number;
  /** Another file has more of the same case. */
  readonly superseded: boolean;
}

/** The files by name; of two of one case the longer counts. */
export async function listing(folder: string): Promise<readonly Listed[]> {
  const names = (await readdir(folder)).filter((name) => /\.(json|tar)$/.test(name)).toSorted();
  const listed: Listed[] = [];
  for (const file of names) listed.push(await listedAs(folder, file));
  const best = new Map<string, Listed>();
  for (const each of listed) {
    if (each.no === undefined) continue;
    const other = best.get(each.no);
    if (other === undefined || other.entries < each.entries) best.set(each.no, each);
  }
  return listed.map((each) =>
    each.no !== undefined && best.get(each.no) !== each ? { ...each, superseded: true } : each,
  );
}

async function listedAs(folder: string, file: string): Promise<Listed> {
  const exported = Exported.safeParse(caseFileIn(await readFile(join(folder, file))));
  if (!exported.success) return { file, entries: 0, superseded: false };
  const { caseNo, events } = exported.data;
  return { file, no: caseNo, entries: events.length, superseded: false };
}

/** What came of reading a file: what it has, verified, or why it is left out. */
export type Read =
  | { readonly kind: 'holds'; readonly kept: KeptFile; readonly missing: readonly string[] }
  | { readonly kind: 'FILE_UNREADABLE' | 'FILE_DAMAGED'; readonly says: string };

/** Verifies a file that `listing` has a number of. */
export async function readFrom(folder: string, file: string, now: Date): Promise<Read> {
  const bytes = await readFile(join(folder, file));
  try {
    const found = isBundle(bytes) ? await verifyBundle(bytes) : await verifyFile(json(bytes));
    if (!found.holds) {
      const place = found.seq === undefined ? 'the head' : `place ${found.seq}`;
      const where = 'path' in found ? `${String(found.path)}, ${place}` : place;
      return { kind: 'FILE_DAMAGED', says: `${where}: ${found.reason}` };
    }
  } catch (error) {
    if (!(error instanceof NoCaseFile)) throw error;
    return { kind: 'FILE_UNREADABLE', says: error.message };
  }
  return { kind: 'holds', ...keptIn(caseFileIn(bytes), rejectedIn(bytes), now) };
}

/** The case file in the bytes, alone or in a bundle; `undefined` where there is none. */
function caseFileIn(bytes: Uint8Array): unknown {
  return isBundle(bytes) ? jsonIn(bytes, PATHS.caseFile) : json(bytes);
}

function json(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Messages without a place; after which places they came, a bundle does not say. */
function rejectedIn(bytes: Uint8Array): readonly Rejected[] {
  const file = RejectedFile.safeParse(isBundle(bytes) ? jsonIn(bytes, PATHS.rejected) : undefined);
  const after = Number.POSITIVE_INFINITY;
  return (file.data?.rejected ?? []).map((rejected, at) => ({ after, ordinal: at + 1, rejected }));
}

/** The file of an export; what it does not say is reckoned, and named. */
function keptIn(
  content: unknown,
  rejected: readonly Rejected[],
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
    besides: { verdicts: new Map(), rejected, repeats: [], pending: [] },
  };
  const missing = openedAt === undefined ? ['when it was opened: taken from its first entry'] : [];
  return { kept, missing };
}
