import { describe, expect, it } from 'vitest';
import { createSendAgain, notAgain } from '../../activities/letters.ts';
import type { LetterStore, StandingLetter } from '../../activities/ports.ts';

const ASKED: StandingLetter = {
  letter: { kind: 'M2', to: 'counterpart', correlationId: 'C-1', content: { caseNo: 'A-1' } },
  channel: 'post',
  overtaken: false,
  acknowledged: false,
  procedure: 'outbound',
  recorded: false,
  view: { replies: { 'counterpart.consented': 'C-1' }, regions: { safeguard: 'clear' } },
};

function of(kind: string, more: Partial<StandingLetter> = {}): StandingLetter {
  return { ...ASKED, letter: { ...ASKED.letter, kind }, ...more };
}

const CLAIMED = { ...ASKED.view, regions: { safeguard: 'stayed' } };

describe('a letter goes again', () => {
  it('while its answer is awaited under its correlation, also as a reminder', () => {
    expect(notAgain(ASKED, 'letter')).toBeUndefined();
    expect(notAgain(ASKED, 'reminder')).toBeUndefined();
  });

  it.each<[string, Partial<StandingLetter>]>([
    ['answered or closed', { view: { replies: {} } }],
    ['asked anew', { view: { replies: { 'counterpart.consented': 'C-2' } } }],
    ['overtaken under the same correlation', { overtaken: true }],
    ['of a recorded case', { recorded: true }],
  ])('no more once it is %s', (_, more) => {
    expect(notAgain({ ...ASKED, ...more }, 'letter')?.code).toBe('LETTER_NOT_OPEN');
  });

  it('until it is acknowledged, where nobody answers it, and never as a reminder', () => {
    const off = of('M13', { view: { replies: {} } });
    expect(notAgain(off, 'letter')).toBeUndefined();
    expect(notAgain(off, 'reminder')?.code).toBe('LETTER_NOT_OPEN');
    expect(notAgain({ ...off, acknowledged: true }, 'letter')?.code).toBe('LETTER_NOT_OPEN');
  });

  it('under a stay only with a clearance, toward return never, to call off always', () => {
    expect(notAgain({ ...ASKED, view: CLAIMED }, 'letter')?.code).toBe('STAY_ACTIVE');
    expect(notAgain({ ...ASKED, view: CLAIMED }, 'letter', '  ')?.code).toBe('STAY_ACTIVE');
    expect(notAgain({ ...ASKED, view: CLAIMED }, 'letter', 'CL-1')).toBeUndefined();
    const replies = { 'return.accepted': 'C-1' };
    const back = of('M7', { view: { ...CLAIMED, replies } });
    expect(notAgain(back, 'letter', 'CL-1')?.code).toBe('STAY_ACTIVE');
    expect(notAgain(of('M13', { view: CLAIMED }), 'letter')).toBeUndefined();
  });
});

describe('a sending', () => {
  function store(standing: StandingLetter | undefined) {
    const calls: unknown[] = [];
    const letters: LetterStore = {
      letter: () => Promise.resolve(standing),
      holding: async (_, use) => use(standing?.view ?? {}),
      sendAgain: (sending) => {
        calls.push(sending);
        return Promise.resolve(2);
      },
      sentAgain: (...marked) => Promise.resolve(void calls.push(marked)),
      acknowledge: () => Promise.resolve(),
      handOver: () => Promise.resolve(),
      clearanceOf: () => Promise.resolve(undefined),
    };
    const handed: unknown[] = [];
    const post = { deliver: (input: unknown) => Promise.resolve(void handed.push(input)) };
    const send = createSendAgain({
      letters,
      channels: new Map([['post', post]]),
      now: () => new Date('1958-03-01T00:00:00.000Z'),
    });
    return { calls, handed, send: () => send({ caseNo: 'A-1', key: 'A-1/3/0', id: 'S-1' }) };
  }

  it('hands the same letter over, counted, and says that it goes again', async () => {
    const { calls, handed, send } = store(ASKED);
    await send();
    expect(calls).toMatchObject([
      { id: 'S-1', by: 'operator', as: 'letter' },
      ['A-1', 'A-1/3/0', 'S-1', '1958-03-01T00:00:00.000Z'],
    ]);
    expect(handed).toMatchObject([
      { caseNo: 'A-1', key: 'A-1/3/0', letter: ASKED.letter, sending: { n: 2, as: 'letter' } },
    ]);
  });

  it('that was handed over is left alone', async () => {
    const { handed, send } = store({
      ...ASKED,
      sending: { n: 2, as: 'reminder', delivered: true },
    });
    await send();
    expect(handed).toEqual([]);
  });

  it('is not tried again where the letter is held back or unknown', async () => {
    for (const [standing, type] of [
      [
        { ...ASKED, view: CLAIMED, sending: { n: 2, as: 'letter', delivered: false } },
        'STAY_ACTIVE',
      ],
      [undefined, 'LETTER_UNKNOWN'],
    ] as const) {
      const { handed, send } = store(standing);
      await expect(send()).rejects.toMatchObject({ type, nonRetryable: true });
      expect(handed).toEqual([]);
    }
  });
});
