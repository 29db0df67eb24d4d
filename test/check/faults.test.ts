/**
 * The model checker finds what is wrong: in charts that were spoilt on purpose, and as a command.
 */
import { describe, expect, it } from 'vitest';
import { doTask } from '../../src/check/tasks.ts';
import { tryCaseFile } from '../../src/cases/try.ts';
import { explore } from '../../src/check/explore.ts';
import { unreached } from '../../src/check/findings.ts';
import { wellFormed } from '../../src/check/events.ts';
import { Officers } from '../../src/check/officers.ts';
import { onWorkers } from '../../src/check/pool.ts';
import { Reach } from '../../src/check/reach.ts';
import { openRun } from '../../src/check/run.ts';
import { shown } from '../../src/check/tasks.ts';
import { variantsOf } from '../../src/check/variants.ts';
import type { Invariant } from '../../src/check/invariant.ts';
import { INVARIANTS } from '../../src/check/invariants.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { EventRow } from '../../machines/kernel/vocabulary.ts';
import { duties, procedureOrDutyOf, procedures } from '../../machines/registry.ts';
import { ROLES } from '../../machines/shared/officers.ts';
import { formOf } from '../../machines/shared/schema.ts';
import { crossing } from '../support/cli.ts';

function found(name: string): Procedure {
  const procedure = procedureOrDutyOf(name);
  if (procedure === undefined) throw new Error(`no procedure ${name}`);
  return procedure;
}

/** The procedure with one row of its vocabulary changed. */
function withRow(procedure: Procedure, type: string, change: Partial<EventRow>): Procedure {
  const row = procedure.vocabulary[type];
  if (row === undefined) throw new Error(`no event ${type}`);
  return { ...procedure, vocabulary: { ...procedure.vocabulary, [type]: { ...row, ...change } } };
}

function explored(
  procedure: Procedure,
  asides: readonly string[],
  invariants: readonly Invariant[],
) {
  return explore({
    procedure,
    slice: { name: 'test', asides },
    invariants,
    reach: new Reach(procedure),
    officers: new Officers(),
    statesMax: 500,
  });
}

const exit = found('exit');

describe('an exploration finds', () => {
  it('nothing in the chart of exit cases', () => {
    const { findings, complete } = explored(exit, [], []);
    expect([findings, complete]).toEqual([[], true]);
  });

  it('a dead end and an endless wait where an instruction itself has to wait', () => {
    const spoilt = withRow(exit, 'instructions.received', { class: 'decision' });
    const { findings } = explored(spoilt, ['instructions'], []);
    expect(findings.map(({ kind }) => kind)).toContain('dead end');
    expect(findings.map(({ what }) => what)).toContain('nothing ends instructions.awaited');
  });

  it('a step that nobody can take', () => {
    const { findings } = explored(withRow(exit, 'pending-case.closed', { by: [] }), [], []);
    expect(findings.map(({ what }) => what)).toEqual([
      'no two officers can enter pending-case.closed',
    ]);
  });

  it('four eyes that no officers satisfy', () => {
    const second = { roles: ['PSO-DR'], twoBodies: true } as const;
    const { findings } = explored(withRow(exit, 'exit.deferred', { second }), [], []);
    expect(findings.map(({ kind }) => kind)).toContain('four eyes that nobody satisfies');
  });

  it('nothing in the charts of duties, and all that is in them', () => {
    for (const duty of Object.values(duties)) {
      const slice = { name: 'test', asides: ['closings'] };
      const reach = new Reach(duty);
      const common = { procedure: duty, slice, reach, officers: new Officers(), statesMax: 500 };
      const { findings, complete } = explore({ ...common, invariants: INVARIANTS });
      expect([duty.name, findings, complete]).toEqual([duty.name, [], true]);
      expect(unreached(duty, reach)).toEqual([]);
    }
  });

  it('the wait of a duty for an answer that is never taken for one', () => {
    const deaf = { answers: () => undefined };
    const spoilt = withRow(found('coordination'), 'coordination.answered', deaf);
    const { findings } = explored(spoilt, [], []);
    expect(findings.map(({ what }) => what)).toContain('nothing ends the wait for answer');
  });

  it('a notice that nobody can release, since its drafter counts as everybody', () => {
    const { vocabulary } = found('policy-notice');
    const everybody = Object.keys(ROLES).flatMap((role) => [1, 2].map((n) => `${role}-${n}`));
    const spoilt = withRow(found('policy-notice'), 'notice.released', {
      ...vocabulary['notice.released'],
      proposers: () => everybody,
    });
    const { findings } = explored(spoilt, [], []);
    expect(findings.map(({ what }) => what)).toEqual(['no two officers can enter notice.released']);
  });

  it.each([
    // Application, three checks, approval, documents, departure.
    ['exit', 'outcome.departed', 7],
    // Request, answer.
    ['coordination', 'outcome.answered', 2],
  ])('a broken rule of %s, with the shortest case file, which `try` runs', (name, state, count) => {
    const rule: Invariant = {
      no: 'I0',
      says: 'It does not end like this.',
      at: ({ entry }) => (entry.state === state ? 'it does' : undefined),
    };
    const [finding] = explored(found(name), [], [rule]).findings;
    expect(finding?.kind).toBe('I0');
    const { caseFile } = shown(name, finding ?? { kind: '', what: '' });
    expect(caseFile).toMatchObject({ format: 'case-file/1', expected: { state } });
    expect(caseFile?.['events']).toHaveLength(count);
    expect(tryCaseFile(JSON.parse(JSON.stringify(caseFile))).differences).toEqual([]);
  });
});

