import { describe, expect, it } from 'vitest';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import { procedures } from '../../machines/registry.ts';
import { eventSchemas, formOf } from '../../machines/shared/schema.ts';
import { OUTBOUND, outboundCase } from '../support/chart-case.ts';

const base = { id: 'E-1', at: '1958-01-08' };
const screening = {
  ...base,
  type: 'screening.completed',
  nationality: 'PRC',
  illegalCrossing: true,
};
const form = (event: object, procedure = 'outbound'): string | undefined =>
  formOf(procedure, event);

describe('the form of an event', () => {
  it.each([
    ['a wrong type', { illegalCrossing: 'yes' }, 'illegalCrossing'],
    ['a value outside the row', { nationality: 'USA' }, 'nationality'],
    ['a date that is none', { crossedOn: '1957-13' }, 'crossedOn'],
    ['a list that is none', { vulnerability: 'child' }, 'vulnerability'],
    ['null', { nationality: null }, 'nationality'],
    ['`at` that is no date', { at: '1958-01' }, 'at'],
    ['`at` that is absent', { at: undefined }, 'at'],
    ['`by` that is no text', { by: 7 }, 'by'],
    ['reasons that are no text', { reasons: [] }, 'reasons'],
  ])('names the field of %s', (_, fields, field) => {
    expect(form({ ...screening, ...fields })).toMatch(new RegExp(`^${field}: `));
  });

  it('says nothing of absent and unknown fields, and repeats no value', () => {
    expect(
      form({ ...base, type: 'screening.completed', whatever: { is: 'here' } }),
    ).toBeUndefined();
    expect(form({ ...screening, nationality: 'a secret' })).not.toContain('a secret');
  });

  it('takes partial dates and instants', () => {
    for (const crossedOn of ['1957', '1957-09', '1957-09-30', '1957-09-30T08:00:00+09:00']) {
      expect(form({ ...screening, crossedOn })).toBeUndefined();
    }
    expect(form({ ...screening, at: '1958-01-08T10:00:00Z' })).toBeUndefined();
  });

  it('leaves to the rules what has a code of its own', () => {
    const reported = { ...base, type: 'clause3.reported', kind: 'debt' };
    expect(form(reported)).toBeUndefined();
    const consented = { ...base, type: 'counterpart.consented', personSpecific: false };
    expect(form(consented)).toBeUndefined();
    expect(form({ ...consented, personSpecific: 'yes' })).toMatch(/^personSpecific: /);
  });

  it('bounds every text and every list, at the bound and one past it', () => {
    const text = 'x'.repeat(BOUNDS.textChars);
    const list = Array.from({ length: BOUNDS.listItems }, () => 'x');
    for (const [fields, longer] of [
      [{ reasons: text }, { reasons: `${text}x` }],
      [{ vulnerability: list }, { vulnerability: [...list, 'x'] }],
      [{ vulnerability: [text] }, { vulnerability: [`${text}x`] }],
    ]) {
      expect(form({ ...screening, ...fields })).toBeUndefined();
      expect(form({ ...screening, ...longer })).toBeDefined();
    }
    const consented = { ...base, type: 'counterpart.consented' };
    expect(form({ ...consented, conditions: { deep: [text] } })).toBeUndefined();
    expect(form({ ...consented, conditions: { deep: [`${text}x`] } })).toMatch(/^conditions: /);
  });

  it('corrects checks by true and false alone', () => {
    const decided = { ...base, type: 'review.decided', result: 'overturned' };
    expect(form({ ...decided, corrects: { justified: true } }, 'exit')).toBeUndefined();
    expect(form({ ...decided, corrects: { justified: 'yes' } }, 'exit')).toMatch(/^corrects\./);
  });

  it('is no business of a procedure or a type that there is not', () => {
    expect(form(screening, 'sideways')).toBeUndefined();
    expect(form({ ...base, type: 'no.such' })).toBeUndefined();
    expect(form({ ...base })).toMatch(/^type: /);
  });

  it('is there for every event type of every procedure', () => {
    for (const [name, { vocabulary }] of Object.entries(procedures)) {
      expect([...eventSchemas(name).keys()]).toEqual(Object.keys(vocabulary));
      for (const schema of eventSchemas(name).values()) expect(schema.description).toBeDefined();
    }
  });
});

describe('what is absent', () => {
  it('is missing evidence where it is a reference, malformed where it is anything else', () => {
    const person = outboundCase(OUTBOUND.consented);
    const nothing = { reportRef: undefined, finding: undefined };
    expect(person.answer('investigation.completed', nothing)).toBe('EVIDENCE_MISSING');
    expect(person.answer('investigation.completed', { finding: undefined })).toBe(
      'EVENT_MALFORMED',
    );
  });

  it('is a signed statement where somebody only reports one', () => {
    const person = outboundCase(OUTBOUND.screened);
    const reported = { reportedBy: 'EMB-CO-1', statementRef: undefined, signed: undefined };
    expect(person.answer('willingness.stated', reported)).toBe('EVIDENCE_MISSING');
    expect(person.answer('willingness.stated', { reportedBy: 'EMB-CO-1' })).toBe('accepted');
  });

  it('are reasons of fewer than ten characters after trimming', () => {
    const person = outboundCase(OUTBOUND.statusChoice);
    expect(person.answer('passport.proposed', { reasons: '   123456789   ' })).toBe(
      'REASONS_MISSING',
    );
    expect(person.answer('passport.proposed', { reasons: ' 1234567890 ' })).toBe('accepted');
  });
});
