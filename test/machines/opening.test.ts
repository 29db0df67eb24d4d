/** What a case may be opened with: a fact that a rule reads is of its type, or the case is not opened. */
import { describe, expect, it } from 'vitest';
import { start } from '../../machines/kernel/step.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { factsOf } from '../../machines/kernel/view.ts';
import { procedures } from '../../machines/registry.ts';

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
});
