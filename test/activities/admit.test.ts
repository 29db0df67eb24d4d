import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Incoming, SubmissionVerdict, Verdict } from '../../activities/contract.ts';
import { createAdmit } from '../../activities/admit.ts';
import { submissionDigest } from '../../activities/digest.ts';
import type { Attest } from '../../activities/ports.ts';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { CASE_NO, NOW, openOffices } from '../support/offices.ts';
import type { Offices, Said } from '../support/offices.ts';
import { memoryVerdicts } from '../support/verdict-store.ts';
import type { Stored } from '../support/verdict-store.ts';

let offices: Offices;
beforeAll(async () => {
  offices = await openOffices();
});
afterAll(() => offices.close());

const RUN = { caseNo: CASE_NO, firstExecutionRunId: 'r1', runId: 'r1', originalRunId: 'r1' };
const HEARD = { id: 'E-1', type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };

function signal(name: string, payload: Json): Incoming {
  return { via: 'signal', name, payload };
}

/** A submission of an event, signed by its `by` unless another is named. */
async function submission(
  event: JsonObject & { readonly id: string; readonly by?: string },
  said: Said & { readonly sub?: string } = {},
) {
  const { sub = event.by ?? '', ...rest } = said;
  return { event, attestations: [await offices.sign(sub, event.id, event, rest)] };
}

function formOf(_procedure: string, event: JsonObject): string | undefined {
  return event['signed'] === 'yes' ? 'signed is no flag' : undefined;
}

/** Admission over a store in memory, at an instant that the test moves. */
function admission(entries: Stored[] = [], attest: Attest = createAttest(offices.registers)) {
  const store = memoryVerdicts(entries);
  const clock = { now: NOW };
  const admit = createAdmit({ verdicts: store, attest, now: () => clock.now, formOf });
  async function admitAll(
    messages: readonly Incoming[],
    seq = entries.at(-1)?.seq ?? 0,
    mode: 'live' | 'recorded' = 'live',
  ): Promise<readonly Verdict[]> {
    const input = { run: RUN, procedure: 'outbound', clock: mode, seq, messages };
    return (await admit(input)).verdicts;
  }
  return { store, clock, admitAll };
}

function asSubmission(verdict: Verdict | undefined): SubmissionVerdict {
  if (verdict?.kind !== 'submission') throw new Error('no verdict on a submission');
  return verdict;
}

async function refusal(name: string, payload: Json) {
  const [verdict] = await admission().admitAll([signal(name, payload)]);
  if (verdict?.kind !== 'rejected') throw new Error('this was taken for a submission');
  return verdict.rejected;
}

async function repeats(entries: Stored[], message: Incoming, seq?: number) {
  const [verdict] = await admission(entries).admitAll([message], seq);
  return asSubmission(verdict).repeats;
}

async function countersign(event: JsonObject, sub = 'EMB-HD-1'): Promise<Incoming> {
  const jws = await offices.sign(sub, 'E-1', event, { act: 'countersign' });
  return signal('countersign', { draft: 'E-1', attestations: [jws] });
}

function noted(note: string): JsonObject {
  return { event: { id: 'E-1', type: 't', note } };
}

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

test('a batch asks the registers once, however many messages it has', async () => {
  let asked = 0;
  const { registers } = offices;
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
