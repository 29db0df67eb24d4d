import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { syntheticRegisters } from '../../src/officers/keys.ts';
import { startApi, TOKEN } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { crossing, fetchOf } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';

let api: TestApi;
let dir: string;
beforeAll(async () => {
  api = await startApi();
  dir = await mkdtemp(join(tmpdir(), 'cli-'));
  await api.registry.putIssuers((await syntheticRegisters(dir)).issuers);
  await writeFile(join(dir, 'token'), `${TOKEN}\n`);
  await writeFile(join(dir, 'event.json'), JSON.stringify(heard('from-file')));
});
afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true });
});

/** A command that finds the API of this test behind its address. */
async function against(args: readonly string[], stdin?: string): Promise<Ran> {
  return crossing(args, {
    env: { CROSSING_DATA_DIR: dir, CROSSING_URL: 'http://api.test' },
    ...(stdin === undefined ? {} : { stdin }),
    fetch: fetchOf(api),
  });
}

function heard(id: string) {
  return { id, type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };
}

describe('open', () => {
  test('opens a case from options, and says how it stands', async () => {
    const args = [
      'open',
      '--case-no',
      'C-1',
      '--procedure',
      'outbound',
      '--facts',
      '{"adult":true}',
    ];
    expect(await against(args)).toMatchObject({ exitCode: 0, out: 'C-1 is open: opened' });
    const row = await api.registry.case('C-1');
    expect(row?.opening).toMatchObject({ subjectRef: 'synthetic/C-1', facts: { adult: true } });
  });

  test('takes a case file as a start argument, without its events', async () => {
    const ran = await against(['open', '--json', '--case-no', 'C-2', 'samples/OUT-01.json']);
    expect(JSON.parse(ran.out)).toMatchObject({ caseNo: 'C-2', procedure: 'outbound' });
    expect(await api.registry.file('C-2')).toEqual([]);
  });

  test('ends with 2 where the number is taken', async () => {
    const ran = await against(['open', '--case-no', 'C-1', '--procedure', 'outbound']);
    expect([ran.exitCode, ran.err]).toEqual([2, expect.stringMatching(/^CASE_EXISTS/)]);
  });
});

describe('submit', () => {
  test('signs an event with the key of its officer, and shows the outcome', async () => {
    const ran = await against(['submit', '--case', 'C-1', join(dir, 'event.json')]);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toMatch(/^accepted · open · number 1 in the file/);
  });

  test('sends what `sign` printed as it is', async () => {
    const signed = await against(
      ['sign', '--case', 'C-1', '--as', 'EMB-CO-2', '-'],
      JSON.stringify({ ...heard('signed'), by: 'EMB-CO-2' }),
    );
    expect(signed).toMatchObject({ exitCode: 0, err: '' });
    const ran = await against(['submit', '--json', '--case', 'C-1'], signed.out);
    expect(ran.exitCode).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ id: 'signed', outcome: 'accepted' });
    expect(api.workflows.signals.at(-1)?.payload).toEqual(JSON.parse(signed.out));
  });

  test('ends with 1 where the outcome is rejected', async () => {
    const signed = await against(
      ['sign', '--case', 'ANOTHER', '--as', 'EMB-CO-1', '-'],
      JSON.stringify(heard('elsewhere')),
    );
    const ran = await against(['submit', '--case', 'C-1'], signed.out);
    expect(ran.exitCode).toBe(1);
    expect(ran.out).toMatch(/^rejected · open · NOT_ATTESTED/);
  });

  test('ends with 2 where there is no such case, or no such key', async () => {
    const stdin = JSON.stringify(heard('x'));
    expect(await against(['submit', '--case', 'NOBODY'], stdin)).toMatchObject({ exitCode: 2 });
    const ran = await against(['submit', '--case', 'C-1', '--as', 'EMB-CO-77'], stdin);
    expect([ran.exitCode, ran.err]).toEqual([2, expect.stringMatching(/no key of EMB-CO-77/)]);
  });

  test('writes the second officer into the event, and has both sign', async () => {
    const args = ['submit', '--case', 'C-1', '--as', 'EMB-HD-1', '--second', 'MFA-CD-1'];
    await against(args, JSON.stringify({ ...heard('both'), by: 'EMB-HD-1' }));
    const { payload } = api.workflows.signals.at(-1) ?? {};
    expect(payload).toMatchObject({ event: { second: 'MFA-CD-1' } });
    expect((payload as { attestations: string[] }).attestations).toHaveLength(2);
    const other = JSON.stringify({ ...heard('other'), second: 'MPS-CD-1' });
    expect(await against(args, other)).toMatchObject({ exitCode: 2 });
  });
});

