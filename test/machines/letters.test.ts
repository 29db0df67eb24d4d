import { describe, expect, it } from 'vitest';
import { KernelError } from '../../machines/kernel/errors.ts';
import { fold } from '../../machines/kernel/effects.ts';
import { start } from '../../machines/kernel/step.ts';
import { duties, procedures } from '../../machines/registry.ts';
import { faultOfLetter, groundWord, LETTERS } from '../../machines/shared/letters.ts';

const VOCABULARY = Object.values({ ...procedures, ...duties }).flatMap(({ vocabulary }) =>
  Object.keys(vocabulary),
);

describe('the table of letters', () => {
  it('has M1 to M13, each with what it needs, and answers that somebody may give', () => {
    const kinds = Array.from({ length: 13 }, (_, at) => `M${at + 1}`);
    expect(Object.keys(LETTERS)).toEqual([...kinds, 'instruction']);
    for (const [kind, { needs, answer }] of Object.entries(LETTERS)) {
      expect(needs, kind).not.toEqual([]);
      if (answer !== undefined) expect(VOCABULARY, kind).toContain(answer);
    }
  });

  it.each(Object.entries(LETTERS))(
    'refuses %s without each part and with any other',
    (kind, row) => {
      const filled = Object.fromEntries(row.needs.map((field) => [field, 'x']));
      const letter = { kind, to: 'counterpart', correlationId: 'C-1' };
      expect(faultOfLetter({ ...letter, content: filled })).toBeUndefined();
      for (const field of row.needs) {
        const { [field]: _, ...rest } = filled;
        expect(faultOfLetter({ ...letter, content: rest })).toBe(`a letter ${kind} lacks ${field}`);
      }
      const more = { ...filled, reasons: 'because' };
      expect(faultOfLetter({ ...letter, content: more })).toBe(
        `a letter ${kind} says nothing of reasons`,
      );
      expect(faultOfLetter({ ...letter, correlationId: '', content: filled })).toMatch(
        /correlation/,
      );
    },
  );

  it('stops a chart that makes a letter without what it needs', () => {
    const procedure = procedures['outbound'];
    if (procedure === undefined) throw new Error('no outbound');
    const from = '1958-01-01T00:00:00.000Z';
    const { state } = start(procedure, procedure.example, from);
    const place = { procedure, state, from, eventId: 'E-1' };
    const params = { kind: 'M5', to: 'home-authority', correlationId: 'K-1', content: {} };
    expect(() => fold(place, [{ type: 'sendLetter', params }])).toThrow(KernelError);
  });
});

describe('the ground of an approval', () => {
  it.each([
    [['spouse and children in China'], 'family'],
    [['an illness of the lungs'], 'illness'],
    [['harvest work for Mr. Nobody'], 'other'],
    [[], 'other'],
  ])('is one word, and never the words of the finding: %j', (grounds, word) => {
    expect(groundWord(grounds)).toBe(word);
  });
});
