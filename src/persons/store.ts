/**
 * Where sealed things and their keys are kept, by name. The adapter is `src/registry/sealed.ts`.
 */
import type { WrappedKey } from '../sealing/master-keys.ts';

/** Which data key of a case: that of the person, or that of a claim for protection. */
export type Scope = 'person' | 'protection';

/** A sealed block or file. */
export interface SealedItem {
  /** `identity`, `protection`, or `sf-…` of a stored file. */
  readonly ref: string;
  readonly scope: Scope;
  readonly kind: string;
  /** From 1; of a block it grows by one each time. */
  readonly version: number;
  readonly mediaType: string;
  /** Bytes in clear. */
  readonly size: number;
  /** Base64url SHA-256 of the sealed bytes. */
  readonly digest: string;
  readonly sealed: Uint8Array;
  /** ISO instant. */
  readonly at: string;
  /** Officer id, or `service <name>`. */
  readonly by: string;
}

/** One access to what is sealed, before it has a place in the log. */
export interface Access {
  /** `compared`: somebody was told that what he sent names the person. */
  readonly act: 'read' | 'written' | 'compared' | 'refused' | 'erased';
  /** The reference; `all` for an erasure; where it was refused also `stored-files`, the list. */
  readonly what: string;
  readonly kind: string;
  /** Absent for an erasure, and where it was refused. */
  readonly version?: number;
  /** What was refused. */
  readonly asked?: 'read' | 'write';
  /**
   * Of what was refused. `power`: the caller may see no person at all. `case`: not of this case, or not
   * this. `unseen`: he may not know of the case, and was told that there is none.
   */
  readonly why?: 'power' | 'case' | 'unseen';
  /** Officer id, `service <name>`, or `operator`. */
  readonly by: string;
  /** Officers whom the reader stands in for; absent where for none. */
  readonly actsFor?: readonly string[];
  /** ISO instant. */
  readonly at: string;
}

/** An access in its place. */
export interface Reading extends Access {
  /** From 1, without a gap. */
  readonly n: number;
}

/** A reading with its place in the chain: `hash` is of the reading with `prev`, as in the file. */
export interface ChainedReading extends Reading {
  readonly prev: string;
  readonly hash: string;
}

/** A data key as it is kept. */
export interface KeptKey extends WrappedKey {
  readonly caseNo: string;
  readonly scope: Scope;
}

/** One case while nobody else has what is sealed of it. All is kept, or nothing. */
export interface SealedCase {
  /** The certificate of its erasure. */
  certificate(): Promise<string | undefined>;
  key(scope: Scope): Promise<WrappedKey | undefined>;
  putKey(scope: Scope, key: WrappedKey, at: string): Promise<void>;
  keys(): Promise<readonly KeptKey[]>;
  item(ref: string): Promise<SealedItem | undefined>;
  /** Takes the place of an earlier one of its reference. */
  putItem(item: SealedItem): Promise<void>;
  items(): Promise<readonly SealedItem[]>;
  /** Appends to the log. */
  note(access: Access): Promise<ChainedReading>;
  /** Whether the same was noted of the same caller after this instant. */
  isNoted(access: Access, after: string): Promise<boolean>;
  /** Overwrites the keys, drops them and all that they sealed, and keeps the certificate. */
  destroy(certificate: string, at: string): Promise<void>;
}

/** Where it is kept. */
export interface SealedStore {
  /** Has the case alone until `work` ends; what it throws undoes everything. */
  withSealed<T>(caseNo: string, work: (sealed: SealedCase) => Promise<T>): Promise<T>;
  /** What there is, without the sealed bytes, in the order of its coming. */
  sealedItems(caseNo: string): Promise<readonly Omit<SealedItem, 'sealed'>[]>;
  /** Lines of the log after `after`, in order, at most 1,000. */
  readings(caseNo: string, after?: number): Promise<readonly ChainedReading[]>;
  certificate(caseNo: string): Promise<string | undefined>;
  /**
   * When the case came to its outcome: the instant of receipt, in a recorded case the day or instant that
   * its file names. `undefined` where the file has no such entry.
   */
  closedOn(caseNo: string): Promise<string | undefined>;
  /** Data keys that another master key wraps, at most `limit`. */
  keysNotUnder(masterId: string, limit: number): Promise<readonly KeptKey[]>;
  /** Puts `to` in the place of `from`, unless that is gone. */
  replaceKey(from: KeptKey, to: WrappedKey): Promise<void>;
  /** Runs `work` with the number of keys that another master key wraps, while none can be made. */
  whileNoKeyIsMade<T>(masterId: string, work: (left: number) => Promise<T>): Promise<T>;
}