describe('walks', () => {
  it('are the same for the same seed', () => {
    const task = {
      kind: 'walks',
      procedure: 'exit',
      seed: 3,
      count: 20,
      wanted: [],
      ways: [],
    } as const;
    const once = doTask(task, () => undefined);
    const again = doTask(task, () => undefined);
    expect([again.count, again.events]).toEqual([once.count, once.events]);
  });
});

describe('the work of a check', () => {
  it('comes back in the order in which it was given, whichever is done first', async () => {
    const common = { kind: 'walks', procedure: 'exit', seed: 3, wanted: [], ways: [] } as const;
    const pool = onWorkers(2);
    try {
      const done: number[] = [];
      const heard = { progress: () => undefined, isEnough: () => false };
      const tasks = [300, 1].map((count) => ({ ...common, count }));
      const all = await pool.all(tasks, { ...heard, done: ({ count }) => done.push(count) });
      expect(done).toEqual([1, 300]);
      expect(all.map(({ count }) => count)).toEqual([300, 1]);
    } finally {
      await pool.end();
    }
  });
});

describe('the events that are tried', () => {
  const all = { ...procedures, ...duties };
  it.each(Object.entries(all))('are well formed in every case of %s', (name, procedure) => {
    const { facts } = procedure.example;
    const run = openRun(procedure, { caseNo: 'A', procedure: name, facts, config: {} });
    const place = { procedure, facts: run.at.facts, count: 1, day: '1958-01-01' };
    for (const [type, row] of Object.entries(procedure.vocabulary)) {
      for (const payload of variantsOf(type, run)) {
        const { event } = wellFormed(place, type, row, payload, (items) => items[0]);
        expect([type, formOf(name, event)]).toEqual([type, undefined]);
      }
    }
  });
});

describe('check', () => {
  it('ends with 0 and tells the seed, what was explored, and what no log shows', async () => {
    const args = ['check', '--procedure', 'exit', '--walks', '60', '--states', '20', '--seed', '1'];
    const { exitCode, out, err } = await crossing([...args, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ passed: true, seed: 1, walks: 60, findings: [] });
    expect(err).toContain('seed 1');
    expect(err).toContain('I29 is not seen on a log');
  }, 120_000);

  it('takes a kind of duty alone', async () => {
    const args = ['check', '--procedure', 'policy-notice', '--walks', '60', '--seed', '1'];
    const { exitCode, out, err } = await crossing([...args, '--json']);
    expect([exitCode, JSON.parse(out)]).toMatchObject([0, { passed: true, walks: 60 }]);
    expect(err).toMatch(/policy-notice: (\d+) of \1 transitions taken/);
  }, 120_000);

  it.each([
    [['--procedure', 'sideways'], /no procedure sideways; use one of outbound, inbound, exit/],
    [['--walks', 'many'], /whole number/],
  ])('ends with 2 for %j', async (args, words) => {
    const { exitCode, err } = await crossing(['check', ...args]);
    expect([exitCode, err]).toEqual([2, expect.stringMatching(words)]);
  });
});
