/**
 * What the activities need from outside, by name. Adapters live under `src/`.
 */
import type { JsonWebKey } from 'node:crypto';
import type {
  Act,
  Delivery,
  Figures,
  FileEntry,
  RecordInput,
  RecordResult,
  Report,
  RunRef,
  SubmissionVerdict,
  Verdict,
} from './contract.ts';
import type { JsonObject, Letter, Officer, Opening } from '../machines/kernel/types.ts';
import type { Submission } from '../machines/shared/submission.ts';

/** An officer's entry in the register. */
export interface OfficerTerm {
  readonly id: string;
  readonly role: string;
  readonly body: string;
  /** Province of the office; absent means all. */
  readonly province?: string;
  /** ISO instants; absent means without end. */
  readonly from?: string;
  readonly until?: string;
}

/** Who may sign, and for whom. */
export interface Issuer {
  readonly iss: string;
  /** Public keys, each with its `kid`. */
  readonly jwks: { readonly keys: readonly (JsonWebKey & { readonly kid?: string })[] };
  /** Officer ids this issuer may speak for; `*` for all but `service`. */
  readonly speaksFor: readonly string[];
}

/** That one officer stands in for another while that one is absent. Not passed on. */
export interface Substitution {
  readonly id: string;
  /** Officer ids. */
  readonly substitute: string;
  readonly absentee: string;
  /** ISO instants: from the first one, before the last. */
  readonly from: string;
  readonly until: string;
  /** Types of the events that it is for; absent means all. */
  readonly events?: readonly string[];
  /** Names of the procedures that it is for; absent means all. */
  readonly procedures?: readonly string[];
}

/** Officers, issuers and substitutions. */
export interface Registers {
  /**
   * Those of these officers and issuers that there are, all at once; with them the substitutions of these
   * officers, past and future ones too, and the officers for whom they stand in.
   */
  named(names: {
    readonly officers: readonly string[];
    readonly issuers: readonly string[];
  }): Promise<{
    readonly officers: readonly OfficerTerm[];
    readonly issuers: readonly Issuer[];
    readonly substitutions: readonly Substitution[];
  }>;
}

/** An entry of the file as far as repeats go. */
export interface EarlierEntry {
  readonly seq: number;
  readonly id: string;
  readonly act: Act;
  readonly sender?: string;
  readonly outcome: string;
  readonly code?: string;
  /** Words that go with a refusal. */
  readonly message?: string;
  readonly digest: string;
}

/** Where verdicts stand. */
export interface VerdictStore {
  /** Stores each verdict unless its digest has one for this case; answers those that stand, in order. */
  settle(
    caseNo: string,
    verdicts: readonly { readonly digest: string; readonly verdict: Verdict }[],
  ): Promise<readonly Verdict[]>;
  /** Entries of the file with one of these event ids or digests, at places up to `seq`. */
  earlier(
    caseNo: string,
    what: { readonly ids: readonly string[]; readonly digests: readonly string[] },
    seq: number,
  ): Promise<readonly EarlierEntry[]>;
  /**
   * Events that were proposed under this id, by the officer who proposed: of the entries of act
   * `propose` at places up to `seq`, refused ones too, but no unattested ones.
   */
  proposals(caseNo: string, draftId: string, seq: number): Promise<ReadonlyMap<string, JsonObject>>;
}

/** Cases that name each other. */
export interface HouseholdStore {
  /**
   * Whether a dependant of this case has an open one; a number that no file has counts as it was said
   * to be. `undefined` where the case has no dependants.
   */
  openDependants(caseNo: string): Promise<boolean | undefined>;
}

/** What live cases must not say of nobody. */
export interface SharedStore {
  /** Of these case numbers those that have no file. */
  withoutFile(caseNos: readonly string[]): Promise<readonly string[]>;
}

/** Figures and the reports made of them. */
export interface ReportStore {
  /** The figures of a month (`YYYY-MM`), as the registry knows them now. */
  figures(month: string): Promise<Figures>;
  /** The report of a month, or the latest; `undefined` where none was made. */
  report(month?: string): Promise<Report | undefined>;
  /** Keeps a report in the place of an earlier one of its month. */
  putReport(report: Report): Promise<void>;
}

/** What the signatures of one submission have to prove. */
export interface Claim {
  readonly caseNo: string;
  readonly procedure: string;
  readonly clock: 'live' | 'recorded';
  readonly submission: Submission;
  /** ISO instant: expiry and term are judged at it. */
  readonly receivedAt: string;
}

