/** What two officers order beside the events of a case: by those alone whose office has to do with it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const head = (id: string, province: string) => ({ id, role: 'PSO-DR', body: 'PSO', province });
  await api.registry.putOfficers([head('PSO-DR-7', 'Jilin'), head('PSO-DR-8', 'Liaoning')]);
  const term = { from: new Date(0).toISOString(), until: '2999-01-01T00:00:00.000Z' };
  await api.registry.putSubstitutions([
    { id: 'S-1', substitute: 'PSO-DR-8', absentee: 'PSO-DR-7', ...term },
  ]);
  for (const [caseNo, province] of [
    ['R-JILIN', 'Jilin'],
    ['R-LIAONING', 'Liaoning'],
  ]) {
    const body = { caseNo, procedure: 'inbound', subjectRef: 's/1', facts: { province } } as const;
    expect((await api.request('POST', '/v1/cases', { body })).status).toBe(201);
  }
});
afterAll(() => api.close());

async function ordered(
  caseNo: string,
  what: JsonObject & { readonly by: string; readonly second: string },
) {
  const event = {
    ...{ id: 'order', type: 'case.resumed', at: '2031-03-05', seq: 0, hash: 'A'.repeat(43) },
    ...{ reasons: 'its workflow was ended by mistake', ...what },
  };
  const attestations = await Promise.all(
    [event.by, event.second].map((one) =>
      api.offices.sign(one, 'order', event, { caseNo, now: new Date() }),
    ),
  );
  const body = { event, attestations };
  const answer = await api.request('POST', `/v1/cases/${caseNo}/resume`, { body });
  return ((await answer.json()) as JsonObject)['code'];
}

describe('an order that a case go on', () => {
  test.each([
    ['by a head of its province', 'R-JILIN', { by: 'PSO-DR-7', second: 'MFA-CD-1' }, true],
    ['by a head of all provinces', 'R-LIAONING', { by: 'PSO-DR-1', second: 'MFA-CD-1' }, true],
    ['by a head of another one', 'R-LIAONING', { by: 'PSO-DR-7', second: 'MFA-CD-1' }, false],
    ['with such a head as second', 'R-LIAONING', { by: 'PSO-DR-1', second: 'PSO-DR-7' }, false],
    [
      'for the head of its province, who is absent',
      'R-JILIN',
      { by: 'PSO-DR-8', for: 'PSO-DR-7', second: 'MFA-CD-1' },
      true,
    ],
    [
      'for a head of another one',
      'R-LIAONING',
      { by: 'PSO-DR-8', for: 'PSO-DR-7', second: 'MFA-CD-1' },
      false,
    ],
  ])('%s', async (_who, caseNo, what, isHeard) => {
    const code = await ordered(caseNo, what);
    // What is heard is judged: the file of a played case is no file to go on from.
    if (isHeard) expect(code).not.toBe('CASE_UNKNOWN');
    else expect(code).toBe('CASE_UNKNOWN');
    expect(code).not.toBe('NOT_ATTESTED');
  });
});
