/**
 * The tables, as Kysely sees them. The truth is in `migrations/`; an instant is text, returned exactly
 * as it came in, because hashes depend on it.
 */
import type { Generated } from 'kysely';
import type { FileEntry, Report, Verdict } from '../../activities/contract.ts';
import type { Issuer, WebhookEvent } from '../../activities/ports.ts';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { Reading } from '../persons/store.ts';
import type { InterruptionsTable } from './interruptions.ts';
import type { Jsonb } from './json.ts';
import type { RegisterTables } from './register-schema.ts';
import type { OfficersTable } from './registers.ts';
import type { SubstitutionsTable } from './substitutions.ts';

export interface CasesTable {
  case_no: string;
  procedure: string;
  opening: Jsonb<Opening>;
  /** Clock `recorded`: nothing leaves the house. */
  recorded: boolean;
  first_execution_run_id: string;
  opened_at: string;
  seq: number;
  hash: string;
  rejected: number;
  state: string;
  open: boolean;
  view: Jsonb<JsonObject>;
}

/** Insert-only: a trigger refuses every change. */
export interface EntriesTable {
  case_no: string;
  seq: number;
  event_id: string | null;
  act: string;
  sender: string | null;
  outcome: string;
  code: string | null;
  message: string | null;
  state: string;
  digest: string;
  entry: Jsonb<FileEntry>;
  prev: string;
  hash: string;
}

/** Insert-only, as `entries`. */
export interface RejectedTable {
  case_no: string;
  ordinal: number;
  at: string;
  name: string;
  code: string;
  digest: string;
  size: number;
}

export interface VerdictsTable {
  case_no: string;
  digest: string;
  verdict: Jsonb<Verdict>;
  /** Place of the entry that answered this submission; null until then. */
  answer_seq: number | null;
}

export interface TasksTable {
  case_no: string;
  id: string;
  key: string;
  title: string;
  roles: string[];
  events: string[];
  since: string;
  due: string | null;
  closed_at: string | null;
  close_reason: string | null;
}

/** Kept by a trigger on `tasks`: a row for each role of an open task, and one for all (`*`). */
export interface OpenTasksTable {
  role: string;
  /** Of the case; `every` where a duty names none. */
  province: string;
  /** `~` where there is no date. */
  due: string;
  since: string;
  case_no: string;
  id: string;
}

/** Insert-only, as `entries`: in whose hands a task is from an instant on. */
export interface TaskClaimsTable {
  case_no: string;
  task_id: string;
  n: number;
  act: 'claim' | 'release' | 'hand-over';
  by_officer: string;
  /** Null: in nobody's. */
  holder: string | null;
  at: string;
  reasons: string | null;
}

export interface ExchangesTable {
  case_no: string;
  id: string;
  key: string;
  who: string;
  what: string;
  since: string;
  due: string | null;
  closed_at: string | null;
}

export interface DocumentsTable {
  case_no: string;
  kind: string;
  number: string;
  status: string;
  event_id: string;
  reason: string | null;
  /** A later case of the same person, and its event: of a document that was surrendered there. */
  voided_in: string | null;
  voided_by: string | null;
}

/** The outbox. */
export interface LettersTable {
  case_no: string;
  key: string;
  n: Generated<string>;
  kind: string;
  recipient: string;
  correlation_id: string;
  content: Jsonb<JsonObject>;
  created_at: string;
  delivered_at: string | null;
  /** Since when the recipient had known of a consent whose withdrawal this letter passes on. */
  told_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  /** Who handed it over by hand; null where a channel did. */
  handed_by: string | null;
}

/** Later sendings of a letter, from 2. */
export interface SendingsTable {
  case_no: string;
  key: string;
  n: number;
  id: string;
  sent_as: 'letter' | 'reminder';
  sent_by: string;
  at: string;
  clearance_id: string | null;
  delivered_at: string | null;
  handed_by: string | null;
}

export interface NoticesTable {
  case_no: string;
  key: string;
  roles: string[];
  about: string;
  at: string;
}

/** What has somebody to receive it: a subscriber who is told, a channel that takes a letter. */
export interface DeliveriesTable {
  case_no: string;
  key: string;
  n: Generated<string>;
  kind: 'people' | 'counterpart';
  /** `0` for the opening, a sequence number, or `r` and an ordinal. */
  place: string;
  task_id: string | null;
  summary: string;
  delivered_at: string | null;
  /** Who is told: of kind `people`. */
  subscription: string | null;
  /** Since when it is tried; null for a letter. */
  created_at: string | null;
  /** What is told, the same in every attempt. */
  event: Jsonb<Omit<WebhookEvent, 'caseNo'>> | null;
  /** It was given up, and why. */
  died_at: string | null;
  failure: string | null;
}

