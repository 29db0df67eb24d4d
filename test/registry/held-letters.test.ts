/** A letter that was not handed over yet when a claim for protection came (left over from sending again). */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../activities/contract.ts';
import { createAskCounterpart } from '../../activities/counterpart.ts';
import type { Channel } from '../../activities/ports.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { aCase, entryRow, sendLetter } from '../support/records.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

const CLEAR = { safeguard: 'clear' };
const CLAIMED = { safeguard: 'stayed' };

onBothDrivers((opened) => {
  beforeAll(() => opened().registry.putChannels([{ body: 'counterpart', channel: 'post' }]));
  describe('a first delivery that a claim overtakes [S]', () => overtaken(opened));
});

function overtaken(opened: () => Opened): void {
  /** A letter that waits for its channel; `later` is the view once something more has happened. */
  async function pending(kind: string, event: JsonObject = {}) {
    const { registry } = opened();
    const one = aCase(registry);
    const row = entryRow(1, 'a', { effects: [sendLetter('counterpart', kind, 'C-1')] });
    if (row.kind !== 'entry') throw new Error('an entry was asked for');
    const sending: Row = {
      ...row,
      entry: { ...row.entry, event: { ...row.entry.event, ...event } },
    };
    await one.record([sending]);
    const handed: string[] = [];
    let before: (() => Promise<void>) | undefined;
    const post: Channel = {
      async deliver({ key, leaving }) {
        await before?.();
        await leaving?.(() => void handed.push(key));
      },
    };
    const ask = createAskCounterpart({
      deliveries: registry,
      channels: new Map([['post', post]]),
    });
    const key = `${one.caseNo}/1/0`;
    let seq = 1;
    return {
      handed,
      key,
      /** What happens once the letter was let through, before it is on the wire. */
      meanwhile(happens: () => Promise<void>) {
        before = happens;
      },
      ask: () => ask({ caseNo: one.caseNo, key }),
      async later(more: JsonObject) {
        seq += 1;
        const rows = [entryRow(seq, `later-${seq}`)];
        await one.record(rows, { view: { ...one.input(rows).view, ...more } });
      },
      undelivered: () => registry.letters({ caseNo: one.caseNo, undelivered: true }),
    };
  }

  const ASKED = { replies: { 'counterpart.consented': 'C-1' } };

  it('waits until the claim is decided, and then goes', async () => {
    const { ask, handed, later, key } = await pending('M2');
    await later({ ...ASKED, regions: CLAIMED });
    await expect(ask()).rejects.toThrow(/claim for protection is open/);
    expect(handed).toEqual([]);
    await later({ ...ASKED, regions: CLEAR });
    await ask();
    expect(handed).toEqual([key]);
  });

  it('waits where the claim comes between the look at the case and the wire', async () => {
    const { ask, handed, later, meanwhile, undelivered } = await pending('M2');
    await later({ ...ASKED, regions: CLEAR });
    meanwhile(() => later({ ...ASKED, regions: CLAIMED }));
    await expect(ask()).rejects.toThrow(/claim for protection is open/);
    expect(handed).toEqual([]);
    expect(await undelivered()).toHaveLength(1);
  });

  it('is not sent where the case stopped awaiting its answer in that moment', async () => {
    const { ask, handed, later, meanwhile } = await pending('M2');
    await later({ ...ASKED, regions: CLEAR });
    meanwhile(() => later({ replies: {}, regions: CLEAR }));
    await expect(ask()).rejects.toThrow(/awaits no answer/);
    await ask();
    expect(handed).toEqual([]);
  });

  it('goes where the event that sent it named a clearance, which a blank is not', async () => {
    const cleared = await pending('M2', { protectionClearanceId: 'CL-1' });
    await cleared.later({ ...ASKED, regions: CLAIMED });
    await cleared.ask();
    expect(cleared.handed).toEqual([cleared.key]);
    const blank = await pending('M2', { protectionClearanceId: '  ' });
    await blank.later({ ...ASKED, regions: CLAIMED });
    await expect(blank.ask()).rejects.toThrow(/claim/);
  });

  it('toward return never goes, whatever clearance it has', async () => {
    const back = await pending('M7', { protectionClearanceId: 'CL-1' });
    await back.later({ replies: { 'return.accepted': 'C-1' }, regions: CLAIMED });
    await expect(back.ask()).rejects.toThrow(/claim/);
    // The claim has dropped the arrangement: whatever becomes of it, this letter is off.
    await back.later({ replies: {}, regions: CLEAR });
    await back.ask();
    expect(back.handed).toEqual([]);
    expect(await back.undelivered()).toHaveLength(1);
  });

  it('is off once the case awaits no answer to it, or has its outcome', async () => {
    const asked = await pending('M2');
    await asked.later({ replies: { 'counterpart.consented': 'C-2' }, regions: CLEAR });
    await asked.ask();
    const notice = await pending('M11');
    await notice.later({ replies: {}, regions: { safeguard: 'protected' }, open: false });
    await notice.ask();
    expect([...asked.handed, ...notice.handed]).toEqual([]);
  });

  it('that calls something off goes, claim or no claim', async () => {
    const off = await pending('M13');
    await off.later({ replies: {}, regions: CLAIMED });
    await off.ask();
    expect(off.handed).toEqual([off.key]);
  });
}
