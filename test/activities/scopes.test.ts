/** Whom an officer counts as when he countersigns, where a substitution is for some events alone. */
import { describe, expect, test } from 'vitest';
import type { SubmissionVerdict } from '../../activities/contract.ts';
import type { Substitution } from '../../activities/ports.ts';
import { narrowed } from '../../activities/scopes.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { HEARD, admissions, asSubmission, signal } from '../support/admission.ts';
import { registersOf } from '../support/offices.ts';

const { offices, admission, countersign } = admissions();

function standsIn(absentee: string, events?: readonly string[]): Substitution {
  const term = { from: '2031-03-01T00:00:00.000Z', until: '2031-04-01T00:00:00.000Z' };
  const id = `S-${absentee}-${events?.join('-') ?? 'all'}`;
  return { id, substitute: 'EMB-HD-1', absentee, ...term, ...(events && { events }) };
}

/** The verdict on a countersignature of a hearing that is proposed in the same batch. */
async function verdictWith(substitutions: readonly Substitution[], isProposed = true) {
  const { officers, issuers } = offices();
  const attest = createAttest(registersOf(officers, issuers, substitutions));
  const jws = await offices().sign('EMB-CO-1', 'E-1', HEARD, { act: 'propose' });
  const proposal = signal('propose', { event: HEARD, attestations: [jws] });
  const counter = await countersign(HEARD);
  const messages = isProposed ? [proposal, counter] : [counter];
  return asSubmission((await admission([], attest).admitAll(messages)).at(-1));
}

describe('who countersigns counts', () => {
  test.each<[string, readonly Substitution[], readonly string[] | undefined]>([
    ['as all for whom he stands in', [standsIn('EMB-CO-2')], ['EMB-CO-2']],
    ['as those whose scope has the event', [standsIn('EMB-CO-2', ['person.heard'])], ['EMB-CO-2']],
    [
      'not as those whose scope has others',
      [standsIn('EMB-CO-2', ['identity.verified'])],
      undefined,
    ],
    [
      'as one of two',
      [standsIn('EMB-CO-2', ['identity.verified']), standsIn('EMB-CO-3')],
      ['EMB-CO-3'],
    ],
    [
      'where one of two entries for the same absentee covers it',
      [standsIn('EMB-CO-2', ['identity.verified']), standsIn('EMB-CO-2', ['person.heard'])],
      ['EMB-CO-2'],
    ],
    [
      'where one of two entries for the same absentee is for all',
      [standsIn('EMB-CO-2', ['identity.verified']), standsIn('EMB-CO-2')],
      ['EMB-CO-2'],
    ],
  ])('%s', async (_what, substitutions, actsFor) => {
    const { attested, by, onlyFor } = await verdictWith(substitutions);
    expect(attested).toBe(true);
    expect(by?.actsFor).toEqual(actsFor);
    expect(onlyFor).toBeUndefined();
  });

  test('as all of them while the draft is unknown, with what narrows it kept in the verdict', async () => {
    const verdict = await verdictWith([standsIn('EMB-CO-2', ['identity.verified'])], false);
    expect(verdict.by?.actsFor).toEqual(['EMB-CO-2']);
    expect(verdict.onlyFor).toEqual({ 'EMB-CO-2': ['identity.verified'] });
  });

  test('as before, by a verdict of the time when no scope was kept', () => {
    const by = { id: 'EMB-HD-1', role: 'EMB-HD', body: 'EMB', actsFor: ['EMB-CO-2'] };
    const verdict: SubmissionVerdict = {
      ...{ kind: 'submission', act: 'countersign', id: 'E-1', digest: 'd', attested: true, by },
      receivedAt: '2031-03-05T10:00:00.000Z',
    };
    expect(narrowed(verdict, 'person.heard')).toEqual(verdict);
  });
});
