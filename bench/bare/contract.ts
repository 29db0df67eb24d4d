/**
 * What the bare workflow and its one activity say to each other.
 */

/** What is sent: the same event as the service gets, without signatures. */
export interface BareEvent {
  readonly [field: string]: unknown;
  readonly id: string;
  readonly type: string;
}

/** What a case is opened with. */
export interface BareOpening {
  readonly caseNo: string;
  readonly procedure: string;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Shows the state in the Temporal Web UI too, as the service does. */
  readonly showsState?: boolean;
}

/** A task as it is written. */
export interface BareTask {
  readonly id: string;
  readonly title: string;
  readonly roles: readonly string[];
  readonly events: readonly string[];
}

/** All that one decision writes. */
export interface BareWrite {
  readonly caseNo: string;
  readonly seq: number;
  readonly state: string;
  /** Absent: the case is opened. */
  readonly event?: BareEvent;
  readonly opening?: BareOpening;
  readonly closes: readonly string[];
  readonly opens: readonly BareTask[];
}

/** The answer to a decision. */
export interface BareOutcome {
  readonly id: string;
  readonly outcome: 'accepted' | 'rejected';
  readonly code?: string;
  readonly state: string;
  readonly seq: number;
}

export interface BareActivities {
  write(what: BareWrite): Promise<void>;
}

/** Names on the Temporal side. */
export const BARE = { queue: 'bench-bare', workflow: 'bareCase', decide: 'decide' } as const;
