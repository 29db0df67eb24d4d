/**
 * What the edges read from the registry. The registry is a prefix of the fold of the histories: what
 * stands here happened, in this order.
 */
import type { FileEntry, RejectedMessage, Report } from '../../activities/contract.ts';
import type {
  DeliveryStore,
  HaltStore,
  HouseholdStore,
  Issuer,
  LetterStore,
  OfficerTerm,
  RecordStore,
  Registers,
  ReportStore,
  SentAs,
  TakeUpStore,
  SharedStore,
  VerdictStore,
} from '../../activities/ports.ts';
import type { SealedStore } from '../persons/store.ts';
import type { CheckReads } from './check-reads.ts';
import type { RebuildStore } from './rebuilt.ts';
import type { ApiKeyStore } from './api-keys.ts';
import type { SubstitutionStore } from './substitutions.ts';
import type { TouchedReads } from './touched.ts';
import type { CaseList } from './case-list.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { ClaimStore } from './claims.ts';
import type { TaskReads } from './tasks.ts';
import type { ChannelStore } from './channels.ts';
import type { Interruption, InterruptionStore } from './interruptions.ts';
import type { RegisterChangeStore } from './register-changes.ts';
import type { RegisterLogReads } from './register-log.ts';
import type { ReplyStore } from './replies.ts';
import type { WaitingStore } from './waiting.ts';
import type { SubscriptionStore } from './subscriptions.ts';

/** An entry with its place in the chain. */
export interface ChainedEntry extends FileEntry {
  readonly prev: string;
  readonly hash: string;
}

/** A case as the registry has it. */
export interface CaseRow {
  readonly caseNo: string;
  readonly opening: Opening;
  readonly open: boolean;
  readonly state: string;
  readonly seq: number;
  readonly hash: string;
  /** Case view without `recentOutcomes`. */
  readonly view: JsonObject;
  readonly openedAt: string;
  /** Why nothing more is decided; absent while the case goes on. */
  readonly halted?: JsonObject;
  /** Absent while a workflow runs for it, and until a sweep found that none does. */
  readonly interrupted?: Interruption;
}

/** The answer to a message, as it stands in the file, with the state of now. */
export interface StandingOutcome {
  readonly id: string;
  readonly outcome: string;
  readonly code?: string;
  readonly message?: string;
  readonly state: string;
  readonly seq: number;
  readonly allowed: readonly string[];
  /** The entry answers an earlier submission; this one only said something under the same id. */
  readonly repeats?: true;
}

/** Open cases under one chart version and one policy version. */
export interface VersionRow {
  readonly procedure: string;
  readonly chartVersion: string;
  readonly policyVersion: string;
  /** Open cases. */
  readonly cases: number;
  /** Files that name it, of closed cases and of cases that were moved on too. */
  readonly files: number;
}

/** A duty as a list shows it. */
export interface DutyRow {
  /** `<kind>/<no>`. */
  readonly caseNo: string;
  /** Its kind. */
  readonly procedure: string;
  readonly state: string;
  readonly open: boolean;
  readonly openedAt: string;
}

/** A case as somebody looks at it, all of one moment. */
export interface CaseSeen {
  readonly row: CaseRow;
  readonly household: readonly HouseholdMember[];
  readonly sameSubject: readonly string[];
  readonly recentOutcomes: readonly Omit<StandingOutcome, 'allowed'>[];
}

/** Another case of the same household: its number, and whether it is open. */
export interface HouseholdMember {
  readonly caseNo: string;
  /** What the other person is to this one, such as `child`. */
  readonly relation: string;
  /** The other person depends on this one. */
  readonly dependent: boolean;
  readonly open: boolean;
}

