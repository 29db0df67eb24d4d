/** What a case may be opened with: a fact that a rule reads is of its type, or the case is not opened. */
import { describe, expect, it } from 'vitest';
import { faultOfLive } from '../../machines/kernel/opening.ts';
import { start } from '../../machines/kernel/step.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { factsOf, viewOf } from '../../machines/kernel/view.ts';
import { dutyOf, procedures } from '../../machines/registry.ts';

const DAY = '1958-01-08T00:00:00.000Z';
const CHILD = { caseNo: 'B-1', relation: 'child', dependent: true, open: true };

describe.each(Object.entries(procedures))('a case of %s', (_name, procedure) => {
  const opened = (facts: JsonObject): JsonObject =>
    factsOf(procedure, start(procedure, { ...procedure.example, facts }, DAY).state);

  it.each<[string, JsonObject, string]>([
    ['an age that is a word', { adult: 'no' }, 'facts.adult'],
    ['an age that is null', { adult: null }, 'facts.adult'],
    ['a household that is no list', { household: CHILD }, 'facts.household'],
    ['a member that is a name', { household: ['B-1'] }, 'facts.household[0]'],
    [
      'a dependant by a word',
      { household: [CHILD, { ...CHILD, dependent: 'yes' }] },
      'facts.household[1].dependent',
    ],
    ['a member without a case', { household: [{ dependent: true }] }, '[0].caseNo'],
    ['a member with no number of a case', { household: [{ ...CHILD, caseNo: 'kid-2' }] }, 'caseNo'],
    ['itself as a member', { household: [{ ...CHILD, caseNo: 'EXAMPLE-1' }] }, '[0].caseNo'],
    ['a case that is open by a number', { household: [{ ...CHILD, open: 1 }] }, '[0].open'],
  ])('is not opened with %s', (_what, facts, place) => {
    expect(() => opened(facts)).toThrow(place);
  });

  it.each<[string, JsonObject, string]>([
    ['a day that is a word', { cutOffDate: 'yesterday' }, 'config.cutOffDate'],
    ['a day that no calendar has', { cutOffDate: '1957-13-45' }, 'config.cutOffDate'],
    ['fewer rounds than none', { minRounds: -3 }, 'config.minRounds'],
    ['half a round', { minRounds: 1.5 }, 'config.minRounds'],
  ])('is not opened with %s', (_what, config, place) => {
    const opening = { ...procedure.example, config };
    expect(() => start(procedure, opening, DAY)).toThrow(place);
  });

  it('is opened without them: of an adult, with nobody who depends on the person', () => {
    expect(opened({})).toMatchObject({ adult: true, dependantOpen: false });
  });

  it('knows a dependant with an open case', () => {
    const other = { caseNo: 'C-1', relation: 'mother', dependent: true };
    expect(opened({ household: [other, CHILD] })).toMatchObject({ dependantOpen: true });
    expect(opened({ household: [other] })).toMatchObject({ dependantOpen: false });
  });

  it.each<[string, JsonObject, string]>([
    ['a dependant misspelt', { household: [{ ...CHILD, dependant: true }] }, '[0].dependant'],
    ['dependents', { household: [CHILD, { caseNo: 'C-1', dependents: true }] }, '[1].dependents'],
    ['a number misspelt', { household: [{ ...CHILD, caseno: 'B-1' }] }, 'caseno'],
    ['an age misspelt', { Adult: false }, 'facts.Adult'],
    ['a household misspelt', { houshold: [CHILD] }, 'facts.houshold'],
  ])('is not opened live with %s: a safeguard hangs on it', (_what, facts, place) => {
    const opening = { ...procedure.example, facts };
    expect(faultOfLive(procedure, opening)).toContain(place);
    expect(faultOfLive(procedure, { ...opening, clock: 'recorded' })).toBeUndefined();
  });

  it('is opened with facts that it does not know', () => {
    const facts = { purpose: 'study', household: [{ ...CHILD, since: '1957', name: 'no' }] };
    expect(faultOfLive(procedure, { ...procedure.example, facts })).toBeUndefined();
  });

  const windows = ['reviewWindow', 'protectionReviewWindow'].filter((key) =>
    procedure.delays.includes(key),
  );
  describe.each(windows)('and its %s', (key) => {
    const opening = (length: string, clock: 'live' | 'recorded' = 'live') => ({
      ...procedure.example,
      clock,
      config: { delays: { [key]: length } },
    });

    it.each(['PT0S', 'P0D', 'P0Y'])('is never nothing in a live case: %s', (length) => {
      expect(faultOfLive(procedure, opening(length))).toContain(`config.delays.${key}: ${length}`);
      expect(faultOfLive(procedure, opening(length, 'recorded'))).toBeUndefined();
    });

    it('may be short, and then the view says so; it says nothing of one as long as the policy has', () => {
      expect(faultOfLive(procedure, opening('PT1S'))).toBeUndefined();
      const view = (length: string) =>
        viewOf(procedure, start(procedure, opening(length), DAY).state);
      expect(view('PT1S').shortened).toEqual([{ key, length: 'PT1S', ofPolicy: 'P30D' }]);
      for (const length of ['P30D', 'P45D', 'P30D@china']) {
        expect(view(length)).not.toHaveProperty('shortened');
      }
    });
  });
});

describe('a duty', () => {
  const fault = (kind: string, facts: JsonObject): string | undefined => {
    const duty = dutyOf(kind);
    if (duty === undefined) throw new Error(`no duty ${kind}`);
    return faultOfLive(duty, { ...duty.example, facts });
  };

  it.each(['', 'Atlantis', 'jilin', 7, null])('is of no province %j', (province) => {
    for (const kind of ['prevention-measure', 'coordination']) {
      expect(fault(kind, { province })).toContain('facts.province is none of');
    }
  });

  it.each(['Liaoning', 'Jilin', 'Heilongjiang', 'other'])('can be of %s', (province) => {
    expect(fault('prevention-measure', { province })).toBeUndefined();
  });

  it('of prevention is of a province, the others need none', () => {
    expect(fault('prevention-measure', {})).toContain('facts.province');
    expect(fault('policy-notice', {})).toBeUndefined();
  });
});
