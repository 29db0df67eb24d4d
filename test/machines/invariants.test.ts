/**
 * Random walks through the charts with well-formed events: whatever comes in whatever order, the
 * invariants of the procedures (3.8) hold after every step.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { procedures } from '../../machines/registry.ts';
import { readFacts } from '../../machines/shared/facts.ts';
import { mustApprove } from '../../machines/shared/guards/exit-rules.ts';
import { ChartCase, EXIT, INBOUND_WAYS, OUTBOUND, type Said } from '../support/chart-case.ts';

const WAYS = { outbound: OUTBOUND, inbound: INBOUND_WAYS, exit: EXIT };

/** Other contents of an event, besides its plain form. */
const VARIANTS: Readonly<Record<string, readonly Said[1][]>> = {
  'willingness.stated': [{ value: 'willing' }, { value: 'willing' }, { value: 'undecided' }],
  'review.decided': [{ result: 'overturned', corrects: { justified: true } }],
  'protection.review-decided': [{ result: 'recognised' }],
  'repatriation.decided': [{ clause: '3' }],
  'check.corrected': [{ check: 'pending', value: false }],
  'instructions.received': [{ permits: ['passport-for-later-crosser', 'correct-check'] }],
};

/** Ends a walk early; left out so that walks go far. */
const RARE = ['death.recorded', 'identity.mistaken', 'application.withdrawn'];

function saidBy(procedure: keyof typeof WAYS): readonly Said[] {
  const types = Object.keys(procedures[procedure]?.vocabulary ?? {});
  return types
    .filter((type) => !RARE.includes(type))
    .flatMap((type) => [
      type,
      ...(VARIANTS[type] ?? []).map((fields) => [type, fields] as unknown as Said),
    ]);
}

const STAYED = ['stayed', 'reviewable', 'under-review', 'protected'];
const AFTER_CLAUSE3 = [
  'outcome.repatriated',
  'outcome.returned-voluntarily',
  'outcome.protection-granted',
  'outcome.closed-administratively',
];

function checkStep(person: ChartCase, said: Said): void {
  const [type, fields] = typeof said === 'string' ? [said, {}] : said;
  const { snapshot: before, view } = person;
  const facts = readFacts(person.facts);
  const row = procedures[view.procedure]?.vocabulary[type];
  const answer = person.answer(type, fields);
  const after = person.view;
  if (answer !== 'accepted') {
    if (answer !== 'recorded') expect(person.snapshot).toBe(before);
    return;
  }
  expect(JSON.parse(JSON.stringify(person.snapshot))).toEqual(person.snapshot);
  expect(JSON.stringify(person.snapshot).length).toBeLessThan(BOUNDS.stateBytes / 10);
  if (row?.class === 'time') {
    // I6: a timer reminds or opens a step, no more.
    expect([after.open, after.documents]).toEqual([true, view.documents]);
    expect(person.effects.filter(({ kind }) => kind === 'sendLetter')).toEqual([]);
    return;
  }
  expect(view.allowed).toContain(type);
  const decision = row?.class === 'decision' || row?.coercive === true;
  if (decision) expect(view.regions['presence'] ?? 'present').toBe('present'); // I21
  if (decision) expect(view.regions['instructions']).toBe('none');
  if (row?.coercive === true) expect(STAYED).not.toContain(view.regions['safeguard']); // I5
  if (after.regions['clause3'] === 'confirmed') {
    const { main = '' } = after.regions;
    expect(main.startsWith('repatriation.') || AFTER_CLAUSE3.includes(main), main).toBe(true); // I2
  }
  if (after.outcome === 'passport-issued' || after.outcome === 'citizenship-renounced') {
    expect(facts).toMatchObject({
      will: 'unwilling',
      concluded: true,
      investigated: true,
      educated: true,
    }); // I1
    expect([facts.consent === null, view.regions['clause3']]).toEqual([false, 'clear']);
  }
  if (after.outcome === 'returned-voluntarily') expect(facts.will).toBe('willing'); // I9
  if (after.outcome === 'repatriated') {
    expect(after.documents).toContainEqual(
      expect.objectContaining({ kind: 'repatriation-order', status: 'valid' }),
    ); // I28
  }
  if (type === 'residence.granted') expect(facts.inconvenient).toBe(true); // I13
  if (type === 'exit.approved') expect(mustApprove(facts)).toBe(true); // I16
  if (type === 'exit.refused' || type === 'exit.deferred') expect(mustApprove(facts)).toBe(false); // I15
}

describe.each(Object.keys(WAYS) as (keyof typeof WAYS)[])('walks through %s', (procedure) => {
  it('keep the invariants after every step [I1, I2, I5, I6, I21]', () => {
    const ways = Object.values(WAYS[procedure]) as (readonly Said[])[];
    const walks = fc.array(fc.constantFrom(...saidBy(procedure)), { minLength: 20, maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...ways), walks, (way, walk) => {
        const person = new ChartCase(procedure).on(...way);
        for (const said of walk) {
          if (!person.view.open) break;
          checkStep(person, said);
        }
      }),
      { numRuns: 60 },
    );
  });
});
