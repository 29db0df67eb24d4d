import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { createCaseChannel } from '../../src/embedded/case-channel.ts';
import { startApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const EVENT = { type: 'instructions.received', at: '2031-03-05', by: 'MFA-CD-1' };

async function letterTo(caseNo: string, id: string) {
  const said = { ...EVENT, id, instructionId: 'INS-1', permits: [] };
  const submission = await api.signed(caseNo, said, 'MFA-CD-1');
  const content: JsonObject = { caseNo, submission };
  const letter = { kind: 'instruction', to: 'case', correlationId: 'INS-1', content };
  return { caseNo: 'views-and-instructions/1', key: id, letter };
}

describe('the channel to the cases', () => {
  test('hands each case its submission as a signal', async () => {
    const sent: { caseNo: string; name: string; payload: Json }[] = [];
    const workflows = {
      signal: async (caseNo: string, name: string, payload: Json) => {
        sent.push({ caseNo, name, payload });
        return 'sent' as const;
      },
    };
    const channel = createCaseChannel({ registry: api.registry, workflows });
    const letter = await letterTo('CH-1', 'I-1');
    await channel.deliver(letter);
    const { submission } = letter.letter.content;
    expect(sent).toEqual([{ caseNo: 'CH-1', name: 'submit', payload: submission }]);
  });

  test('puts the refusal into the file of a case that has its outcome, once', async () => {
    const { registry, workflows } = api;
    const channel = createCaseChannel({ registry, workflows });
    await api.open('CH-2');
    const closing = { id: 'end', type: 'case.closed', at: '2031-03-05', by: 'EMB-CO-1' };
    const body = await api.signed('CH-2', closing);
    await api.request('POST', '/v1/cases/CH-2/events', { body });
    const letter = await letterTo('CH-2', 'I-2');
    await channel.deliver(letter);
    await channel.deliver(letter);
    const entries = await registry.file('CH-2');
    expect(entries.map(({ event, code }) => [event['id'], code])).toEqual([
      ['end', undefined],
      ['I-2', 'CASE_CLOSED'],
    ]);
  });

  test('fails where there is no such case, so that an operator sees it', async () => {
    const { registry, workflows } = api;
    const channel = createCaseChannel({ registry, workflows });
    await expect(channel.deliver(await letterTo('CH-9', 'I-9'))).rejects.toThrow('CH-9');
  });
});
