/** Channels: which one serves which body, and every change of it. */
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { Issuer } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { jsonb } from './json.ts';
import type { Database } from './schema.ts';

/** How a body is reached. What `http` needs is absent for every other kind. */
export interface ChannelSettings {
  readonly body: string;
  /** `http`, `by-hand`, `simulated`, `outbox` or `cases`; a name that a worker knows. */
  readonly channel: string;
  /** Where letters are posted. */
  readonly address?: string;
  /** Public keys by which its replies are signed, each with its `kid`. */
  readonly keys?: Issuer['jwks']['keys'];
  /** Issuer of the register that speaks for one liaison officer, and for nobody else. */
  readonly issuer?: string;
  /** `kid` of the key that our letters are signed with; absent: the service's own. */
  readonly ourKey?: string;
}

/** A channel as somebody set it. */
export interface ChannelChange {
  readonly settings: ChannelSettings;
  readonly by: string;
  /** ISO instant. */
  readonly at: string;
}

/** Channels as data. */
export interface ChannelStore {
  /** All of them, by body. */
  channels(): Promise<readonly ChannelSettings[]>;
  /** `undefined` where nobody serves the body. */
  channel(body: string): Promise<ChannelSettings | undefined>;
  /** Sets the channel of a body in the place of the one before, and logs it. */
  setChannel(change: ChannelChange): Promise<void>;
  /** Sets those whose body has none yet. What somebody set stays as it is. */
  defaultChannels(
    channels: readonly { readonly body: string; readonly channel: string }[],
  ): Promise<void>;
  /** Every change, newest first, 1,000 at most. */
  channelChanges(body: string): Promise<readonly ChannelChange[]>;
}

/** The store over an open database. */
export function channelStore(db: Kysely<Database>): ChannelStore {
  return {
    async channels() {
      const rows = await selected(db)
        .orderBy(sql`body collate "C"`)
        .execute();
      return rows.map(settingsOf);
    },
    async channel(body) {
      const row = await selected(db).where('body', '=', body).executeTakeFirst();
      return row === undefined ? undefined : settingsOf(row);
    },
    async setChannel({ settings, by, at }) {
      const { body, channel, address = null, keys, issuer = null, ourKey = null } = settings;
      const values = {
        channel,
        address,
        keys: keys === undefined ? null : jsonb(keys),
        issuer,
        our_key: ourKey,
      };
      await db.transaction().execute(async (change) => {
        await change
          .insertInto('channels')
          .values({ body, ...values })
          .onConflict((conflict) => conflict.column('body').doUpdateSet(values))
          .execute();
        await change
          .insertInto('channel_changes')
          .values({ body, settings: jsonb(settings as unknown as JsonObject), set_by: by, at })
          .execute();
      });
    },
    async defaultChannels(channels) {
      for (const { body, channel } of channels) {
        await db
          .insertInto('channels')
          .values({ body, channel })
          .onConflict((conflict) => conflict.column('body').doNothing())
          .execute();
      }
    },
    async channelChanges(body) {
      const rows = await db
        .selectFrom('channel_changes')
        .select(['settings', 'set_by', 'at'])
        .where('body', '=', body)
        .orderBy('n', 'desc')
        .limit(1_000)
        .execute();
      return rows.map(({ settings, set_by, at }) => ({
        settings: settings as unknown as ChannelSettings,
        by: set_by,
        at,
      }));
    },
  };
}

function selected(db: Kysely<Database>) {
  return db
    .selectFrom('channels')
    .select(['body', 'channel', 'address', 'keys', 'issuer', 'our_key as ourKey']);
}

type Row = { readonly [K in keyof ChannelSettings]: ChannelSettings[K] | null };

function settingsOf(row: Row): ChannelSettings {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null),
  ) as unknown as ChannelSettings;
}
