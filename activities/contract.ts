/**
 * What workflows may know of activities: interfaces and plain types. Implementations are factories
 * over ports, elsewhere in this folder.
 */
import type { Effect, Json, JsonObject, Officer, Opening } from '../machines/kernel/types.ts';

/** One thing that reached the workflow, in the order of its queue. */
export type Incoming =
  /** A signal or an update of any name. `payload` is its first argument, or `Unreadable`. */
  | { readonly via: 'signal' | 'update'; readonly name: string; readonly payload: Json }
  /** One of the case's own timers fired. */
  | {
      readonly via: 'timer';
      readonly key: string;
      readonly deadline: string;
      readonly event: JsonObject & { readonly type: string };
    }
  /** Somebody asked Temporal to cancel the workflow: a message to humans. */
  | { readonly via: 'cancel' };

/** What the payload converter returns for bytes that decode to nothing. */
export interface Unreadable {
  readonly $unreadable: {
    readonly size: number;
    readonly digest: string;
    /** It could be read, but is larger than a message may be. */
    readonly tooLarge?: true;
  };
}

/** What a signature is for (contract §2, claim `act`). */
export type Act = 'submit' | 'propose' | 'countersign' | 'withdraw';

/** What `admit` found out about one message. Stored; the first verdict stands. */
export type Verdict =
  | SubmissionVerdict
  /** No submission: kept among the rejected messages. */
  | { readonly kind: 'rejected'; readonly rejected: RejectedMessage };

/** The verdict on a submission, or on one of the case's own timers. */
export interface SubmissionVerdict {
  readonly kind: 'submission';
  readonly act: Act;
  /** Event id, or the draft's. */
  readonly id: string;
  /** base64url SHA-256 of the RFC 8785 form of the whole submission. */
  readonly digest: string;
  /** ISO instant of receipt, drawn once. For a timer: the deadline it was armed for. */
  readonly receivedAt: string;
  readonly attested: boolean;
  /** What did not hold, where not attested. */
  readonly fault?: string;
  /** First officer (for `countersign` and `withdraw`: who signs). */
  readonly by?: Officer;
  readonly second?: Officer;
  /** First field of a wrong type or value. */
  readonly malformed?: string;
  /** For an attested countersignature: digest of the event that it was given for. */
  readonly covers?: string;
  /**
   * For a countersignature: absentees as whom `by` counts only where the draft is of one of these event
   * types. Absent for those that no event narrows, and once the draft is known.
   */
  readonly onlyFor?: Readonly<Record<string, readonly string[]>>;
  /**
   * In a live case that names dependants: whether one of them had an open case at receipt. Attested
   * messages alone.
   */
  readonly dependantsOpen?: boolean;
  /**
   * In a live case: what of an attested event of the right form does not fit what stands outside the
   * case (a document number that is taken, a case that has no file), in words.
   */
  readonly misfit?: string;
  /** The place in the file (at most `AdmitInput.seq`) of the message that this one repeats. */
  readonly repeats?: {
    readonly seq: number;
    readonly outcome?: string;
    readonly code?: string;
    readonly message?: string;
  };
}