describe('drafts', () => {
  test('are proposed by one officer and countersigned by another', async () => {
    const draft = { ...heard('d-1'), by: 'EMB-HD-1' };
    const proposed = await against(['propose', '--case', 'C-1'], JSON.stringify(draft));
    expect(proposed).toMatchObject({ exitCode: 0, err: '' });
    expect(api.workflows.signals.at(-1)).toMatchObject({ name: 'propose' });
    const unknown = ['countersign', '--case', 'C-1', '--draft', 'd-9', '--as', 'MFA-CD-1'];
    expect(await against(unknown)).toMatchObject({ exitCode: 2 });
    const args = ['countersign', '--case', 'C-1', '--draft', 'd-1', '--as', 'EMB-HD-1'];
    const back = await against([...args, '--withdraw', 'the ground has changed']);
    expect(back).toMatchObject({ exitCode: 0, err: '' });
    expect(api.workflows.signals.at(-1)).toMatchObject({
      name: 'withdrawDraft',
      payload: { draft: 'd-1', reasons: 'the ground has changed' },
    });
  });
});

describe('reading', () => {
  test('case shows the state and the last outcomes', async () => {
    const ran = await against(['case', 'C-1']);
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toMatch(/^C-1 · outbound · open\n/);
    expect(ran.out).toContain('1. from-file: accepted');
    const json = await against(['case', '--json', 'C-1']);
    expect(JSON.parse(json.out)).toMatchObject({ caseNo: 'C-1' });
  });

  test('tasks lists them', async () => {
    const ran = await against(['tasks', '--case', 'C-1']);
    expect(ran.out).toMatch(/^C-1 · EMB-CO · Do task-1 \(since /);
    const json = await against(['tasks', '--json', '--role', 'REG-CL']);
    expect(JSON.parse(json.out)).toEqual({ tasks: [] });
  });

  test('tasks says why a date is what it is', async () => {
    const ran = await against(['tasks', '--case', 'C-1', '--explain']);
    expect(ran.out).toMatch(/\n {2}\S/);
    const overdue = await against(['tasks', '--json', '--overdue', '--role', 'REG-CL']);
    expect(JSON.parse(overdue.out)).toEqual({ tasks: [] });
  });

  test('versions lists what files name', async () => {
    const ran = await against(['versions']);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    const json = await against(['versions', '--json']);
    const { versions } = JSON.parse(json.out) as { versions: readonly object[] };
    expect(ran.out.split('\n').filter((line) => line.endsWith(' files'))).toHaveLength(
      versions.length,
    );
  });

  test('export gives a file that verify takes, until a letter of it changes', async () => {
    const exported = await against(['export', 'C-2']);
    expect(await against(['verify', '-'], exported.out)).toMatchObject({ exitCode: 0 });
    await against(['submit', '--case', 'C-2'], JSON.stringify(heard('kept')));
    const longer = (await against(['export', '--json', 'C-2'])).out;
    expect(JSON.parse(longer)).toMatchObject({ format: 'case-file/1', events: [{ seq: 1 }] });
    const ran = await against(
      ['verify', '--json', '-'],
      longer.replace('person.heard', 'person.hoard'),
    );
    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.out)).toMatchObject({ file: '-', holds: false, seq: 1, id: 'kept' });
  });
});

describe('a duty', () => {
  const number = 'policy-notice/1958-1';
  const drafted = { id: 'n-1', type: 'notice.drafted', at: '1958-01-10', by: 'EMB-CO-1' };

  test('is opened, signed for, sent to, shown and exported by its number', async () => {
    const opened = await against(['open', '--case-no', number]);
    expect(opened).toMatchObject({ exitCode: 0, out: `${number} is open: opened` });
    const args = ['sign', '--case', number, '--as', 'EMB-CO-1', '-'];
    const signed = await against(args, JSON.stringify({ ...drafted, noticeRef: 'NOTICE-1' }));
    const sent = await against(['submit', '--case', number], signed.out);
    expect(sent).toMatchObject({ exitCode: 0, err: '' });
    expect(api.workflows.signals.at(-1)).toMatchObject({ caseNo: number, name: 'submit' });
    const shown = await against(['case', number]);
    expect(shown.out).toMatch(/^policy-notice\/1958-1 · policy-notice · open\n/);
    expect(shown.out).toContain('1. n-1: accepted');
    expect((await against(['tasks', '--case', number])).out).toContain(number);
    const { out } = await against(['export', number]);
    expect(JSON.parse(out)).toMatchObject({ caseNo: number, events: [{ seq: 1 }] });
  });

  test('is opened from a start argument, with what it is about', async () => {
    const opening = {
      caseNo: 'prevention-measure/1958-1',
      procedure: 'prevention-measure',
      subjectRef: 'matter/1',
      facts: { province: 'Jilin' },
    };
    const ran = await against(['open', '--json', '-'], JSON.stringify(opening));
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect((await api.registry.case(opening.caseNo))?.opening).toEqual(opening);
  });

  test('ends with 2 where it cannot be opened, or there is none', async () => {
    const ran = await against(['open', '--case-no', 'prevention-measure/1958-2']);
    expect([ran.exitCode, ran.err]).toEqual([2, expect.stringMatching(/of one province/)]);
    expect(await against(['case', 'coordination/9'])).toMatchObject({ exitCode: 2 });
  });
});
