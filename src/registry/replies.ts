/** What came over a channel: replies that were let in, each once, and those refused at the door. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { storableText } from './json.ts';
import type { Database } from './schema.ts';

/** A reply that was refused at the door. */
export interface RefusedReply {
  readonly body: string;
  /** base64url SHA-256 of what arrived. */
  readonly digest: string;
  readonly code: string;
  /** What did not hold, in plain words. */
  readonly why: string;
  /** Bytes that arrived. */
  readonly size: number;
  /** What arrived, up to `CONTENT_CHARS`. */
  readonly content: string;
  readonly firstAt: string;
  readonly lastAt: string;
  /** How often the same bytes came. */
  readonly times: number;
}

/** Characters of a refused reply that are kept. */
export const CONTENT_CHARS = 4_096;

/** A reply that its signature has proven. */
export interface TakenReply {
  readonly body: string;
  /** The sender's own id of the message. */
  readonly messageId: string;
  /** base64url SHA-256 of the RFC 8785 form of what it says of which case. */
  readonly digest: string;
  readonly caseNo: string;
  /** ISO instant. */
  readonly at: string;
}

/** Replies of other services. */
export interface ReplyStore {
  /**
   * Notes the reply under its message id. `new`: nobody had it; `waiting`: it is there already and has
   * not reached its case; `passed`: it has; `other`: the id belongs to a message that says something else.
   */
  takeReply(reply: TakenReply): Promise<'new' | 'waiting' | 'passed' | 'other'>;
  /** Notes that the case has it. */
  passedReply(body: string, messageId: string, at: string): Promise<void>;
  /** Keeps a reply that was refused; the same bytes refused for the same reason are counted. */
  refuseReply(
    refused: Omit<RefusedReply, 'firstAt' | 'lastAt' | 'times'> & { readonly at: string },
  ): Promise<void>;
  /** Those of a body, newest first, 1,000 at most. */
  refusedReplies(body: string): Promise<readonly RefusedReply[]>;
  /** Whether a letter of this case was meant for this body: else it knows nothing of the case. */
  hasWritten(caseNo: string, body: string): Promise<boolean>;
}

/** The store over an open database. */
export function replyStore(db: Kysely<Database>): ReplyStore {
  return {
    async takeReply({ body, messageId, digest, caseNo, at }) {
      const { numInsertedOrUpdatedRows: made } = await db
        .insertInto('replies')
        .values({ body, message_id: messageId, digest, case_no: caseNo, at })
        .onConflict((conflict) => conflict.columns(['body', 'message_id']).doNothing())
        .executeTakeFirst();
      if (made === 1n) return 'new';
      const there = await db
        .selectFrom('replies')
        .select(['digest', 'passed_at'])
        .where('body', '=', body)
        .where('message_id', '=', messageId)
        .executeTakeFirstOrThrow();
      if (there.digest !== digest) return 'other';
      return there.passed_at === null ? 'waiting' : 'passed';
    },
    async passedReply(body, messageId, at) {
      await db
        .updateTable('replies')
        .set({ passed_at: at })
        .where('body', '=', body)
        .where('message_id', '=', messageId)
        .where('passed_at', 'is', null)
        .execute();
    },
    async refuseReply({ at, content, ...refused }) {
      await db
        .insertInto('refused_replies')
        .values({
          ...refused,
          content: storableText(content.slice(0, CONTENT_CHARS)),
          first_at: at,
          last_at: at,
          times: 1,
        })
        .onConflict((conflict) =>
          conflict
            .columns(['body', 'digest', 'code', 'why'])
            .doUpdateSet({ last_at: at, times: sql`refused_replies.times + 1` }),
        )
        .execute();
    },
    async refusedReplies(body) {
      return db
        .selectFrom('refused_replies')
        .select(['body', 'digest', 'code', 'why', 'size', 'content', 'times'])
        .select(['first_at as firstAt', 'last_at as lastAt'])
        .where('body', '=', body)
        .orderBy('n', 'desc')
        .limit(1_000)
        .execute();
    },
    async hasWritten(caseNo, body) {
      const row = await db
        .selectFrom('letters')
        .innerJoin('cases', 'cases.case_no', 'letters.case_no')
        .select('key')
        .where('letters.case_no', '=', caseNo)
        .where('recipient', '=', body)
        // Those of a recorded case never left.
        .where('recorded', '=', false)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
