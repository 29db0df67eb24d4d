import { expect, test } from 'vitest';
import { found, marksOf, syntheticPersons } from '../support/synthetic-persons.ts';

const persons = syntheticPersons(2);
const marks = marksOf(persons);

test.each(['utf8', 'utf16le', 'hex', 'base64', 'base64url'] as const)(
  'marks are found in what was written as %s, at any place',
  (encoding) => {
    for (const before of ['', '.', '..', '...']) {
      const text = `${before}${JSON.stringify(persons)}`;
      const written =
        encoding === 'utf16le'
          ? Buffer.from(text, encoding)
          : Buffer.from(Buffer.from(text).toString(encoding));
      expect(found(marks, written)).toEqual(marks);
    }
    expect(found(marks, Buffer.from('nobody'))).toEqual([]);
  },
);
