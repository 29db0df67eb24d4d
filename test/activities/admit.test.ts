import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { submissionDigest } from '../../activities/digest.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { HEARD, admissions, asSubmission, noted, signal } from '../support/admission.ts';
import { CASE_NO, NOW } from '../support/offices.ts';

const { offices, submission, admission, refusal } = admissions();

describe('the first verdict stands', () => {
  test('when a signature has expired and an officer has left meanwhile', async () => {
    const { admitAll, clock, store } = admission();
    const messages = [signal('submit', await submission(HEARD))];
    const first = await admitAll(messages);
    expect(asSubmission(first[0])).toMatchObject({
      attested: true,
      by: { id: 'EMB-CO-1' },
      receivedAt: NOW.toISOString(),
    });
    clock.now = new Date('2041-01-01T00:00:00Z');
    expect(await admitAll(messages)).toEqual(first);
    expect(store.stored.size).toBe(1);
  });

  test('of whoever was first, where two admit at once', async () => {
    const { admitAll, store } = admission();
    const payload = await submission(HEARD);
    const digest = submissionDigest('submit', payload);
    const earlier = { kind: 'submission', act: 'submit', id: 'E-1', digest } as const;
    const stands = { ...earlier, receivedAt: '2031-03-05T09:59:59.000Z', attested: false };
    await store.settle(CASE_NO, [{ digest, verdict: stands }]);
    expect(await admitAll([signal('submit', payload)])).toEqual([stands]);
  });

  test('and new messages of the same batch are judged beside it', async () => {
    const { admitAll, clock } = admission();
    const one = signal('submit', await submission(HEARD));
    await admitAll([one]);
    clock.now = new Date(NOW.getTime() + 1_000);
    const two = signal('submit', await submission({ ...HEARD, id: 'E-2' }));
    const verdicts = (await admitAll([two, one, two])).map(asSubmission);
    expect(verdicts.map(({ id }) => id)).toEqual(['E-2', 'E-1', 'E-2']);
    expect(verdicts.map(({ receivedAt }) => receivedAt.slice(17, 19))).toEqual(['01', '00', '01']);
  });

  test('for a bare refusal too, with its instant', async () => {
    const { admitAll, clock } = admission();
    const first = await admitAll([signal('submit', 'nonsense')]);
    clock.now = new Date('2041-01-01T00:00:00Z');
    expect(await admitAll([signal('submit', 'nonsense')])).toEqual(first);
  });

  test('apart for each act: the same bytes as another message are another message', async () => {
    const { admitAll } = admission();
    const payload = await submission(HEARD, { act: 'propose' });
    const [asSubmit, asProposal] = await admitAll([
      signal('submit', payload),
      signal('propose', payload),
    ]);
    expect(asSubmission(asSubmit).attested).toBe(false);
    expect(asSubmission(asProposal).attested).toBe(true);
  });
});

describe('no submission', () => {
  test.each<[string, Json]>([
    ['nothing', null],
    ['a text', 'hello'],
    ['a list', []],
    ['no event', { attestations: [] }],
    ['an event without id', { event: { type: 'person.heard' }, attestations: [] }],
    ['an empty id', { event: { id: '', type: 'person.heard' }, attestations: [] }],
    ['an id of 201 characters', { event: { id: 'x'.repeat(201), type: 't' }, attestations: [] }],
    ['an id that is a number', { event: { id: 7, type: 't' }, attestations: [] }],
    ['no type', { event: { id: 'E-1' }, attestations: [] }],
    ['attestations that are no texts', { event: { id: 'E-1', type: 't' }, attestations: [1] }],
    ['NUL in a field', { event: { id: 'E-1', type: 't', note: 'a\0b' }, attestations: [] }],
    ['NUL in a name', { event: { id: 'E-1', type: 't' }, 'a\0b': 1 }],
    ['half a surrogate pair', { event: { id: 'E-\ud800', type: 't' }, attestations: [] }],
  ])('is %s', async (_what, payload) => {
    expect(await refusal('submit', payload)).toMatchObject({
      code: 'NOT_A_SUBMISSION',
      name: 'submit',
      at: NOW.toISOString(),
    });
  });

  test('is what is nested too deep for any reader', async () => {
    let deep: Json = 1;
    for (let level = 0; level < 10_000; level += 1) deep = [deep];
    const payload = { event: { id: 'E-1', type: 't', deep }, attestations: [] };
    expect((await refusal('submit', payload)).code).toBe('NOT_A_SUBMISSION');
  });

  test('is more than 64 KiB of UTF-8, and not one byte less', async () => {
    const frame = Buffer.byteLength(JSON.stringify(noted('')));
    const full = '\u00e9'.repeat((65_536 - frame) / 2) + 'x'.repeat((65_536 - frame) % 2);
    expect(Buffer.byteLength(JSON.stringify(noted(full)))).toBe(65_536);
    const [taken] = await admission().admitAll([signal('submit', noted(full))]);
    expect(asSubmission(taken).attested).toBe(false);
    expect(await refusal('submit', noted(`${full}x`))).toMatchObject({
      code: 'TOO_LARGE',
      size: 65_537,
    });
  });
});

