/** What an event says that does not fit what stands outside its case: said by the verdict, once. */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { admissions, asSubmission, signal } from '../support/admission.ts';

const { submission, admission } = admissions();

type Admission = ReturnType<typeof admission>;

async function misfit(
  { admitAll }: Admission,
  event: JsonObject & { readonly id: string; readonly by: string },
  clock?: 'live' | 'recorded',
): Promise<string | undefined> {
  const [verdict] = await admitAll([signal('submit', await submission(event))], 0, clock);
  return asSubmission(verdict).misfit;
}

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
