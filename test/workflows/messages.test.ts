import { describe, expect, it } from 'vitest';
import { caseNoOf, caseWorkflowId } from '../../workflows/messages.ts';

describe('the workflow id of a case', () => {
  it.each(['OUT-1', `C${'9'.repeat(63)}`])('gives back the number %s', (no) => {
    expect(caseNoOf(caseWorkflowId(no))).toBe(no);
  });

  it.each([
    ['another workflow', 'toy/OUT-1'],
    ['no number', 'crossing-case/'],
    ['a number one character too long', `crossing-case/C${'9'.repeat(64)}`],
    ['a number in lower case', 'crossing-case/out-1'],
    ['a path', 'crossing-case/OUT-1/more'],
  ])('is not that of %s', (_what, id) => {
    expect(caseNoOf(id)).toBeUndefined();
  });
});