describe('kept apart', () => {
  test('is a message of a name that nobody knows, whatever it holds', async () => {
    const rejected = await refusal('toString', await submission(HEARD));
    expect(rejected).toMatchObject({ code: 'MESSAGE_UNKNOWN', name: 'toString' });
    expect((await refusal(`a\0b${'x'.repeat(300)}`, 1)).name).toMatch(/^a\ufffdbx{197}$/);
  });

  test('is what did not decode, with the size and digest of what arrived', async () => {
    const marker = { size: 12, digest: 'B'.repeat(43) };
    const rejected = await refusal('submit', { $unreadable: marker });
    expect(rejected).toMatchObject({ code: 'NOT_A_SUBMISSION', ...marker });
    const large = await refusal('submit', { $unreadable: { ...marker, tooLarge: true } });
    expect(large.code).toBe('TOO_LARGE');
  });

  test('is a marker written by hand, which takes nobody else’s place', async () => {
    const { admitAll } = admission();
    const payload = await submission(HEARD);
    const digest = submissionDigest('submit', payload);
    await admitAll([signal('submit', { $unreadable: { size: 1, digest } })]);
    const [verdict] = await admitAll([signal('submit', payload)]);
    expect(asSubmission(verdict).attested).toBe(true);
  });

  test('is a request to cancel the workflow', async () => {
    const [verdict] = await admission().admitAll([{ via: 'cancel' }]);
    expect(verdict).toMatchObject({
      kind: 'rejected',
      rejected: { name: 'cancel', code: 'NOT_A_SUBMISSION' },
    });
  });
});

describe('a submission', () => {
  test('without any attestation is unsigned, and keeps its place in the file', async () => {
    const [verdict] = await admission().admitAll([signal('submit', { event: HEARD })]);
    expect(verdict).toMatchObject({ attested: false, fault: 'there is no signature' });
    expect(verdict).not.toHaveProperty('by');
  });

  test('may hold fields that nobody knows', async () => {
    const payload = { ...(await submission(HEARD)), trace: 'abc' };
    const [verdict] = await admission().admitAll([signal('submit', payload)]);
    expect(asSubmission(verdict).attested).toBe(true);
  });

  test.each<[string, JsonObject]>([
    ['`at` is missing', { at: undefined }],
    ['`at` is no date', { at: 'yesterday' }],
    ['`at` is no day of the calendar', { at: '2031-02-29' }],
    ['`at` has no offset', { at: '2031-03-05T10:00:00' }],
    ['`at` is a part of a date', { at: '2031-03' }],
    ['`at` is 5 minutes and a second ahead', { at: '2031-03-05T10:05:01Z' }],
    ['`at` is tomorrow', { at: '2031-03-06' }],
    ['`reasons` is no text', { reasons: 5 }],
    ['`reasons` shows nothing', { reasons: '\u200B'.repeat(20) }],
    ['the vocabulary says so', { signed: 'yes' }],
  ])('is malformed where %s', async (_what, fields) => {
    const event = JSON.parse(JSON.stringify({ ...HEARD, ...fields }));
    const [verdict] = await admission().admitAll([signal('submit', await submission(event))]);
    expect(asSubmission(verdict)).toMatchObject({ attested: true, malformed: expect.anything() });
  });

  test('may be dated 5 minutes ahead, and in a recorded case at any time', async () => {
    const { admitAll } = admission();
    const near = await submission({ ...HEARD, at: '2031-03-05T18:05:00+08:00' });
    const [live] = await admitAll([signal('submit', near)]);
    expect(asSubmission(live).malformed).toBeUndefined();
    const far = await submission({ ...HEARD, at: '2090-01-01' });
    const [recorded] = await admitAll([signal('submit', far)], 0, 'recorded');
    expect(asSubmission(recorded).malformed).toBeUndefined();
  });

  test('that proves nothing is not looked at any further', async () => {
    const payload = { event: { ...HEARD, signed: 'yes' } };
    const [verdict] = await admission().admitAll([signal('submit', payload)]);
    expect(verdict).not.toHaveProperty('malformed');
  });
});