/** A message that has no place in the file (contract §1). */
export interface RejectedMessage {
  /** ISO instant. */
  readonly at: string;
  /** Name of the signal or update; `cancel` for a request to cancel the workflow. */
  readonly name: string;
  readonly code: 'NOT_A_SUBMISSION' | 'MESSAGE_UNKNOWN' | 'TOO_LARGE';
  /** base64url SHA-256 of what arrived. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Which case, and which run of it, speaks. */
export interface RunRef {
  readonly caseNo: string;
  readonly firstExecutionRunId: string;
  readonly runId: string;
  /** Differs from `runId` after a reset: such a run is refused. */
  readonly originalRunId: string;
}

/** A batch of the queue, at most `BOUNDS.batch` messages, in its order. */
export interface AdmitInput {
  readonly run: RunRef;
  readonly procedure: string;
  readonly clock: 'live' | 'recorded';
  /** The case's last sequence number: only entries up to it count as said before. */
  readonly seq: number;
  /** At most `BOUNDS.batch`. */
  readonly messages: readonly Incoming[];
}

/** What was found out, or stood already. */
export interface AdmitResult {
  /** One for each message, in order. */
  readonly verdicts: readonly Verdict[];
}

/**
 * One entry of the file, as it is exported and hashed: `hash` is the base64url SHA-256 of the RFC 8785
 * form of this object with `prev`.
 */
export interface FileEntry {
  readonly event: JsonObject;
  readonly expect: 'accepted' | 'recorded' | 'rejected';
  readonly code?: string;
  /** Displayed state afterwards. */
  readonly state: string;
  /** From 1, without gap. */
  readonly seq: number;
  /** ISO instant. */
  readonly receivedAt: string;
  /** Compact JWS; empty for the case's own timers. */
  readonly attestations: readonly string[];
  /** Absent means `submit`. */
  readonly act?: Exclude<Act, 'submit'>;
}

/** A row that `record` appends, or finds there already. */
export type Row =
  | {
      readonly kind: 'entry';
      readonly entry: FileEntry;
      /** Digest of the submission: whoever waits for it is told. */
      readonly digest: string;
      /** Officer who acted; absent where not attested. */
      readonly sender?: string;
      /** Words that go with a refusal. */
      readonly message?: string;
      readonly effects: readonly Effect[];
    }
  | {
      readonly kind: 'rejected';
      /** From 1, without gap, apart from `seq`. */
      readonly ordinal: number;
      readonly rejected: RejectedMessage;
      readonly effects: readonly Effect[];
    };

/** Rows to append after a place of the file, all or none. */
export interface RecordInput {
  readonly run: RunRef;
  /** Present on the first record of a run chain: the case registers itself. */
  readonly opening?: {
    readonly start: Opening;
    readonly effects: readonly Effect[];
    /** ISO instant from which the dates of the opening are reckoned; absent in histories of before. */
    readonly at?: string;
  };
  /** Where the file stood, by the case's own reckoning. `hash` is 43 times `A` before the first. */
  readonly after: { readonly seq: number; readonly hash: string; readonly rejected: number };
  readonly rows: readonly Row[];
  /** Messages that repeat an earlier one: who waits for the digest gets the outcome at `seq`. */
  readonly repeats: readonly { readonly digest: string; readonly seq: number }[];
  /** The case view after the last row, without `recentOutcomes`. */
  readonly view: JsonObject;
}

/** What stands in the file for a row that was handed in. */
export interface Standing {
  readonly seq: number;
  readonly id: string;
  readonly outcome: string;
  readonly code?: string;
  readonly state: string;
}

/** What stands in the file now, whoever wrote it. */
export interface RecordResult {
  readonly head: { readonly seq: number; readonly hash: string; readonly rejected: number };
  readonly standing: readonly Standing[];
  /** What must leave the house and has somebody to receive it. Empty in `recorded` cases. */
  readonly deliveries: readonly Delivery[];
}

/** Something that leaves the house, known to the registry by its key. */
export interface Delivery {
  /** `people`: a subscriber, such as an approval tool, is told. `counterpart`: a letter goes to a channel. */
  readonly kind: 'people' | 'counterpart';
  /** Row key in the registry; idempotency key towards the receiver. */
  readonly key: string;
  /** For the Temporal Web UI, without personal data. */
  readonly summary: string;
}

/**
 * The activities of a case.
 *
 * Failures that no retry can mend are thrown as non-retryable `ApplicationFailure` with one of the
 * types `RECORD_CONFLICT`, `RECORD_GAP`, `RUN_SUPERSEDED`, `CASE_EXISTS`; all else is retried.
 */
export interface CaseActivities {
  /** Idempotent: the first verdict on a message is stored and answered again. */
  admit(input: AdmitInput): Promise<AdmitResult>;
  /** Idempotent: appends what is not there, finds what is there equal, or refuses. */
  record(input: RecordInput): Promise<RecordResult>;
  /** Makes a halt visible to readers of the registry; harmless twice. */
  reportHalt(input: { readonly run: RunRef; readonly halt: JsonObject }): Promise<void>;
  /**
   * Tells a subscriber by webhook. At least once; the receiver sees the same id. Ends with a dead letter
   * after three days; `again` is the instant since when a dead one is tried anew.
   */
  askPeople(input: {
    readonly caseNo: string;
    readonly key: string;
    readonly again?: string;
  }): Promise<void>;
  /** Hands a letter to the channel of the body it is for. At least once, the same key each time. */
  askCounterpart(input: { readonly caseNo: string; readonly key: string }): Promise<void>;
}

/**
 * The second argument of a run that takes a case up from its file, in place of what an earlier run
 * hands over: the signed submission of its `case.resumed`. It is the first message that the run judges.
 */
export interface ResumeOrder {
  readonly resume: JsonObject;
}

/** The activity that takes a case up from its file. */
export interface TakeUpActivities {
  /**
   * Folds the file, judges the order on the case as it then stands, and makes the chain of runs of
   * `run` the one that the file belongs to: an older one is refused from then on. What it answers has
   * the form that a run hands to the next. Idempotent until something else is recorded.
   *
   * Final failures: the code with which the rules refuse the order, `CASE_EXISTS` where the number has
   * no file to go on from or another opening, `RECORD_CONFLICT` where the file does not come out as it
   * stands, or moved on meanwhile, `RUN_SUPERSEDED` for a run that was reset.
   */
  takeUp(input: {
    readonly run: RunRef;
    readonly start: Opening;
    readonly order: ResumeOrder;
  }): Promise<{ readonly carried: JsonObject }>;
}

/** One table of the monthly figures. */
export interface Table {
  readonly name: string;
  /** What a cell counts, in words. */
  readonly says: string;
  /** What the parts of a key are. */
  readonly by: readonly string[];
  readonly rows: readonly { readonly key: readonly string[]; readonly n: number }[];
  /** Whether the sum of the cells means something. */
  readonly total: boolean;
}

/** How long cases stood in a state that they left in the month. */
export interface TimeInState {
  readonly procedure: string;
  readonly state: string;
  readonly n: number;
  readonly medianDays: number;
  readonly p90Days: number;
}

/** The figures of a month, as the registry has them. Not for publication. */
export interface Figures {
  readonly tables: readonly Table[];
  readonly times: readonly TimeInState[];
}

/** A number, or in its place `*`: under five, or it would tell one that is. */
export type Cell = number | string;

/** A table as it may be published. */
export interface PublishedTable extends Omit<Table, 'rows' | 'total'> {
  readonly rows: readonly { readonly key: readonly string[]; readonly n: Cell }[];
  readonly total?: Cell;
}

/** The figures of a month as they may be published. */
export interface PublishedFigures {
  readonly tables: readonly PublishedTable[];
  readonly times: readonly (Pick<TimeInState, 'procedure' | 'state'> & {
    readonly n: Cell;
    readonly medianDays?: number;
    readonly p90Days?: number;
  })[];
}

/** What is kept of a month. */
export interface Report extends PublishedFigures {
  /** `YYYY-MM`. */
  readonly month: string;
  /** ISO instant. */
  readonly madeAt: string;
}

/** The activity of `letterSending`. */
export interface LetterActivities {
  /**
   * Hands a letter over once more, under the number of this sending. Idempotent by `id`: counted once,
   * and left alone once it was handed over; a channel that was cut off may see the number twice.
   * Final failures: `LETTER_UNKNOWN`, `LETTER_NOT_OPEN`, `STAY_ACTIVE`.
   */
  sendAgain(input: {
    readonly caseNo: string;
    readonly key: string;
    readonly id: string;
  }): Promise<void>;
}

/** The activity of `periodicReport`. */
export interface ReportActivities {
  /** Makes the report of a month and keeps it; made again, it replaces itself. */
  makeReport(input: { readonly month: string }): Promise<void>;
}
