import { describe, expect, it } from 'vitest';
import type { CaseEvent } from '../../machines/kernel/types.ts';
import { createSimulatedCounterpart } from '../../src/counterpart/simulated.ts';
import type { ScriptedAnswer } from '../../src/counterpart/simulated.ts';

/** A clock that only the test moves. */
function stage(script: Readonly<Record<string, ScriptedAnswer>>) {
  let ms = Date.parse('2025-03-01T00:00:00.000Z');
  let due: { at: number; run: () => void }[] = [];
  const said: [string, CaseEvent][] = [];
  let failures = 0;
  const counterpart = createSimulatedCounterpart({
    script,
    reply: (caseNo, event) => {
      failures -= 1;
      if (failures >= 0) return Promise.reject(new Error('away'));
      said.push([caseNo, event]);
      return Promise.resolve();
    },
    now: () => new Date(ms).toISOString(),
    schedule: (pauseMs, run) => {
      const one = { at: ms + pauseMs, run };
      due.push(one);
      return () => {
        due = due.filter((other) => other !== one);
      };
    },
  });
  const pass = async (passedMs: number): Promise<void> => {
    ms += passedMs;
    const ripe = due.filter(({ at }) => at <= ms);
    due = due.filter(({ at }) => at > ms);
    for (const { run } of ripe) run();
    // What a rejected reply schedules comes a turn later.
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { counterpart, said, pass, due: () => due.length, fail: (n: number) => (failures = n) };
}

const SCRIPT = {
  M1: { answer: 'counterpart.consented', afterMs: 1_000, fields: { noteRef: 'n/1' } },
  M2: { answer: null, afterMs: 0 },
};
const letter = { kind: 'M1', to: 'counterpart', correlationId: 'c-1', content: {} };

describe('the simulated counterpart', () => {
  it('answers a letter after its time, once, though the letter comes twice', async () => {
    const { counterpart, said, pass } = stage(SCRIPT);
    await counterpart.deliver({ caseNo: 'C', key: 'C/1/0', letter });
    await counterpart.deliver({ caseNo: 'C', key: 'C/1/0', letter });
    await pass(999);
    expect(said).toEqual([]);
    await pass(1);
    await pass(100_000);
    const event = {
      id: 'answer/C/1/0',
      type: 'counterpart.consented',
      at: '2025-03-01T00:00:01.000Z',
      correlationId: 'c-1',
      noteRef: 'n/1',
    };
    expect(said).toEqual([['C', event]]);
  });

  it('never answers where its script says so, or says nothing', async () => {
    const { counterpart, due } = stage(SCRIPT);
    await counterpart.deliver({ caseNo: 'C', key: 'C/1/0', letter: { ...letter, kind: 'M2' } });
    await counterpart.deliver({ caseNo: 'C', key: 'C/1/1', letter: { ...letter, kind: 'M9' } });
    const own = { ...letter, kind: 'constructor' };
    await counterpart.deliver({ caseNo: 'C', key: 'C/1/2', letter: own });
    expect(due()).toBe(0);
  });

  it('says its answer again while it cannot be heard', async () => {
    const { counterpart, said, pass, fail } = stage(SCRIPT);
    fail(2);
    await counterpart.deliver({ caseNo: 'C', key: 'C/1/0', letter });
    await pass(1_000);
    await pass(1_000);
    expect(said).toEqual([]);
    await pass(2_000);
    expect(said).toHaveLength(1);
  });

  it('takes letters up again after a restart, each when it would have been answered', async () => {
    const { counterpart, said, pass } = stage(SCRIPT);
    const standing = { ...letter, caseNo: 'C' };
    counterpart.resume([
      { ...standing, key: 'C/1/0', deliveredAt: '2025-02-28T23:59:59.500Z' },
      { ...standing, key: 'C/2/0', deliveredAt: '2025-01-01T00:00:00.000Z' },
      { ...standing, key: 'C/3/0' },
    ]);
    await pass(0);
    expect(said.map(([, { id }]) => id)).toEqual(['answer/C/2/0']);
    await pass(500);
    expect(said.map(([, { id }]) => id)).toEqual(['answer/C/2/0', 'answer/C/1/0']);
  });

  it('is silent once stopped', async () => {
    const { counterpart, due } = stage(SCRIPT);
    await counterpart.deliver({ caseNo: 'C', key: 'C/1/0', letter });
    counterpart.stop();
    await counterpart.deliver({ caseNo: 'C', key: 'C/2/0', letter });
    expect(due()).toBe(0);
  });
});
