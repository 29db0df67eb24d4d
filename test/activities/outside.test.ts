/** What an event says that does not fit what stands outside its case: said by the verdict, once (I26). */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { admissions, asSubmission, signal } from '../support/admission.ts';

const { submission, admission } = admissions();

const ISSUED = {
  id: 'E-1',
  type: 'documents.issued',
  at: '2031-03-05',
  by: 'EMB-CO-1',
  exitPermitNo: 'XP-1',
  passportNo: 'PP-1',
  validUntil: '2031-12-31',
};

type Admission = ReturnType<typeof admission>;

async function misfit(
  { admitAll }: Admission,
  event: JsonObject & { readonly id: string; readonly by: string },
  clock?: 'live' | 'recorded',
): Promise<string | undefined> {
  const [verdict] = await admitAll([signal('submit', await submission(event))], 0, clock);
  return asSubmission(verdict).misfit;
}

describe('a number of a document', () => {
  test('that is free fits', async () => {
    const one = admission();
    expect(await misfit(one, ISSUED)).toBeUndefined();
    expect(one.outside.held).toEqual(['XP-1', 'PP-1']);
  });

  test('that another document has is named by its field, without the number', async () => {
    const one = admission();
    one.outside.taken = ['PP-1'];
    expect(await misfit(one, ISSUED)).toBe('passportNo: another document has this number');
    const later = { ...ISSUED, id: 'E-2', passportNo: 'PP-2' };
    expect(await misfit(one, later)).toBeUndefined();
  });

  test('of a first verdict stands, whatever is taken later', async () => {
    const one = admission();
    const messages = [signal('submit', await submission(ISSUED))];
    const first = await one.admitAll(messages);
    one.outside.taken = ['XP-1'];
    expect(await one.admitAll(messages)).toEqual(first);
  });

  test('is held by nobody who did not sign, nor by an event of a wrong form', async () => {
    const one = admission();
    expect(await misfit(one, { ...ISSUED, signed: 'yes' })).toBeUndefined();
    const unsigned = { event: { ...ISSUED, id: 'E-3' }, attestations: [] };
    await one.admitAll([signal('submit', unsigned)]);
    expect(one.outside.held).toEqual([]);
  });

  test('of a recorded case is asked of nobody: samples are played as often as anybody likes', async () => {
    const one = admission();
    one.outside.taken = ['XP-1'];
    expect(await misfit(one, ISSUED, 'recorded')).toBeUndefined();
    expect(one.outside.held).toEqual([]);
  });

  test.each(['live', 'recorded'] as const)('fits into an index, %s', async (clock) => {
    const one = admission();
    const long = { ...ISSUED, exitPermitNo: 'X'.repeat(201) };
    expect(await misfit(one, long, clock)).toContain('exitPermitNo: is longer than 200');
  });
});

test('an instruction names only cases that have a file', async () => {
  const one = admission();
  one.outside.unknown = ['A-2'];
  const common = { at: '2031-03-05', by: 'EMB-CO-1', instructionId: 'I-1', permits: [] };
  const item = (caseNo: string) => ({
    caseNo,
    submission: { event: { ...common, id: 'R-1', type: 'instructions.received' } },
  });
  const cases = [item('A-1'), item('A-2')];
  const issued = { ...common, id: 'E-1', type: 'instruction.issued', cases };
  expect(await misfit(one, issued)).toBe('cases: A-2 has no file');
  expect(await misfit(one, { ...issued, id: 'E-2', cases: [item('A-1')] })).toBeUndefined();
});
