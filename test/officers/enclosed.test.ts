import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Claim } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { withEnclosed } from '../../src/officers/enclosed.ts';
import { NOW, openOffices } from '../support/offices.ts';
import type { Offices } from '../support/offices.ts';

const DUTY = 'views-and-instructions/1';
const BY = 'MFA-CD-1';
const SAYS = { instructionId: 'INS-1', permits: [] };

let offices: Offices;
beforeAll(async () => {
  offices = await openOffices();
});
afterAll(() => offices.close());

/** What the case of this number is to get, signed by an officer for a case. */
async function enclosed(caseNo: string, by = BY, forCase = caseNo): Promise<JsonObject> {
  const event = { id: `I-${caseNo}`, type: 'instructions.received', at: '2031-03-05', by: BY };
  const said = { ...event, ...SAYS };
  const attestations = [await offices.sign(by, event.id, said, { caseNo: forCase })];
  return { caseNo, submission: { event: said, attestations } };
}

async function claim(cases: readonly JsonObject[], type = 'instruction.issued'): Promise<Claim> {
  const event = { id: 'I-0', type, at: '2031-03-05', by: BY, ...SAYS, cases };
  const attestations = [await offices.sign(BY, 'I-0', event, { caseNo: DUTY })];
  const submission = { act: 'submit', id: 'I-0', event, attestations } as const;
  return {
    caseNo: DUTY,
    procedure: 'views-and-instructions',
    clock: 'live',
    submission,
    receivedAt: NOW.toISOString(),
  };
}

describe('what an instruction encloses', () => {
  test('is proven with it, each for its own case and each claim for itself', async () => {
    const attest = withEnclosed(createAttest(offices.registers));
    const good = await claim([await enclosed('A-1'), await enclosed('A-2')]);
    const foreign = await claim([await enclosed('A-1'), await enclosed('A-2', 'MFA-CD-2')]);
    const moved = await claim([await enclosed('A-1', BY, 'A-9')]);
    const bare = await claim([]);
    expect(await attest([good, foreign, moved, bare])).toMatchObject([
      { attested: true, by: { id: BY } },
      { attested: false, fault: expect.stringContaining('A-2 does not hold') as string },
      { attested: false, fault: expect.stringContaining('A-1 does not hold') as string },
      { attested: true },
    ]);
  });

  test('is no submission: nothing is proven', async () => {
    const attest = withEnclosed(createAttest(offices.registers));
    const event = { type: 'instructions.received', by: BY, ...SAYS };
    const without = await claim([{ caseNo: 'A-1', submission: { event } }]);
    expect(await attest([without])).toMatchObject([{ attested: false }]);
  });

  test('is looked at in instructions alone', async () => {
    const attest = withEnclosed(createAttest(offices.registers));
    const foreign = await claim([await enclosed('A-1', 'MFA-CD-2')], 'question.asked');
    expect(await attest([foreign])).toMatchObject([{ attested: true }]);
    expect(await attest([])).toEqual([]);
  });
});
