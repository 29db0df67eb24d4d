/**
 * The form of an exported case (`case-file/1`, contract §5), as it is written and as it is read again.
 */
import type { JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { ChainedEntry } from '../registry/types.ts';

/** A public key that signatures of the file name by `kid`, with the issuer whose key it is. */
export type FileKey = JsonWebKey & { readonly kid: string; readonly iss: string };

/** How the case stands at the end of the file. */
export interface Expected {
  /** Displayed state. */
  readonly state: string;
  readonly open: boolean;
  /** Kinds valid at the end, in the order of issue. */
  readonly documents: readonly string[];
  /** Kinds void or expired, in the order of issue. */
  readonly voidedDocuments: readonly string[];
  readonly clause3: string;
  readonly safeguard: string;
  readonly penalty: string;
}

/** An exported case. */
export interface CaseFile {
  readonly format: 'case-file/1';
  readonly caseNo: string;
  readonly procedure: string;
  readonly title: string;
  readonly rules: readonly string[];
  readonly config: JsonObject;
  readonly facts: JsonObject;
  readonly subjectRef: string;
  readonly clock: 'live' | 'recorded';
  readonly openedBy?: string;
  /** ISO instant from which the dates of the opening are reckoned; absent in exports of before. */
  readonly openedAt?: string;
  /** Of the chart that the case is under; absent in exports of before. */
  readonly chartVersion?: string;
  readonly events: readonly ChainedEntry[];
  readonly expected: Expected;
  readonly cableReading: string;
  /** Public keys that the attestations name, as far as the register has them. */
  readonly keys: readonly FileKey[];
  /** Hash of the last entry; 43 times `A` where there is none. */
  readonly head: string;
}

/** As much of an exported file as `verify` needs. Entries are read one by one, so as to name one. */
export const ReadCaseFile = z.object({
  format: z.literal('case-file/1'),
  caseNo: z.string(),
  procedure: z.string(),
  clock: z.enum(['live', 'recorded']).default('live'),
  events: z.array(z.unknown()),
  keys: z.array(z.looseObject({ kid: z.string(), iss: z.string() })),
  head: z.string(),
});
/** As much of an exported file as `verify` needs. */
export type ReadCaseFile = z.infer<typeof ReadCaseFile>;

/** One entry as it is read: unknown fields stay, since they are hashed too. */
export const ReadEntry = z.looseObject({
  event: z.looseObject({ id: z.string(), type: z.string() }),
  expect: z.enum(['accepted', 'recorded', 'rejected']),
  code: z.string().optional(),
  state: z.string(),
  seq: z.number().int(),
  receivedAt: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'no instant'),
  attestations: z.array(z.string()),
  act: z.enum(['propose', 'countersign', 'withdraw']).optional(),
  prev: z.string(),
  hash: z.string(),
});
