import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { aCase, entryRow, sendLetter } from '../support/records.ts';

let api: TestApi;
const LETTERS = '/v1/cases/L-1/letters';
const ASKED = 'L-1/1/0';
const OFF = 'L-1/1/1';
const PASSED_ON = 'L-1/1/2';

beforeAll(async () => {
  api = await startApi();
  const one = aCase(api.registry, { caseNo: 'L-1' });
  const effects = [
    sendLetter('counterpart', 'M2', 'C-1'),
    sendLetter('counterpart', 'M13', 'H-1'),
    sendLetter('EMB', 'M9', 'C-0'),
  ];
  const rows = [entryRow(1, 'a', { effects })];
  const { view } = one.input(rows);
  const replies = { 'counterpart.consented': 'C-1' };
  await one.record(rows, { view: { ...view, replies, regions: { safeguard: 'clear' } } });
});
afterAll(() => api.close());

/** Says something of a letter, signed. */
async function say(type: string, letter: string, officer: string, more: JsonObject = {}) {
  const event = { id: `${type} ${letter} ${officer}`, type, letter, by: officer, ...more };
  return api.request('POST', LETTERS, { body: await api.signed('L-1', event, officer) });
}

async function codeOf(answer: Response): Promise<unknown> {
  return ((await answer.json()) as JsonObject)['code'];
}

describe('letters of a case', () => {
  test('are listed with what they say and how often they were sent, for who has the token', async () => {
    expect((await api.request('GET', LETTERS, { token: null })).status).toBe(401);
    const { letters } = (await (await api.request('GET', LETTERS)).json()) as JsonObject;
    expect(letters).toMatchObject([
      { key: ASKED, kind: 'M2', correlationId: 'C-1', sent: 1, sendings: [] },
      { key: OFF, kind: 'M13' },
      { key: PASSED_ON, kind: 'M9', to: 'EMB' },
    ]);
  });

  test('are those to his side for a clerk of the other side, page by page too', async () => {
    const token = await api.tokenOf('CPL-LN-1');
    const { letters } = (await (await api.request('GET', LETTERS, { token })).json()) as JsonObject;
    expect(letters).toMatchObject([{ key: ASKED }, { key: OFF }]);
    const pages = ['2.html', '3.html'].map((page) =>
      api.request('GET', `${LETTERS}/${page}`, { token }),
    );
    expect((await Promise.all(pages)).map(({ status }) => status)).toEqual([200, 404]);
  });

  test('are sent again or reminded of by a liaison alone, once for each signed wish', async () => {
    const first = await say('letter.reminded', ASKED, 'CPL-LN-1');
    expect([first.status, await first.json()]).toMatchObject([
      200,
      { key: ASKED, sent: 2, sendings: [{ n: 2, as: 'reminder', by: 'CPL-LN-1' }] },
    ]);
    expect(await (await say('letter.reminded', ASKED, 'CPL-LN-1')).json()).toMatchObject({
      sent: 2,
    });
    expect(await (await say('letter.sent-again', ASKED, 'FAO-LN-1')).json()).toMatchObject({
      sent: 3,
    });
    expect(api.workflows.sendings.map(({ key }) => key)).toEqual([ASKED, ASKED, ASKED]);
    expect(await codeOf(await say('letter.sent-again', ASKED, 'EMB-CO-1'))).toBe(
      'ROLE_NOT_ALLOWED',
    );
    expect(await codeOf(await say('letter.reminded', OFF, 'CPL-LN-1'))).toBe('LETTER_NOT_OPEN');
  });

  test('are acknowledged by who has them, the first note stands, and then they do not go again', async () => {
    expect(await codeOf(await say('letter.acknowledged', PASSED_ON, 'MFA-CD-1'))).toBe(
      'ROLE_NOT_ALLOWED',
    );
    for (const officer of ['EMB-CO-1', 'EMB-HD-1']) {
      expect(await (await say('letter.acknowledged', PASSED_ON, officer)).json()).toMatchObject({
        acknowledged: { by: 'EMB-CO-1' },
      });
    }
    expect(await codeOf(await say('letter.acknowledged', OFF, 'EMB-CO-1'))).toBe(
      'ROLE_NOT_ALLOWED',
    );
    expect((await say('letter.acknowledged', OFF, 'CPL-LN-1')).status).toBe(200);
    expect(await codeOf(await say('letter.sent-again', OFF, 'CPL-LN-1'))).toBe('LETTER_NOT_OPEN');
    expect(await codeOf(await say('letter.acknowledged', ASKED, 'CPL-LN-1'))).toBe(
      'LETTER_NOT_OPEN',
    );
  });

  test('are left alone where nobody has signed, or no such letter or deed is named', async () => {
    const unsigned = {
      event: { id: 'x', type: 'letter.reminded', letter: ASKED },
      attestations: [],
    };
    const answer = await api.request('POST', LETTERS, { body: unsigned });
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'NOT_ATTESTED']);
    expect(await codeOf(await say('letter.reminded', 'L-1/9/9', 'CPL-LN-1'))).toBe(
      'LETTER_UNKNOWN',
    );
    expect(await codeOf(await say('letter.burnt', ASKED, 'CPL-LN-1'))).toBe('MALFORMED');
    const elsewhere = await api.request('GET', '/v1/cases/NOBODY-1/letters');
    expect(elsewhere.status).toBe(404);
  });
});
