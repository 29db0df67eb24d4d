/** The short form of `npm run soak`. */
import pino from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { installTemporalLogger } from '../../src/temporal/worker.ts';
import { LONG } from '../soak/options.ts';
import { soak } from '../soak/soak.ts';

const SHORT = { ...LONG, cases: 40, times: 2, frozenS: 11, outageS: 5, minutes: 6 };
const ignore = (): void => undefined;
const SILENT = { phase: ignore, progress: ignore, fell: ignore, found: ignore };

beforeAll(() => installTemporalLogger(pino({ level: 'silent' })));

test(
  'nothing is lost, nothing happens twice, nothing is shown that did not happen',
  { timeout: 8 * 60_000 },
  async () => {
    const { faults, ...counts } = await soak(SHORT, SILENT);
    expect(faults).toEqual([]);
    expect(counts.replayed).toBe(counts.runs);
    // Had nothing been lost on the way, nothing would be proven.
    expect(counts.foundAgain).toBeGreaterThan(0);
    expect(counts.runs).toBeGreaterThan(counts.cases);
    expect(counts.timers).toBeGreaterThan(0);
    expect(counts.cancels).toBeGreaterThan(0);
    expect(counts.fallen).toEqual({
      'worker killed': 2,
      'worker frozen': 2,
      'server killed': 2,
      'server frozen': 2,
      'registry away': 1,
    });
  },
);
