import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/main.ts';
import { processIo } from '../../src/cli/io.ts';
import { crossing } from '../support/cli.ts';

const NAMES = createProgram(processIo(), () => {}).commands.map((command) => command.name());

describe('help', () => {
  test('lists every command of the contract', () => {
    const wanted = ['start', 'try', 'play', 'open', 'submit', 'propose', 'countersign', 'sign'];
    expect(NAMES).toEqual(expect.arrayContaining([...wanted, 'case', 'tasks', 'export', 'verify']));
  });

  test('as a whole stands as it is', async () => {
    const texts = await Promise.all(
      [[], ...NAMES.map((name) => [name])].map(async (path) => {
        const { exitCode, out } = await crossing([...path, '--help']);
        expect(exitCode).toBe(0);
        return `$ npx crossing-cases ${[...path, '--help'].join(' ')}\n${out}\n`;
      }),
    );
    await expect(texts.join('\n')).toMatchFileSnapshot('../golden/help.txt');
  });

  test.each(NAMES)('of %s has examples, --json and the exit codes', async (name) => {
    const { out } = await crossing([name, '--help']);
    expect(out).toContain(`$ npx crossing-cases ${name}`);
    expect(out).toContain('--json');
    expect(out).toContain('Exit codes:');
  });
});

describe('wrong use ends with 2 and a word on standard error', () => {
  const dir: { path: string } = { path: '' };
  beforeAll(async () => {
    dir.path = await mkdtemp(join(tmpdir(), 'usage-'));
    await writeFile(join(dir.path, 'no-json'), '{');
    await writeFile(join(dir.path, 'no-case.json'), '{"format":"case-file/2"}');
    await writeFile(join(dir.path, 'list.json'), '[]');
  });
  afterAll(() => rm(dir.path, { recursive: true }));

  const wrong: readonly [string, readonly string[], RegExp][] = [
    ['no command', [], /Usage/],
    ['an unknown command', ['nope'], /unknown command/],
    ['an unknown option', ['tasks', '--nope'], /unknown option/],
    [
      'a duty whose number is none',
      ['open', '--case-no', 'policy-notice/x_y'],
      /policy-notice\/x_y is no number of a duty/,
    ],
    [
      'a duty of another procedure',
      ['open', '--case-no', 'policy-notice/1959', '--procedure', 'outbound'],
      /duty of the kind policy-notice/,
    ],
    ['a number where a file goes', ['open', 'policy-notice/1959'], /--case-no policy-notice\/1959/],
    ['no file to try', ['try'], /missing required argument/],
    ['a file that is not there', ['try', 'DIR/nothing.json'], /nothing\.json cannot be read/],
    ['a file that is no JSON', ['try', 'DIR/no-json'], /no-json is no JSON/],
    ['a file that is no case', ['try', 'DIR/no-case.json'], /no-case\.json.*format/],
    ['a file to play that is no case', ['play', 'DIR/no-case.json'], /no-case\.json.*format/],
    ['a file to verify that is none', ['verify', 'DIR/list.json'], /list\.json/],
    ['one number for two files', ['play', '--case-no', 'A', 'a', 'b'], /one/],
    ['no count of messages', ['play', '--continue-as-new-every', '0', 'a'], /whole number/],
    ['no case to submit to', ['submit'], /--case/],
    ['an event that is no object', ['submit', '--case', 'A', 'DIR/list.json'], /JSON object/],
    ['nobody to sign', ['submit', '--case', 'A', '-'], /--as/],
    ['an unknown act', ['sign', '--case', 'A', '--as', 'EMB-CO-1', '--act', 'x'], /choices/],
    ['a case without number', ['open'], /--case-no/],
    [
      'facts that are no JSON',
      ['open', '--case-no', 'A', '--procedure', 'outbound', '--facts', 'x'],
      /--facts/,
    ],
  ];
  test.each(wrong)('%s', async (_what, args, message) => {
    const named = args.map((arg) => arg.replace('DIR', dir.path));
    const ran = await crossing(named, {
      stdin: '{"id":"e"}',
      env: { CROSSING_DATA_DIR: dir.path },
    });
    expect(ran.exitCode).toBe(2);
    expect(ran.err).toMatch(message);
    expect(ran.out).toBe('');
  });

  test('a wrong setting', async () => {
    const ran = await crossing(['tasks'], { env: { CROSSING_PORT: 'x' } });
    expect([ran.exitCode, ran.err]).toEqual([
      2,
      expect.stringMatching(/CROSSING_PORT: use a port/),
    ]);
  });
});

describe('a service that is not there ends with 3', () => {
  test.each([['tasks'], ['case', 'A'], ['export', 'A'], ['play', 'samples/OUT-01.json']])(
    '%s %s',
    async (...args) => {
      const ran = await crossing(args, { env: { CROSSING_DATA_DIR: '/nonexistent' } });
      expect([ran.exitCode, ran.out]).toEqual([3, '']);
      expect(ran.err).toMatch(/No service at http:\/\/127\.0\.0\.1:8080.*crossing-cases start/);
    },
  );
});

describe('try', () => {
  const SAMPLE = 'samples/OUT-01.json';

  test('shows a line an event, and ends with 0 where all is as expected', async () => {
    const ran = await crossing(['try', SAMPLE]);
    expect(ran.exitCode).toBe(0);
    expect(ran.out).toContain('✓ OUT-01-01 identity.verified: accepted → detected.screening');
  });

  test('gives one line of JSON a file', async () => {
    const ran = await crossing(['try', '--json', SAMPLE, SAMPLE]);
    const lines = ran.out.split('\n').map((line) => JSON.parse(line) as unknown);
    const line = { file: SAMPLE, caseNo: 'OUT-01', passed: true, differences: [] };
    expect(lines).toEqual([line, line]);
  });

  test('ends with 1 where anything differs, and says what', async () => {
    const { readFile } = await import('node:fs/promises');
    const file = JSON.parse(await readFile(SAMPLE, 'utf8')) as {
      events: { state: string; expect: string; code?: string }[];
      expected: { documents: string[] };
    };
    Object.assign(file.events[6] ?? {}, { expect: 'accepted', code: undefined });
    file.expected.documents = [];
    const stdin = JSON.stringify(file);
    const ran = await crossing(['try', '--json', '-'], { stdin });
    expect(ran.exitCode).toBe(1);
    expect(JSON.parse(ran.out)).toEqual({
      file: '-',
      caseNo: 'OUT-01',
      passed: false,
      differences: [
        {
          id: 'OUT-01-07',
          type: 'mobilization.concluded',
          expected: { outcome: 'accepted', state: 'mobilization' },
          got: { outcome: 'rejected', code: 'NO_UNWILLING_STATEMENT', state: 'mobilization' },
        },
        { id: 'expected', type: 'documents', expected: [], got: ['return-record'] },
      ],
    });
    const shown = await crossing(['try', '-'], { stdin });
    expect(shown.out).toContain('✗ OUT-01-07');
    expect(shown.out).toContain('✗ at the end, documents: expected [], got ["return-record"]');
  });

  test('tries the other files where one cannot be read, and ends with 2', async () => {
    const ran = await crossing(['try', '--json', '/nonexistent', SAMPLE]);
    expect(ran.exitCode).toBe(2);
    expect(ran.out).toContain('"passed":true');
  });
});