/** Who is told of what, by webhook. */
export interface SubscriptionsTable {
  id: string;
  url: string;
  kinds: string[];
  roles: string[];
  /** The roles and their bodies. */
  addressees: string[];
  procedure: string | null;
  province: string | null;
  created_at: string;
  created_by: string;
  disabled_at: string | null;
  disabled_reason: string | null;
}

/** Sealed secrets; the current one has no end. */
export interface SubscriptionSecretsTable {
  subscription: string;
  n: Generated<string>;
  sealed: string;
  until: string | null;
}

export interface IssuersTable {
  iss: string;
  jwks: Jsonb<Issuer['jwks']>;
  speaks_for: string[];
}

/** Keys of other services. Hashes are base64url SHA-256 of the secrets. */
export interface ApiKeysTable {
  id: string;
  name: string;
  powers: string[];
  hash: string;
  created_at: string;
  created_by: string;
  expires_at: string;
  /** The secret before the last rotation, and until when it is still good. */
  previous_hash: string | null;
  previous_until: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
}

export interface ChannelsTable {
  body: string;
  channel: string;
  address: string | null;
  keys: Jsonb<Issuer['jwks']['keys']> | null;
  issuer: string | null;
  our_key: string | null;
}

/** Insert-only: channels as they were set. */
export interface ChannelChangesTable {
  n: Generated<string>;
  body: string;
  settings: Jsonb<JsonObject>;
  set_by: string;
  at: string;
}

/** Replies that came over a channel and were let in. */
export interface RepliesTable {
  body: string;
  message_id: string;
  digest: string;
  case_no: string;
  at: string;
  /** When the case got it; null while it could not be reached. */
  passed_at: string | null;
}

/** Replies that were refused at the door. */
export interface RefusedRepliesTable {
  n: Generated<string>;
  body: string;
  digest: string;
  code: string;
  why: string;
  size: number;
  content: string;
  first_at: string;
  last_at: string;
  times: number;
}

export interface HaltsTable {
  case_no: string;
  run_id: string;
  halt: Jsonb<JsonObject>;
}

/** Cases of one household; each pair stands twice, once from either side. */
export interface LinksTable {
  case_no: string;
  other_no: string;
  relation: string;
  dependent: boolean;
  /** What was said of the other case; counts until it has a file. */
  said_open: boolean;
  /** Said by this case itself, and not only about it by the other one. */
  own: boolean;
}

/** Reports of months, as they may be published. */
export interface ReportsTable {
  month: string;
  made_at: string;
  report: Jsonb<Report>;
}

/** Data keys of cases, wrapped by a master key. Destroyed by an erasure. */
export interface DataKeysTable {
  case_no: string;
  scope: string;
  master_id: string;
  wrapped: Uint8Array;
  made_at: string;
}

/** Blocks and files about persons, sealed. */
export interface SealedItemsTable {
  case_no: string;
  ref: string;
  scope: string;
  kind: string;
  version: number;
  media_type: string;
  /** Bytes in clear. */
  size: number;
  /** Of the sealed bytes. */
  digest: string;
  sealed: Uint8Array;
  put_at: string;
  put_by: string;
}

/** Insert-only, as `entries`. */
export interface ReadingsTable {
  case_no: string;
  n: number;
  reading: Jsonb<Reading>;
  prev: string;
  hash: string;
}

/** Insert-only, as `entries`. */
export interface ErasuresTable {
  case_no: string;
  erased_at: string;
  certificate: string;
}

/** Answers kept under idempotency keys. */
export interface KeptAnswersTable {
  caller: string;
  key: string;
  digest: string;
  at: Generated<Date>;
  free: boolean;
  /** Null while there is no answer. */
  status: number | null;
  headers: Jsonb<Readonly<Record<string, string>>> | null;
  body: string | null;
}

export interface Database extends RegisterTables {
  cases: CasesTable;
  entries: EntriesTable;
  rejected: RejectedTable;
  verdicts: VerdictsTable;
  tasks: TasksTable;
  open_tasks: OpenTasksTable;
  task_claims: TaskClaimsTable;
  exchanges: ExchangesTable;
  documents: DocumentsTable;
  letters: LettersTable;
  sendings: SendingsTable;
  notices: NoticesTable;
  deliveries: DeliveriesTable;
  officers: OfficersTable;
  issuers: IssuersTable;
  substitutions: SubstitutionsTable;
  subscriptions: SubscriptionsTable;
  subscription_secrets: SubscriptionSecretsTable;
  channels: ChannelsTable;
  channel_changes: ChannelChangesTable;
  replies: RepliesTable;
  refused_replies: RefusedRepliesTable;
  halts: HaltsTable;
  interruptions: InterruptionsTable;
  links: LinksTable;
  reports: ReportsTable;
  data_keys: DataKeysTable;
  sealed_items: SealedItemsTable;
  readings: ReadingsTable;
  erasures: ErasuresTable;
  api_keys: ApiKeysTable;
  kept_answers: KeptAnswersTable;
}
