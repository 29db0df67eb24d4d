/**
 * The model checker in CI: main lines to their end, the rest to a bound, and walks with another seed each
 * time, which is printed so that a fault can be looked at again.
 */
import { describe, expect, it } from 'vitest';
import { check } from '../../src/check/check.ts';
import { CHART_CODES, CODES_OF_ELSEWHERE } from '../../src/check/codes.ts';
import { onWorkers } from '../../src/check/pool.ts';
import { CODES } from '../../machines/kernel/errors.ts';
import { duties } from '../../machines/registry.ts';

const SEED = Number(process.env['CHECK_SEED'] ?? Math.floor(Date.now() / 1000) % 1_000_000);
const WALKS = Number(process.env['CHECK_WALKS'] ?? 5_000);
/** Walks of this seed reach everything. */
const KNOWN_SEED = 11;
/** Cases of each slice, ten times as many in the main line: the main lines come to their end. */
const STATES = 100;

describe(`the charts, over ${WALKS} walks from seed ${SEED} and an exhaustive part`, () => {
  it(
    'break no invariant, lead nowhere into a dead end, and reach every state, event, transition, code',
    { timeout: 900_000 },
    async () => {
      const pool = onWorkers(2);
      try {
        const over = (seed: number) => {
          const onProgress = () => undefined;
          return check({ walks: WALKS, seed, statesMax: STATES, pairs: false, onProgress }, pool);
        };
        const checked = await over(SEED);
        const isUnreached = ({ kind }: { readonly kind: string }) => kind.includes('never');
        expect(checked.findings.filter((finding) => !isUnreached(finding))).toEqual([]);
        // What chance did not reach once, the walks of a known seed do.
        const missed = checked.findings.filter(isUnreached);
        const known = missed.length === 0 ? [] : (await over(KNOWN_SEED)).findings;
        expect(known).toEqual([]);
        const mainLines = checked.slices.filter(({ name }) => name === 'main line');
        expect(mainLines.map(({ complete }) => complete)).toEqual(Array(8).fill(true));
        const ofDuties = checked.slices.filter(({ procedure }) => procedure in duties);
        expect(ofDuties).toHaveLength(10);
        expect(ofDuties.every(({ complete }) => complete)).toBe(true);
        const codes = [...checked.reach.values()].flatMap((reach) => reach.reached().codes);
        if (missed.length === 0) expect(new Set(codes)).toEqual(new Set(CHART_CODES));
      } finally {
        await pool.end();
      }
    },
  );
});

describe('refusal codes', () => {
  it('are each given by the pure charts, or named with what gives them', () => {
    const all = [...CHART_CODES, ...Object.keys(CODES_OF_ELSEWHERE)];
    expect(all.toSorted()).toEqual(Object.keys(CODES).toSorted());
  });
});