/** What the signatures of one submission prove. */
export interface Attestation {
  readonly attested: boolean;
  /** What does not hold, in plain words; present where not attested. */
  readonly fault?: string;
  /** Who acts; absent where not attested. */
  readonly by?: Officer;
  readonly second?: Officer;
  /** For a countersignature: digest of the event that it was given for; the caller compares. */
  readonly covers?: string;
  /** For a countersignature: as in `SubmissionVerdict`. */
  readonly onlyFor?: Readonly<Record<string, readonly string[]>>;
}

/** Proves submissions against the registers as they are now. One answer for each claim, in order. */
export type Attest = (claims: readonly Claim[]) => Promise<readonly Attestation[]>;

/** The one SQL function. */
export interface RecordStore {
  /** @throws RecordRefusal with one of the codes of `CaseActivities`. */
  record(input: RecordInput): Promise<RecordResult>;
}

/** What `record` refuses: no retry can mend it. */
export class RecordRefusal extends Error {
  readonly code: 'RECORD_CONFLICT' | 'RECORD_GAP' | 'RUN_SUPERSEDED' | 'CASE_EXISTS';
  constructor(code: RecordRefusal['code'], message: string) {
    super(message);
    this.name = 'RecordRefusal';
    this.code = code;
  }
}

/** Where halts are kept. */
export interface HaltStore {
  /** Keeps the first halt of the chain of runs that owns the file; harmless twice. */
  reportHalt(run: RunRef, halt: JsonObject): Promise<void>;
}

/** A case of which nothing is recorded for a moment. */
export interface CaseHold {
  /**
   * Runs `use` with the case view as it stands, at a moment when nothing can be recorded of the case.
   * Whoever records waits for it, so it is done at once. Throws what `use` throws, and where there is no
   * such case.
   */
  holding(caseNo: string, use: (view: JsonObject) => void): Promise<void>;
}

/** What leaves the house, and its state. */
export interface DeliveryStore extends CaseHold {
  /**
   * The outgoing thing of this key; `undefined` where it was withdrawn, delivered or given up already.
   * `again`: what was given up, too.
   */
  outgoing(caseNo: string, key: string, again?: boolean): Promise<Outgoing | undefined>;
  /** Marks it delivered; harmless twice. */
  delivered(caseNo: string, key: string, at: string): Promise<void>;
  /** Gives it up: a dead letter, with the failure in words. What was delivered stays delivered. */
  died(
    caseNo: string,
    key: string,
    end: { readonly at: string; readonly failure: string },
  ): Promise<void>;
  /** Tells this subscription nothing more; the first reason stands. */
  disableSubscription(id: string, reason: string, at: string): Promise<void>;
}

/** What subscribers are told, without anything about the person. */
export interface WebhookEvent {
  /** The same for every subscriber and every attempt. */
  readonly key: string;
  readonly type: string;
  /** Number of the case or duty; absent in a test. */
  readonly caseNo?: string;
  /** ISO instant: of receipt of what brought it about. */
  readonly time: string;
  readonly data: JsonObject;
}

/** Who is told by webhook. */
export interface Receiver {
  /** Of the subscription. */
  readonly id: string;
  readonly url: string;
  readonly disabled: boolean;
  /** Sealed; those whose end has passed do not sign any more. */
  readonly secrets: readonly { readonly sealed: string; readonly until?: string }[];
}

