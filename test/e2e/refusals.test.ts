/**
 * The order of refusals through the live service: one code of each place (`domain/events`, "Which refusal
 * comes first").
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { AT, eventsOf, openDesk, openMobilized } from '../support/desk.ts';
import type { Desk } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk({ env: { CROSSING_LOG_LEVEL: 'error' } });
});
afterAll(() => desk.stop());

const CASE = 'ORDER-1';
const STATED = { value: 'undecided', statementRef: 'S-1', language: 'ko', signed: true };
const REASONS = 'synthetic reasons, recorded in full';

type Said = readonly [place: string, answer: string, type: string, fields: JsonObject];

const SAID: readonly Said[] = [
  ['2, a type of another procedure', 'EVENT_NOT_ALLOWED', 'exit.approved', { reasons: REASONS }],
  ['3, a reply that nobody awaits', 'recorded', 'counterpart.refused', { correlationId: 'C-0' }],
  ['3b, a value', 'EVENT_MALFORMED', 'willingness.stated', { ...STATED, value: 'perhaps' }],
  ['6, no such step', 'EVENT_NOT_ALLOWED', 'handover.completed', { by: 'PSO-IN-1' }],
  ['7, the first officer', 'ROLE_NOT_ALLOWED', 'mobilization.concluded', { by: 'REG-CL-1' }],
  ['8, evidence', 'EVIDENCE_MISSING', 'willingness.stated', { value: 'undecided', signed: true }],
  ['8, reasons', 'REASONS_MISSING', 'penalty.referral-proposed', { reasons: 'short' }],
  ['8, the second officer', 'FOUR_EYES_MISSING', 'identity.mistaken', { reasons: REASONS }],
  ['9, a rule', 'MOBILIZATION_NOT_HELD', 'mobilization.concluded', {}],
  ['absence', 'accepted', 'person.absconded', {}],
  ['4, what waits', 'CASE_SUSPENDED', 'mobilization.concluded', {}],
  ['return', 'accepted', 'person.reappeared', {}],
  ['a claim', 'accepted', 'protection.claimed', { statementRef: 'P-1', confidential: true }],
  ['5, the stay', 'STAY_ACTIVE', 'penalty.referral-proposed', { reasons: REASONS }],
  ['the end', 'accepted', 'death.recorded', { certificateRef: 'D-1' }],
];

test('each place in the order of refusals answers with its code, and its entry stands in the file [I30]', async () => {
  await openMobilized(desk, CASE);
  const event = (at: number, type: string, fields: JsonObject) => {
    return { id: `${CASE}-e${at}`, type, at: AT, by: 'EMB-CO-1', ...fields };
  };
  const unsigned = { event: event(99, 'person.absconded', {}), attestations: [] };
  const { body } = await desk.post(eventsOf(CASE), unsigned);
  const answers = [body['code']];
  for (const [at, [, , type, fields]] of SAID.entries()) {
    const { outcome, code = outcome } = await desk.submit(CASE, event(at, type, fields));
    answers.push(code);
  }
  const late = await desk.submit(CASE, event(50, 'person.absconded', {}));
  answers.push(late['code']);
  expect(answers).toEqual(['NOT_ATTESTED', ...SAID.map(([, answer]) => answer), 'CASE_CLOSED']);
  const entries = (await desk.file(CASE)).slice(2);
  expect(entries.map(({ code, expect: said }) => code ?? said)).toEqual(answers);
});
