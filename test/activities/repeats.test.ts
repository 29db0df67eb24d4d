import { describe, expect, test } from 'vitest';
import { submissionDigest } from '../../activities/digest.ts';
import { HEARD, admissions, asSubmission, signal } from '../support/admission.ts';
import type { Stored } from '../support/verdict-store.ts';

const { submission, admission, repeats, countersign } = admissions();

describe('repeats', () => {
  const entry = { seq: 3, id: 'E-1', act: 'submit', outcome: 'accepted', digest: 'd3' } as const;

  test('an event id that was answered, whoever sent it and whatever it says now', async () => {
    const message = signal('submit', await submission({ ...HEARD, statementRef: 'ST-9' }));
    const refused = { ...entry, outcome: 'rejected', code: 'STAY_ACTIVE', message: 'a stay' };
    expect(await repeats([{ ...refused, sender: 'PSO-IN-1' }], message)).toEqual({
      seq: 3,
      outcome: 'rejected',
      code: 'STAY_ACTIVE',
      message: 'a stay',
    });
  });

  test('the first answer, where there are several', async () => {
    const message = signal('submit', await submission(HEARD));
    const unproven = { ...entry, seq: 1, outcome: 'rejected', code: 'NOT_ATTESTED' };
    const later = { ...entry, seq: 5, act: 'countersign' as const };
    expect((await repeats([unproven, later, entry], message, 9))?.seq).toBe(3);
  });

  test('no answer that nobody was proven to have asked for', async () => {
    const message = signal('submit', await submission(HEARD));
    const unproven = { ...entry, outcome: 'rejected', code: 'NOT_ATTESTED' };
    expect(await repeats([unproven], message)).toBeUndefined();
  });

  test('nothing beyond the place that the case has reached', async () => {
    const message = signal('submit', await submission(HEARD));
    expect(await repeats([entry], message, 2)).toBeUndefined();
  });

  test('a draft that was countersigned, but not one that only was proposed', async () => {
    const message = signal('submit', await submission(HEARD));
    expect(await repeats([{ ...entry, act: 'propose' }], message)).toBeUndefined();
    const failed = { ...entry, act: 'countersign', outcome: 'rejected' } as const;
    expect(await repeats([failed], message)).toBeUndefined();
    expect((await repeats([{ ...entry, act: 'countersign' }], message))?.seq).toBe(3);
  });

  test('nothing but itself, where nothing is proven', async () => {
    const payload = { event: HEARD };
    const message = signal('submit', payload);
    expect(await repeats([entry], message)).toBeUndefined();
    const same = { ...entry, digest: submissionDigest('submit', payload) };
    expect((await repeats([{ ...same, code: 'NOT_ATTESTED' }], message))?.seq).toBe(3);
    expect(await repeats([same], message)).toBeUndefined();
  });

  test('a proposal of the same officer alone', async () => {
    const message = signal('propose', await submission(HEARD, { act: 'propose' }));
    const proposal = { ...entry, act: 'propose', sender: 'EMB-CO-1' } as const;
    expect((await repeats([proposal], message))?.seq).toBe(3);
    expect(await repeats([{ ...proposal, sender: 'EMB-CO-2' }], message)).toBeUndefined();
    expect(await repeats([{ ...entry, sender: 'EMB-CO-1' }], message)).toBeUndefined();
  });
});

describe('a countersignature', () => {
  const proposal = {
    seq: 4,
    id: 'E-1',
    act: 'propose',
    outcome: 'accepted',
    sender: 'EMB-CO-1',
    digest: 'd4',
    event: HEARD,
  } as const;

  test('is proven against the event that the file holds as proposed', async () => {
    const { admitAll } = admission([proposal]);
    const verdicts = await admitAll([
      await countersign(HEARD),
      await countersign({ ...HEARD, note: 'other' }, 'EMB-HD-2'),
    ]);
    expect(verdicts[0]).toMatchObject({ attested: true, by: { id: 'EMB-HD-1' } });
    expect(verdicts[1]).toMatchObject({ attested: false, fault: expect.any(String) });
    expect(verdicts[1]).not.toHaveProperty('by');
  });

  test('is proven against a proposal that came just before it', async () => {
    const { admitAll } = admission();
    const proposed = signal('propose', await submission(HEARD, { act: 'propose' }));
    const verdicts = await admitAll([
      proposed,
      await countersign(HEARD),
      await countersign({ ...HEARD, note: 'other' }, 'EMB-HD-2'),
    ]);
    expect(verdicts.map((verdict) => asSubmission(verdict).attested)).toEqual([true, true, false]);
  });

  test('covers no other event under the same id, in one batch as in two', async () => {
    const other = { ...HEARD, by: 'EMB-CO-2', note: 'other' };
    const message = await countersign(HEARD);
    const proposed = signal('propose', await submission(other, { act: 'propose' }));
    const together = await admission([proposal]).admitAll([proposed, message]);
    const refused = { ...proposal, seq: 5, outcome: 'rejected', sender: 'EMB-CO-2', event: other };
    const apart = await admission([proposal, refused]).admitAll([message]);
    expect(asSubmission(together[1]).attested).toBe(false);
    expect(asSubmission(apart[0]).attested).toBe(false);
  });

  test('holds though its proposer says something else under the id, which changes nothing', async () => {
    const other = { ...HEARD, note: 'other' };
    const { admitAll } = admission([proposal]);
    const proposed = signal('propose', await submission(other, { act: 'propose' }));
    const verdicts = await admitAll([proposed, await countersign(HEARD)]);
    expect(asSubmission(verdicts[0]).repeats).toMatchObject({ seq: 4 });
    expect(asSubmission(verdicts[1]).attested).toBe(true);
  });

  test('that came before its draft covers no other event once the draft is there', async () => {
    const entries: Stored[] = [];
    const { admitAll } = admission(entries);
    const message = await countersign(HEARD);
    const [early] = await admitAll([message]);
    expect(asSubmission(early).attested).toBe(true);
    entries.push({ ...proposal, event: { ...HEARD, note: 'other' } });
    const [late] = await admitAll([message]);
    expect(asSubmission(late).attested).toBe(false);
  });
});
