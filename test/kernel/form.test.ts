import { assign } from 'xstate';
import { describe, expect, it } from 'vitest';
import { countersign, propose } from '../../machines/kernel/drafts.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { registered } from '../../machines/kernel/register.ts';
import { step } from '../../machines/kernel/step.ts';
import type { JsonObject, Message, Officer } from '../../machines/kernel/types.ts';
import { factsOf } from '../../machines/kernel/view.ts';
import type { EventRow } from '../../machines/kernel/vocabulary.ts';
import {
  AT,
  AUDITOR,
  CLERK,
  HEAD,
  after,
  chart,
  opened,
  procedure,
  row,
  said,
} from '../support/small.ts';

/** `go` with the form that the test wants; `ask` awaits a reply, `reply` answers it. */
function formed(go: Partial<EventRow>, reply: Partial<EventRow> = {}): Procedure {
  const keep = assign({ kept: ({ event }) => (event['note'] as string | undefined) ?? '' });
  return registered(
    procedure(
      chart({
        id: 'small',
        context: { asked: null, kept: '', proposer: 'LIB-CL-9' },
        initial: 'a',
        on: { reply: { actions: keep } },
        states: {
          a: {
            description: 'A.',
            invoke: {
              id: 'work',
              src: 'humanTask',
              input: { title: 'Work', roles: [], events: [] },
            },
            on: {
              go: { target: 'b' },
              ask: { actions: assign({ asked: ({ event }) => event['correlationId'] as string }) },
              end: 'outcome',
            },
          },
          b: { description: 'B.' },
          outcome: { type: 'final', description: 'Over.' },
        },
      }),
      {
        vocabulary: {
          go: row(go),
          ask: row(),
          end: row(),
          reply: row({
            class: 'fact',
            fields: { correlationId: { kind: 'correlation', says: 'the letter' } },
            answers: ({ asked }) => (typeof asked === 'string' ? asked : undefined),
            ...reply,
          }),
        },
      },
    ),
  );
}

function answer(go: Partial<EventRow>, message: Message): string | undefined {
  const small = formed(go);
  const result = step(small, opened(small), message);
  return result.code ?? result.outcome;
}

describe('form', () => {
  it.each([
    ['a reference', { kind: 'ref' }, [undefined, null, '', '  '], 'R-1', 'EVIDENCE_MISSING'],
    ['a correlation', { kind: 'correlation' }, [undefined, ' '], 'C-1', 'EVIDENCE_MISSING'],
    ['a language', { kind: 'language' }, [undefined, ''], 'ko', 'EVIDENCE_MISSING'],
    ['a signature', { kind: 'signed' }, [undefined, false, null], true, 'EVIDENCE_MISSING'],
    ['a text', { kind: 'text' }, [undefined], '', 'EVENT_MALFORMED'],
    ['a flag', { kind: 'flag' }, [undefined], false, 'EVENT_MALFORMED'],
    ['a count', { kind: 'count' }, [undefined], 0, 'EVENT_MALFORMED'],
    ['a date', { kind: 'date' }, [undefined], '1957', 'EVENT_MALFORMED'],
  ] as const)('%s that is absent is named by its code', (_what, kind, absent, given, code) => {
    const fields = { value: { ...kind, says: 'it' } };
    for (const value of absent) expect(answer({ fields }, said('go', { value }))).toBe(code);
    expect(answer({ fields }, said('go', { value: given }))).toBe('accepted');
  });

  it('a field that is needed only sometimes may be absent otherwise', () => {
    const when = (event: JsonObject): boolean => event['sure'] === false;
    const fields = { why: { kind: 'text', when, says: 'why' } } as const;
    expect(answer({ fields }, said('go', { sure: true }))).toBe('accepted');
    expect(answer({ fields }, said('go', { sure: false }))).toBe('EVENT_MALFORMED');
  });

  it('evidence comes before all other fields, and the case may ask for more of it', () => {
    const fields = { a: { kind: 'text', says: 'a' }, b: { kind: 'ref', says: 'b' } } as const;
    const evidence = (): string[] => ['guardianRef'];
    expect(answer({ fields }, said('go'))).toBe('EVIDENCE_MISSING');
    expect(answer({ fields }, said('go', { b: 'R' }))).toBe('EVENT_MALFORMED');
    expect(answer({ evidence }, said('go'))).toBe('EVIDENCE_MISSING');
    expect(answer({ evidence }, said('go', { guardianRef: 'G' }))).toBe('accepted');
  });
});