export interface Registry
  extends
    CaseList,
    RecordStore,
    RebuildStore,
    VerdictStore,
    Registers,
    ApiKeyStore,
    TouchedReads,
    DeliveryStore,
    HaltStore,
    HouseholdStore,
    InterruptionStore,
    KeptAnswers,
    LetterStore,
    ReportStore,
    SealedStore,
    ChannelStore,
    ClaimStore,
    ReplyStore,
    TakeUpStore,
    CheckReads,
    SharedStore,
    TaskReads,
    WaitingStore,
    RegisterChangeStore,
    RegisterLogReads,
    SubscriptionStore,
    SubstitutionStore {
  case(caseNo: string): Promise<CaseRow | undefined>;
  /** The case with its household, others of its subject, and its last outcomes, `recent` at most. */
  caseSeen(caseNo: string, recent: number): Promise<CaseSeen | undefined>;
  /** Duties of the service, newest first. */
  duties(filter: {
    readonly kind?: string;
    readonly open?: boolean;
    /** Any of these, as `TaskRow.province`; absent: all. */
    readonly provinces?: readonly string[];
    readonly after?: { readonly openedAt: string; readonly caseNo: string };
    /** Absent: 1,000. */
    readonly limit?: number;
  }): Promise<readonly DutyRow[]>;
  /** Cases that this one names, or that name this one, by number. */
  household(caseNo: string): Promise<readonly HouseholdMember[]>;
  /**
   * Other open live cases of the same procedure and subject, by number, 50 at most; none for duties, and
   * for a case that is recorded or closed (I19).
   */
  sameSubject(caseNo: string): Promise<readonly string[]>;
  /** The report of a month (`YYYY-MM`); absent: the latest one. */
  report(month?: string): Promise<Report | undefined>;
  /** Entries after `after`, in order, at most `limit` (default 1,000). */
  file(caseNo: string, after?: number, limit?: number): Promise<readonly ChainedEntry[]>;
  /** In order, whole or one part; rows are only ever added, at the end. */
  rejected(caseNo: string, part?: Part): Promise<readonly RejectedMessage[]>;
  /** The attested outcome of that event id, else the last refusal. */
  outcome(caseNo: string, id: string): Promise<StandingOutcome | undefined>;
  /** The outcome that answered the submission of this digest. */
  outcomeOfDigest(caseNo: string, digest: string): Promise<StandingOutcome | undefined>;
  /** Why the signatures of this digest prove nothing, in words; `undefined` where they do. */
  faultOfDigest(caseNo: string, digest: string): Promise<string | undefined>;
  /** The rejected message of this digest. */
  rejectedOfDigest(caseNo: string, digest: string): Promise<RejectedMessage | undefined>;
  /** The last outcomes, newest last, without `allowed`. */
  recentOutcomes(
    caseNo: string,
    limit: number,
  ): Promise<readonly Omit<StandingOutcome, 'allowed'>[]>;
  /** The chart and policy versions that open cases are under, and how many of each. */
  versions(): Promise<readonly VersionRow[]>;
  /** Resolves when rows of this case were appended or answered, or after `ms`. */
  changed(caseNo: string, ms: number): Promise<void>;
  /**
   * Appends one refusal to the file of a case whose workflow is gone (`CASE_CLOSED`, or whatever the
   * caller judged), with the next sequence number, under the same lock as `record`.
   */
  refuseAfterEnd(input: {
    readonly caseNo: string;
    readonly entry: Omit<FileEntry, 'seq' | 'state'>;
    readonly digest: string;
    readonly sender?: string;
    readonly message?: string;
  }): Promise<StandingOutcome>;
  /** Those of these issuers that there are. */
  issuers(isses: readonly string[]): Promise<readonly Issuer[]>;
  /** By id. What is absent of the filter leaves all; `after`: an id. */
  listOfficers(filter: {
    readonly role?: string;
    readonly body?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly OfficerTerm[]>;
  /** By name; `after`: a name. */
  listIssuers(filter: {
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly Issuer[]>;
  /**
   * What the registers begin with: officers that are not there yet, and issuers, unless a confirmed
   * change put one.
   */
  defaultRegisters(registers: {
    readonly officers: readonly OfficerTerm[];
    readonly issuers: readonly Issuer[];
  }): Promise<void>;
  putOfficers(officers: readonly OfficerTerm[]): Promise<void>;
  putIssuers(issuers: readonly Issuer[]): Promise<void>;
  /** Channels: which body is served by which channel. */
  putChannels(
    channels: readonly { readonly body: string; readonly channel: string }[],
  ): Promise<void>;
  /** Letters of the outbox, oldest first. */
  letters(filter: {
    readonly caseNo?: string;
    /** Those to this body alone. */
    readonly body?: string;
    readonly undelivered?: boolean;
    /** Of one case, whose letters are only ever added, at the end. Absent: all. */
    readonly part?: Part;
  }): Promise<readonly LetterRow[]>;
  health(): Promise<void>;
  close(): Promise<void>;
}

/** Rows of a list that grows at its end alone: after so many, and so many at most. */
export interface Part {
  readonly after: number;
  readonly limit: number;
}

/** A later sending of a letter. */
export interface SendingRow {
  /** From 2: the first sending is the letter itself. */
  readonly n: number;
  readonly as: SentAs;
  /** The officer who had it sent, or `operator`. */
  readonly by: string;
  readonly at: string;
  /** Present where it needed one. */
  readonly clearanceId?: string;
  readonly deliveredAt?: string;
  /** Who handed it over by hand. */
  readonly handedBy?: string;
}

export interface LetterRow {
  readonly caseNo: string;
  readonly key: string;
  readonly kind: string;
  readonly to: string;
  readonly correlationId: string;
  readonly content: JsonObject;
  readonly createdAt: string;
  readonly deliveredAt?: string;
  /** Who handed it over by hand. */
  readonly handedBy?: string;
  /** Since when the recipient had known of the consent whose withdrawal this letter passes on. */
  readonly toldAt?: string;
  /** How often it was sent, its first sending included. */
  readonly sent: number;
  readonly sendings: readonly SendingRow[];
  readonly acknowledged?: { readonly by: string; readonly at: string };
}
