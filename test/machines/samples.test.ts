import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CaseFileError, tryCaseFile } from '../../src/cases/try.ts';

const FOLDER = new URL('../fixtures/cases/', import.meta.url);
const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Record<string, unknown>;

describe('sample cases', () => {
  it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json')))(
    'gives the expected answer to every event of %s',
    (name) => {
      expect(tryCaseFile(read(name)).differences).toEqual([]);
    },
  );
});

describe('try', () => {
  const file = read('EX-01.json');
  const events = file['events'] as Record<string, unknown>[];

  it('names the entry that differs, with what was expected and what came', () => {
    const [first, ...rest] = events;
    const wrong = { ...file, events: [{ ...first, state: 'decision' }, ...rest] };
    expect(tryCaseFile(wrong)).toMatchObject({
      passed: false,
      differences: [
        {
          id: 'EX-01-01',
          type: 'application.completed',
          expected: { outcome: 'accepted', state: 'decision' },
          got: { outcome: 'accepted', state: 'checks' },
        },
      ],
    });
  });

  it('compares with the instant of receipt where the file is that of a live case', () => {
    const receivedAt = '2026-11-24T10:00:00.000Z';
    const [first] = events;
    const event = { ...(first?.['event'] as object), at: '2031-01-01' };
    const tooEarly = { event, expect: 'rejected', code: 'EVENT_MALFORMED', state: 'submitted' };
    const one = { ...file, events: [{ ...tooEarly, receivedAt }], expected: undefined };
    expect(tryCaseFile({ ...one, clock: 'live' }).differences).toEqual([]);
    expect(tryCaseFile({ ...one, clock: 'recorded' }).passed).toBe(false);
  });

  it('names a field of the end block that differs', () => {
    const wrong = { ...file, expected: { ...(file['expected'] as object), documents: [] } };
    expect(tryCaseFile(wrong).differences).toEqual([
      { id: 'expected', type: 'documents', expected: [], got: ['exit-permit', 'passport'] },
    ]);
  });

  it('answers a retry with the first outcome and the present state, also after the outcome', () => {
    const retry = { ...events[0], state: 'outcome.departed' };
    const changed = { event: { id: 'EX-01-05', type: 'nonsense' } };
    const again = { ...events[4], ...changed, state: 'outcome.departed' };
    expect(tryCaseFile({ ...file, events: [...events, retry, again] }).differences).toEqual([]);
  });

  it('takes an entry that was not attested as unproven, and its id as unused', () => {
    const refused = { ...events[0], expect: 'rejected', code: 'NOT_ATTESTED', state: 'submitted' };
    expect(tryCaseFile({ ...file, events: [refused, ...events] }).differences).toEqual([]);
  });

  it('plays a proposal and its countersignature from an exported file', () => {
    const deferred = read('EX-02.json');
    const all = deferred['events'] as Record<string, unknown>[];
    const at = all.findIndex(({ event }) => (event as { id: string }).id === 'EX-02-06');
    const whole = all[at]?.['event'] as Record<string, unknown>;
    const { second: _second, ...single } = whole;
    const propose = { event: single, act: 'propose', expect: 'accepted', state: 'decision' };
    const countersign = { ...all[at], act: 'countersign' };
    const entries = [...all.slice(0, at), propose, countersign, ...all.slice(at + 1)];
    expect(tryCaseFile({ ...deferred, events: entries }).differences).toEqual([]);
  });

  it('plays a draft that was withdrawn', () => {
    const deferred = read('EX-02.json');
    const all = deferred['events'] as Record<string, unknown>[];
    const at = all.findIndex(({ event }) => (event as { id: string }).id === 'EX-02-06');
    const single = { ...(all[at]?.['event'] as object), second: undefined, id: 'D-1' };
    const draft = { event: single, act: 'propose', expect: 'accepted', state: 'decision' };
    const withdrawal = {
      event: { id: 'D-1', type: 'draft.withdrawn', by: 'PSO-IN-1', reasons: 'proposed in error' },
      act: 'withdraw',
      expect: 'accepted',
      state: 'decision',
    };
    const entries = [...all.slice(0, at), draft, withdrawal, ...all.slice(at)];
    const json = JSON.parse(JSON.stringify({ ...deferred, events: entries })) as unknown;
    expect(tryCaseFile(json).differences).toEqual([]);
  });

  it('refuses what is no case file, in a sentence', () => {
    expect(() => tryCaseFile({ format: 'case-file/2' })).toThrow(CaseFileError);
    expect(() => tryCaseFile({ ...file, procedure: 'sideways' })).toThrow(/no procedure sideways/);
    expect(() => tryCaseFile({ ...file, config: { policyVersion: 'none' } })).toThrow(
      CaseFileError,
    );
  });
});
