import { expect, test } from 'vitest';
import { waitSeconds } from '../../src/api/prefer.ts';

test.each([
  [undefined, 10],
  ['', 10],
  ['wait=0', 0],
  ['wait=3', 3],
  ['WAIT = 3', 3],
  ['wait="7"', 7],
  ['respond-async, wait=5; foo=bar', 5],
  ['wait=60', 60],
  ['wait=61', 60],
  ['wait=999999999', 60],
  ['wait=4, wait=9', 4],
  ['wait=-1', 10],
  ['wait=soon', 10],
  ['wait', 10],
  ['return=minimal', 10],
])('%s waits %i seconds', (header, seconds) => {
  expect(waitSeconds(header)).toBe(seconds);
});
