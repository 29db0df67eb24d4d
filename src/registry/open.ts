/** Opens the registry: one schema, two drivers. */
import { join } from 'node:path';
import { refuseAfterEnd } from './after-end.ts';
import { apiKeyStore } from './api-keys.ts';
import { claimsOf } from './claims.ts';
import { channelStore } from './channels.ts';
import { caseList } from './case-list.ts';
import { caseReads } from './case-reads.ts';
import { deliveryStore } from './deliveries.ts';
import { haltStore } from './halts.ts';
import { openEmbedded } from './embedded.ts';
import { reportsOf } from './figures.ts';
import { householdsOf } from './households.ts';
import { keptAnswers } from './kept-answers.ts';
import { letterStore } from './letters.ts';
import { interruptionStore } from './interruptions.ts';
import type { Link } from './link.ts';
import { outcomesOf } from './outcomes.ts';
import { openPostgres } from './postgres.ts';
import type { StatementWatch } from './statements.ts';
import { LIMITS } from './watched-pool.ts';
import type { Limits } from './watched-pool.ts';
import { readsOf } from './reads.ts';
import { rebuildStore } from './rebuilt.ts';
import { recordStore } from './record.ts';
import { registerChangeStore } from './register-changes.ts';
import { registerLogReads } from './register-log.ts';
import { registersOf } from './registers.ts';
import { sealedStore } from './sealed.ts';
import { replyStore } from './replies.ts';
import { checkReads } from './check-reads.ts';
import { takeUpStore } from './take-up.ts';
import { subscriptionStore } from './subscriptions.ts';
import { substitutionStore } from './substitutions.ts';
import { sharedStore } from './shared.ts';
import { touchedOf } from './touched.ts';
import type { Registry } from './types.ts';
import { tasksOf } from './tasks.ts';
import { verdictStore } from './verdicts.ts';
import { waitingStore } from './waiting.ts';
import { keepWriteLog } from './write-log.ts';

/** Folder of the embedded registry inside the data folder. */
const FOLDER = 'registry';

export interface RegistryOptions {
  /** A PostgreSQL server. Absent: PGlite. */
  readonly databaseUrl?: string | undefined;
  /** Data folder, whose lock the caller holds. Without it and without a server: in memory. */
  readonly dataDir?: string | undefined;
  /** Connections to the server at most; default 10. */
  readonly connections?: number;
  /** How long the server may take; what is absent is as in `LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Hears of slow statements, without their values; absent: nobody does. */
  readonly watch?: StatementWatch;
  /** Logs every write of the file in the table `write_log`, for tests. */
  readonly writeLog?: boolean;
}

/**
 * Opens the registry and brings its schema up to date. Two processes may start on one server at once.
 * @throws where the database cannot be reached, or its schema cannot be brought up to date.
 */
export async function openRegistry(options: RegistryOptions): Promise<Registry> {
  return registryOver(await openLink(options));
}

/** The database under a registry, for tests that must look at rows or spoil them. */
export async function openLink(options: RegistryOptions): Promise<Link> {
  const { databaseUrl, dataDir, connections = 10, limits, watch } = options;
  const link =
    databaseUrl === undefined
      ? await openEmbedded(dataDir === undefined ? undefined : join(dataDir, FOLDER), watch)
      : await openPostgres(databaseUrl, {
          connections,
          limits: { ...LIMITS, ...limits },
          ...(watch === undefined ? {} : { watch }),
        });
  if (options.writeLog === true) await keepWriteLog(link.db);
  return link;
}

/** A registry over an open database, which it closes. */
export function registryOver({ db, waiters, close }: Link): Registry {
  return {
    ...recordStore(db),
    ...rebuildStore(db),
    ...verdictStore(db),
    ...registersOf(db),
    ...substitutionStore(db),
    ...registerChangeStore(db),
    ...registerLogReads(db),
    ...apiKeyStore(db),
    ...deliveryStore(db),
    ...letterStore(db),
    ...channelStore(db),
    ...replyStore(db),
    ...waitingStore(db),
    ...subscriptionStore(db),
    ...haltStore(db),
    ...interruptionStore(db),
    ...householdsOf(db),
    ...takeUpStore(db),
    ...checkReads(db),
    ...sharedStore(db),
    ...reportsOf(db),
    ...sealedStore(db),
    ...keptAnswers(db),
    ...caseList(db),
    ...outcomesOf(db),
    ...readsOf(db),
    ...caseReads(db),
    ...touchedOf(db),
    ...tasksOf(db),
    ...claimsOf(db),
    changed: (caseNo, ms) => waiters.wait(caseNo, ms),
    refuseAfterEnd: (input) => refuseAfterEnd(db, input),
    close,
  };
}