test('what a timer brings is by the service, as of its deadline, and is never stored', async () => {
  const { admitAll, store } = admission([
    { seq: 1, id: 'timer/P1/2031-03-01', act: 'submit', outcome: 'accepted', digest: 'x' },
  ]);
  const deadline = '2031-03-01';
  const [verdict] = await admitAll([
    { via: 'timer', key: 'P1', deadline, event: { type: 'reminder.due' } },
  ]);
  expect(verdict).toMatchObject({
    id: 'timer/P1/2031-03-01',
    attested: true,
    by: { id: 'service' },
    receivedAt: deadline,
  });
  expect(verdict).not.toHaveProperty('repeats');
  expect(store.stored.size).toBe(0);
});

test('a batch asks the registers once, however many messages it has', async () => {
  let asked = 0;
  const { registers } = offices();
  const attest = createAttest({
    named: (names) => ((asked += 1), registers.named(names)),
  });
  const messages = await Promise.all(
    Array.from({ length: 20 }, async (_, index) =>
      signal('submit', await submission({ ...HEARD, id: `E-${index}` })),
    ),
  );
  const verdicts = await admission([], attest).admitAll(messages);
  expect(verdicts.every((verdict) => asSubmission(verdict).attested)).toBe(true);
  expect(asked).toBe(1);
});

test('whatever arrives gets one verdict, which a database can hold, and gets it again', async () => {
  const { admitAll } = admission();
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
    fc.record({
      event: fc.record({ id: fc.string(), type: fc.string({ unit: 'binary' }), x: fc.jsonValue() }),
      attestations: fc.array(fc.string()),
    }),
    fc.record({ draft: fc.string(), reasons: fc.string(), attestations: fc.jsonValue() }),
  );
  const name = fc.oneof(
    fc.constantFrom('submit', 'propose', 'countersign', 'withdrawDraft'),
    fc.string({ unit: 'binary' }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, anything), { maxLength: 20 }), async (sent) => {
      const messages = sent.map(([called, payload]) =>
        signal(called, JSON.parse(JSON.stringify(payload))),
      );
      const verdicts = await admitAll(messages);
      expect(verdicts).toHaveLength(messages.length);
      expect(JSON.stringify(verdicts)).not.toMatch(/\\u(0000|d[89a-f])/);
      expect(await admitAll(messages)).toEqual(verdicts);
    }),
    { numRuns: 200 },
  );
});

describe('dependants', () => {
  test('are as they were at receipt, whatever has happened when it is asked again', async () => {
    const { admitAll, household, store } = admission();
    household.open = true;
    const heard = signal('submit', await submission(HEARD));
    const [first] = await admitAll([heard, signal('submit', noted('unsigned'))]);
    expect(asSubmission(first).dependantsOpen).toBe(true);
    expect([...store.stored.values()].map((verdict) => 'dependantsOpen' in verdict)).toEqual([
      true,
      false,
    ]);
    household.open = false;
    expect(await admitAll([heard])).toEqual([first]);
  });

  test('are not asked for in a recorded case, nor told where there are none', async () => {
    const recorded = admission();
    recorded.household.open = true;
    const message = signal('submit', await submission(HEARD));
    for (const [one, clock] of [
      [recorded, 'recorded'],
      [admission(), 'live'],
    ] as const) {
      const [verdict] = await one.admitAll([message], 0, clock);
      expect(asSubmission(verdict)).toMatchObject({ attested: true });
      expect(asSubmission(verdict)).not.toHaveProperty('dependantsOpen');
    }
  });
});
