/**
 * The activities over their adapters.
 */
import { createAdmit } from '../../activities/admit.ts';
import type {
  CaseActivities,
  LetterActivities,
  ReportActivities,
  TakeUpActivities,
} from '../../activities/contract.ts';
import { createAskCounterpart } from '../../activities/counterpart.ts';
import { createReportHalt } from '../../activities/halt.ts';
import { createSendAgain } from '../../activities/letters.ts';
import { createAskPeople } from '../../activities/people.ts';
import type { Channel, SendWebhook } from '../../activities/ports.ts';
import { createRecord } from '../../activities/record.ts';
import { createMakeReport } from '../../activities/report.ts';
import { createTakeUp } from '../../activities/take-up.ts';
import { formOf } from '../../machines/shared/schema.ts';
import { foldUp } from '../cases/fold-up.ts';
import { createAttest } from '../officers/attest.ts';
import { withEnclosed } from '../officers/enclosed.ts';
import type { Registry } from '../registry/types.ts';

export interface ActivityDeps {
  readonly registry: Registry;
  /** Channels by the names that the registry has. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** Default: nobody is told here. */
  readonly send?: SendWebhook;
  /** So long a receiver of webhooks is tried; default: three days. */
  readonly giveUpMs?: number;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
}

const SILENT: SendWebhook = () => Promise.resolve({ failure: 'This worker sends no webhooks.' });

/** All activities: of cases and duties, of letters that go again, and of the report. */
export function createCaseActivities(
  deps: ActivityDeps,
): CaseActivities & LetterActivities & ReportActivities & TakeUpActivities {
  const { registry, channels, send = SILENT, giveUpMs, now = () => new Date() } = deps;
  const admit = createAdmit({
    verdicts: registry,
    households: registry,
    shared: registry,
    attest: withEnclosed(createAttest(registry)),
    now,
    formOf,
  });
  return {
    admit,
    takeUp: createTakeUp({ store: registry, admit, foldUp }),
    record: createRecord({ store: registry }),
    reportHalt: createReportHalt({ store: registry }),
    makeReport: createMakeReport({ store: registry, now }),
    askPeople: createAskPeople({
      deliveries: registry,
      send,
      now,
      ...(giveUpMs !== undefined && { giveUpMs }),
    }),
    sendAgain: createSendAgain({ letters: registry, channels, now }),
    askCounterpart: createAskCounterpart({ deliveries: registry, channels, now }),
  };
}