/** How a webhook went. */
export interface WebhookAnswer {
  /** Absent where no answer came. */
  readonly status?: number;
  /** In words, without secrets or the path of the URL; absent where the receiver took it. */
  readonly failure?: string;
  /** How long the receiver wants to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** Sends a signed webhook once. What the receiver does wrong is an answer; what is wrong here throws. */
export type SendWebhook = (to: Receiver, event: WebhookEvent) => Promise<WebhookAnswer>;

/** How a letter goes again: as it was, or to remind of it. */
export type SentAs = 'letter' | 'reminder';

/** A letter with what is known of it and of its case. */
export interface StandingLetter {
  readonly letter: Letter;
  /** Where its recipient is served; absent where nobody serves it. */
  readonly channel?: string;
  /** A later letter of this kind has the same correlation. */
  readonly overtaken: boolean;
  readonly acknowledged: boolean;
  readonly procedure: string;
  readonly recorded: boolean;
  readonly view: JsonObject;
  /** The later sending of the id that was asked for, where there is one. */
  readonly sending?: {
    readonly n: number;
    readonly as: SentAs;
    readonly clearanceId?: string;
    readonly delivered: boolean;
  };
}

/** Letters that go again, and their acknowledgement. */
export interface LetterStore extends CaseHold {
  /** The letter of this key; `undefined` where there is none. */
  letter(caseNo: string, key: string, sendingId: string): Promise<StandingLetter | undefined>;
  /** Counts one more sending of a letter that there is; the same id again is the same sending. */
  sendAgain(sending: {
    readonly caseNo: string;
    readonly key: string;
    readonly id: string;
    readonly as: SentAs;
    readonly by: string;
    /** ISO instant. */
    readonly at: string;
    readonly clearanceId?: string;
  }): Promise<number>;
  /** Marks a sending delivered; harmless twice. */
  sentAgain(caseNo: string, key: string, id: string, at: string): Promise<void>;
  /** Number of the clearance with which the letter was sent; `undefined` where there was none. */
  clearanceOf(caseNo: string, key: string): Promise<string | undefined>;
  /**
   * Notes that a human handed it over: the letter, and every later sending, that had not arrived yet. What
   * has arrived stays as it is.
   */
  handOver(note: {
    readonly caseNo: string;
    readonly key: string;
    readonly by: string;
    /** ISO instant. */
    readonly at: string;
  }): Promise<void>;
  /** Notes that the recipient has the letter; the first note stands. */
  acknowledge(note: {
    readonly caseNo: string;
    readonly key: string;
    readonly by: string;
    /** ISO instant. */
    readonly at: string;
  }): Promise<void>;
}

export type Outgoing =
  | {
      readonly kind: 'people';
      readonly to: Receiver;
      readonly event: WebhookEvent;
      /** ISO instant: since when it is tried. */
      readonly since: string;
    }
  | ({
      readonly kind: 'counterpart';
      readonly channel: string;
      /** Number of the clearance with which the letter was sent; absent where there was none. */
      readonly clearanceId?: string;
    } & Pick<StandingLetter, 'letter' | 'procedure' | 'view'>);

/**
 * Puts something on the wire: runs `send` at once, at a moment when no claim for protection can come. Where
 * one has come it throws, and `send` is not run.
 */
export type Leaving = (send: () => void) => Promise<void>;

/** The channel of a body. Throws while it cannot be reached. */
export interface Channel {
  /** `by-hand`: a human hands it over, and says so later; until then nothing is delivered. */
  deliver(input: {
    readonly caseNo: string;
    readonly key: string;
    readonly letter: Letter;
    /** Present where it goes again: the same letter, to be handed over once for each number. */
    readonly sending?: { readonly n: number; readonly as: SentAs };
    /** What leaves the house leaves through it; absent where nothing can hold the letter back. */
    readonly leaving?: Leaving;
  }): Promise<void | 'by-hand'>;
}

/** An entry of the file with what its row has besides. */
export interface FiledEntry {
  readonly entry: FileEntry & { readonly prev: string; readonly hash: string };
  readonly digest: string;
  /** Officer who acted; absent where not attested. */
  readonly sender?: string;
  /** The verdict on the submission; absent for what the case's own timers brought. */
  readonly verdict?: Verdict;
}

/** All that the registry has of a case to go on from. */
export interface FiledCase {
  readonly opening: Opening;
  /** ISO instant from which the dates of the opening are reckoned. */
  readonly openedAt: string;
  readonly open: boolean;
  readonly seq: number;
  readonly hash: string;
  readonly rejected: number;
  /** As of the last record. */
  readonly view: JsonObject;
  readonly firstExecutionRunId: string;
  /** All of them, in order. */
  readonly entries: readonly FiledEntry[];
  /** What nobody has received yet, in order. */
  readonly deliveries: readonly Delivery[];
}

/** Files that a case goes on from. */
export interface TakeUpStore {
  /** `undefined` where there is no such file. */
  filed(caseNo: string): Promise<FiledCase | undefined>;
  /**
   * Makes this chain of runs the owner of the file, if the file still ends at this place; a halt of
   * before is forgotten. False where it moved on. Harmless twice.
   */
  takeOver(input: {
    readonly run: RunRef;
    readonly seq: number;
    readonly hash: string;
  }): Promise<boolean>;
}

/** Where the fold of a file does not come out as the file stands. */
export interface Disagreement {
  /** Place from 1; absent where it is about the whole. */
  readonly seq?: number;
  readonly reason: string;
}

/** What an order comes to on a case as its file leaves it. */
export type TakenUp =
  /** `carried` has the form that a run hands to the next. */
  | { readonly kind: 'goes-on'; readonly carried: JsonObject }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'disagrees'; readonly disagreement: Disagreement };

/** Folds a file and judges the order that the case go on. Pure. */
export type FoldUp = (file: FiledCase, order: JsonObject, verdict: SubmissionVerdict) => TakenUp;
