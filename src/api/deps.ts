/**
 * What the API needs from outside, by name.
 */
import type { Logger } from 'pino';
import type { Act, CaseActivities } from '../../activities/contract.ts';
import type { Attest } from '../../activities/ports.ts';
import type { PolicyPreview } from '../../machines/kernel/move-policy.ts';
import type { Json, Opening } from '../../machines/kernel/types.ts';
import type { MESSAGES } from '../../workflows/messages.ts';
import type { Gateway } from '../officers/gateway.ts';
import type { ApiKeyStore } from '../registry/api-keys.ts';
import type { ChannelStore } from '../registry/channels.ts';
import type { RegisterChangeStore } from '../registry/register-changes.ts';
import type { ReplyStore } from '../registry/replies.ts';
import type { Persons } from '../persons/open.ts';
import type { SubscriptionStore } from '../registry/subscriptions.ts';
import type { Registry } from '../registry/types.ts';
import type { WaitingStore } from '../registry/waiting.ts';
import type { CaseRuns } from '../temporal/runs.ts';
import type { Webhooks } from '../webhooks/open.ts';
import type { Caller } from './powers.ts';

/** Signals that a case takes. */
export type SignalName = (typeof MESSAGES)['submit' | 'propose' | 'countersign' | 'withdrawDraft'];

/** The workflows, as far as the API goes. An adapter is `src/temporal/cases.ts`. */
export interface CaseWorkflows {
  /** Starts the case or duty; `taken` where the number was ever used on this server. */
  start(opening: Opening): Promise<'started' | 'taken'>;
  /** Hands a message over; `gone` where no such workflow is running. */
  signal(caseNo: string, name: SignalName, payload: Json): Promise<'sent' | 'gone'>;
  /** The dry run of a move to another policy; `gone` where no such workflow is known. */
  policyMove(caseNo: string, version: string): Promise<PolicyPreview | 'gone'>;
  /** Starts the sending of this id, which was counted; harmless twice. */
  sendAgain(sending: {
    readonly caseNo: string;
    readonly key: string;
    readonly id: string;
  }): Promise<void>;
  /** Tries a dead letter of this number anew; harmless while it is under way. */
  tellAgain(delivery: {
    readonly caseNo: string;
    readonly key: string;
    readonly id: string;
  }): Promise<void>;
  /** Rejects while the server cannot be reached. */
  health(): Promise<void>;
}

/** The part of the registry that the API reads, and the one door after the end. */
export type ApiRegistry = Pick<
  Registry,
  | 'case'
  | 'caseSeen'
  | 'cases'
  | 'duties'
  | 'filed'
  | 'numbersAfter'
  | 'beside'
  | 'takeOver'
  | 'report'
  | 'versions'
  | 'file'
  | 'rejected'
  | 'outcome'
  | 'outcomeOfDigest'
  | 'faultOfDigest'
  | 'rejectedOfDigest'
  | 'tasks'
  | 'closedTasks'
  | 'task'
  | 'claims'
  | 'addClaim'
  | 'named'
  | 'changed'
  | 'refuseAfterEnd'
  | 'issuers'
  | 'proposals'
  | 'touched'
  | 'letters'
  | 'letter'
  | 'sendAgain'
  | 'acknowledge'
  | 'beginCall'
  | 'keepAnswer'
  | 'freeCall'
  | 'forgetCall'
  | 'handOver'
  | 'clearanceOf'
  | keyof ChannelStore
  | keyof ReplyStore
  | keyof WaitingStore
  | 'sealedItems'
  | 'readings'
  | 'certificate'
  | 'closedOn'
  | keyof SubscriptionStore
  | keyof RegisterChangeStore
  | 'registerLog'
  | keyof ApiKeyStore
  | 'listOfficers'
  | 'listIssuers'
  | 'health'
>;

/**
 * Who calls, by what came as `Authorization: Bearer …`; else why nobody does, in words that end a
 * sentence and tell nothing of others.
 * @throws Problem UNAVAILABLE while that cannot be found out.
 */
export type Identify = (
  bearer: string,
) => Promise<Caller | { readonly kind: 'nobody'; readonly fault: string }>;

/** Signs one act of one officer, as a compact JWS; for a countersignature, the event as proposed. */
export type SignFor = (act: {
  readonly officer: string;
  readonly act: Act;
  readonly caseNo: string;
  /** Event id, or the draft's. */
  readonly jti: string;
  readonly content: Json;
}) => Promise<string>;

export interface ApiDeps {
  readonly registry: ApiRegistry;
  readonly workflows: CaseWorkflows;
  /** Their runs, for a case that is to go on from its file. */
  readonly runs: CaseRuns;
  /** The same admission as the cases have: judges what comes after their end. */
  readonly admit: CaseActivities['admit'];
  /** Proves what is signed about a letter. */
  readonly attest: Attest;
  /** Why a case or a duty cannot be opened like this, in words; `undefined` where it can. */
  readonly faultOfOpening: (opening: Opening) => string | undefined;
  /** What is wrong with the scope of a substitution, in words; `undefined` where nothing is. */
  readonly faultOfScope: (scope: {
    readonly events?: readonly string[] | undefined;
    readonly procedures?: readonly string[] | undefined;
  }) => string | undefined;
  /** The gateway's signature for an officer who is signed in. */
  readonly signFor: SignFor;
  /** What subscribers are sent with. */
  readonly webhooks: Webhooks;
  /** Who a bearer token proves to be. */
  readonly identify: Identify;
  /** The service's own key. */
  readonly gateway: Gateway;
  /** What letters over HTTP are signed with. */
  readonly letters: Pick<Gateway, 'publicKey'>;
  /** Calls that one caller may make in a minute; absent: any number. */
  readonly ratePerMinute?: number;
  /** What is known of persons. */
  readonly persons: Persons;
  readonly log: Logger;
}

/** What the middleware leaves for the handlers. */
export interface ApiEnv {
  Variables: {
    requestId: string;
    /** Who calls; of calls that need a power. */
    caller: Caller;
    /** The call was begun before under its idempotency key, and failed or was cut off. */
    again?: boolean;
    /** Names the call that was given an idempotency key; absent without one. */
    callId?: string;
  };
}
