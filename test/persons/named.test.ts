import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesPerson } from '../../src/persons/named.ts';

const PERSON = { name: 'Kim Chol-su (김철수, 金哲洙)', birth: '1931-05-03' };

describe('words name a person', () => {
  test.each([
    'heard Kim Chol-su at the post',
    'heard KIM CHOLSU at the post',
    'heard Chol Su Kim, who agrees',
    'Kim Ch’ŏl-su',
    'ｋｉｍ　ｃｈｏｌ－ｓｕ',
    'kim-chol-su.pdf',
    '김철수는 돌아가기를 원하지 않는다',
    '김 철 수',
    '김철수'.normalize('NFD'),
    '与金哲洙谈话',
    'born 1931-05-03',
    'born 3.5.1931 in Yanji',
    'born 05/03/1931',
    'born on May 3rd, 1931',
    'born 3 may 1931',
    '1931年5月3日生',
    '1931년 5월 3일',
    'ID-19310503',
  ])('when the name or the whole date of birth is in them: %s', (text) => {
    expect(namesPerson(PERSON, ['nothing here', text])).toBe(true);
  });

  test.each([
    'asked in Korean, twice, with an interpreter',
    'Kim is a frequent name; Chol too, and Su',
    'akim cholsuk',
    'born in 1931, in May',
    'on 1931-05-04, at 3, 5 of the 1931 households',
    'paragraph 3, of the month 5, year 1931',
    '김 씨',
    '1957-12-17',
    '',
  ])('and not by less, or by something else: %s', (text) => {
    expect(namesPerson(PERSON, [text])).toBe(false);
  });

  test('by a name of one word, where it is long enough to be no word of the language', () => {
    expect(namesPerson({ name: 'Tserendorj' }, ['Tserendorj agrees'])).toBe(true);
    expect(namesPerson({ name: 'An' }, ['an officer asked'])).toBe(false);
    expect(namesPerson({ name: 'Song' }, ['a song was sung'])).toBe(false);
    expect(namesPerson({ name: '王伟' }, ['会见王伟时'])).toBe(true);
    expect(namesPerson({ name: '이유' }, ['이유로'])).toBe(false);
    expect(namesPerson({ name: '이유' }, ['이유 씨'])).toBe(true);
    expect(namesPerson({ name: '?', birth: '1931-05' }, ['?', '1931-05'])).toBe(false);
  });

  test('whatever stands around the name, and whatever was put as a name ends in an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, two) => {
        expect(namesPerson(PERSON, [`${one} Kim Chol-su ${two}`])).toBe(true);
        expect(typeof namesPerson({ name: one, birth: two }, [two, one])).toBe('boolean');
      }),
    );
  });
});