describe('four eyes [I4]', () => {
  const second = { roles: ['LIB-HD'] };
  const other: Officer = { ...CLERK, id: 'LIB-CL-2' };
  const substitute: Officer = { ...HEAD, actsFor: [CLERK.id] };
  const ofNine: Officer = { ...HEAD, actsFor: ['LIB-CL-9'] };
  const nine: Officer = { ...CLERK, id: 'LIB-CL-9' };
  const proposers = (facts: JsonObject): string[] => [facts['proposer'] as string];

  it.each([
    ['two officers of the right roles', {}, CLERK, HEAD, 'accepted'],
    ['one officer alone', {}, CLERK, undefined, 'FOUR_EYES_MISSING'],
    ['the same officer twice', {}, CLERK, CLERK, 'FOUR_EYES_SAME_PERSON'],
    ['a substitute of the first', {}, CLERK, substitute, 'FOUR_EYES_SAME_PERSON'],
    [
      'a first officer who acts for the second',
      {},
      { ...CLERK, actsFor: [HEAD.id] },
      HEAD,
      'FOUR_EYES_SAME_PERSON',
    ],
    [
      'two substitutes of one person',
      {},
      { ...CLERK, actsFor: ['LIB-HD-7'] },
      { ...HEAD, actsFor: ['LIB-HD-7'] },
      'FOUR_EYES_SAME_PERSON',
    ],
    ['a second of a role without that power', {}, CLERK, other, 'ROLE_NOT_ALLOWED'],
    ['who proposed before, as first', { proposers }, nine, HEAD, 'FOUR_EYES_SAME_PERSON'],
    [
      'who proposed before, as second',
      { proposers, second: { roles: ['LIB-CL'] } },
      CLERK,
      nine,
      'FOUR_EYES_SAME_PERSON',
    ],
    ['a substitute of who proposed before', { proposers }, CLERK, ofNine, 'FOUR_EYES_SAME_PERSON'],
    ['who may be first but not second', { proposersOfSecond: proposers }, nine, HEAD, 'accepted'],
    [
      'a second who took part',
      { proposersOfSecond: proposers, second: { roles: ['LIB-CL'] } },
      CLERK,
      nine,
      'FOUR_EYES_SAME_PERSON',
    ],
    [
      'one body where two are required',
      { second: { ...second, twoBodies: true } },
      CLERK,
      HEAD,
      'FOUR_EYES_SAME_BODY',
    ],
    [
      'two bodies where two are required',
      { second: { ...second, twoBodies: true } },
      CLERK,
      AUDITOR,
      'accepted',
    ],
  ] as const)('%s: %s', (_what, more, by, seconding, expected) => {
    const message = said('go', {}, { by, ...(seconding && { second: seconding }) });
    expect(answer({ second, ...more }, message)).toBe(expected);
  });

  it('counts the same by way of a draft', () => {
    const small = formed({ second });
    const drafted = propose(small, opened(small), said('go')).state;
    const act = { draft: 'go-1', attested: true, receivedAt: AT, effectiveAt: AT };
    const refused = countersign(small, drafted, { ...act, by: substitute });
    expect(refused).toMatchObject({ outcome: 'rejected', code: 'FOUR_EYES_SAME_PERSON' });
    expect(countersign(small, drafted, { ...act, by: HEAD }).outcome).toBe('accepted');
  });

  it('is asked only where the event needs it', () => {
    const big = { second: { ...second, when: (event: JsonObject) => event['big'] === true } };
    expect(answer(big, said('go'))).toBe('accepted');
    expect(answer(big, said('go', { big: true }))).toBe('FOUR_EYES_MISSING');
  });
});

describe('a reply', () => {
  const small = formed({});
  const asked = after(small, said('ask', { correlationId: 'C-1' }));

  it('is accepted under the correlation that is awaited', () => {
    const result = step(small, asked, said('reply', { correlationId: 'C-1', note: 'yes' }));
    expect(result.outcome).toBe('accepted');
    expect(factsOf(small, result.state)).toMatchObject({ kept: 'yes' });
  });

  it('is only recorded under another one, and changes nothing [I8]', () => {
    const result = step(small, asked, said('reply', { correlationId: 'C-0', note: 'yes' }));
    expect(result).toMatchObject({ outcome: 'recorded', effects: [] });
    expect(result.state).toEqual(asked);
  });

  it('is only recorded where nobody asked', () => {
    const result = step(small, opened(small), said('reply', { correlationId: 'C-1' }));
    expect(result.outcome).toBe('recorded');
  });

  it('without a correlation is answered by its form', () => {
    expect(step(small, asked, said('reply'))).toMatchObject({ code: 'EVIDENCE_MISSING' });
  });

  it('that has its place elsewhere is recorded, and kept where role and form are right', () => {
    const late = formed({}, { acceptedIn: ['b'], fields: {}, answers: () => undefined });
    const { state, outcome } = step(late, opened(late), said('reply', { note: 'early' }));
    expect(outcome).toBe('recorded');
    expect(factsOf(late, state)).toMatchObject({ kept: 'early' });
    const stranger = said('reply', { note: 'early' }, { by: HEAD });
    const unkept = step(late, opened(late), stranger);
    expect(unkept.outcome).toBe('recorded');
    expect(unkept.state).toEqual(opened(late));
    const placed = step(late, after(late, said('go')), said('reply', { note: 'in time' }));
    expect(placed.outcome).toBe('accepted');
  });
});

describe('closing', () => {
  it('withdraws all that is still asked, says so, and answers the rest', () => {
    const small = formed({});
    const result = step(small, opened(small), said('end'));
    expect(result.effects.map(({ kind }) => kind)).toEqual(['closeTask']);
    expect(result.state.tasks).toEqual([]);
    for (const type of ['go', 'ask', 'reply', 'end']) {
      expect(step(small, result.state, said(type))).toMatchObject({ code: 'CASE_CLOSED' });
    }
  });

  it('withdraws what other regions ask', () => {
    const input = { title: 'Work', roles: [], events: [] };
    const exchange = { who: 'library', what: 'a book' };
    const small = registered(
      procedure(
        chart({
          id: 'small',
          type: 'parallel',
          states: {
            main: {
              initial: 'a',
              states: {
                a: { description: 'A.', on: { go: 'outcome' } },
                outcome: { type: 'final', description: 'Over.' },
              },
            },
            side: {
              initial: 'c',
              states: {
                c: {
                  description: 'C.',
                  invoke: [
                    { id: 'work', src: 'humanTask', input },
                    { id: 'await', src: 'counterpartExchange', input: exchange },
                  ],
                },
              },
            },
          },
        }),
      ),
    );
    const result = step(small, opened(small), said('go'));
    expect(result.effects).toEqual([
      { kind: 'closeTask', id: 'work#1', reason: 'case-closed' },
      { kind: 'closeExchange', id: 'await#1' },
    ]);
    expect(result.state).toMatchObject({ tasks: [], exchanges: [], timers: [] });
  });
});
