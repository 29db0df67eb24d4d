import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings, SETTINGS, SettingsError, settingsTable } from '../../src/config/settings.ts';

/** No configuration file of this machine may get in. */
const NOTHING = { TEMPORAL_CONFIG_FILE: '/nonexistent/temporal.toml' };

function problems(env: Record<string, string>): readonly string[] {
  try {
    readSettings({ ...NOTHING, ...env });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  test('have the defaults of the contract', () => {
    const settings = readSettings(NOTHING);
    expect(settings).toMatchObject({
      dataDir: resolve('.data'),
      host: '127.0.0.1',
      port: 8080,
      samples: true,
      logLevel: 'warn',
      connections: 10,
      limits: { connectMs: 2_800, statementMs: 2_500, lockMs: 2_000 },
      slowMs: 500,
      personsKeptDays: 3650,
      temporal: {
        port: 7233,
        uiPort: 8233,
        retentionDays: 90,
        namespace: 'default',
        workflowTasks: 12,
      },
    });
    expect(settings).not.toHaveProperty('databaseUrl');
    expect(settings).not.toHaveProperty('url');
    expect(settings.temporal).not.toHaveProperty('address');
    expect(settings.temporal).not.toHaveProperty('cliPath');
  });

  test('are taken from the environment, an empty variable as none', () => {
    const settings = readSettings({
      ...NOTHING,
      CROSSING_DATA_DIR: 'elsewhere',
      CROSSING_HOST: '::1',
      CROSSING_PORT: '0',
      CROSSING_URL: 'http://127.0.0.1:9000/',
      CROSSING_SAMPLES: 'off',
      CROSSING_RETENTION: '7d',
      CROSSING_TEMPORAL_PORT: '',
      CROSSING_OIDC_ISSUER: 'https://issuer.example/',
      CROSSING_OIDC_CLAIM: 'office',
      DATABASE_URL: 'postgres://u:p@127.0.0.1/registry',
      TEMPORAL_ADDRESS: 'temporal.example:7233',
      TEMPORAL_NAMESPACE: 'cases',
      TEMPORAL_CLI_PATH: '/opt/temporal',
    });
    expect(settings).toMatchObject({
      dataDir: resolve('elsewhere'),
      host: '::1',
      port: 0,
      url: 'http://127.0.0.1:9000',
      oidc: {
        issuer: 'https://issuer.example/',
        audience: 'crossing-cases-api',
        officerClaim: 'office',
      },
      samples: false,
      databaseUrl: 'postgres://u:p@127.0.0.1/registry',
      temporal: {
        port: 7233,
        retentionDays: 7,
        address: 'temporal.example:7233',
        namespace: 'cases',
        cliPath: '/opt/temporal',
      },
    });
  });

  const wrong: readonly [string, string][] = [
    ['CROSSING_HOST', '0.0.0.0'],
    ['CROSSING_HOST', '192.168.1.5'],
    ['CROSSING_HOST', '127.0.0.1.example.org'],
    ['CROSSING_PORT', '65536'],
    ['CROSSING_PORT', 'http'],
    ['CROSSING_URL', 'localhost:8080'],
    ['CROSSING_TEMPORAL_PORT', '-1'],
    ['CROSSING_TEMPORAL_UI_PORT', '1.5'],
    ['CROSSING_SAMPLES', 'yes'],
    ['CROSSING_RETENTION', '0d'],
    ['CROSSING_RETENTION', '90'],
    ['CROSSING_RETENTION', '3651d'],
    ['CROSSING_PERSONS_RETENTION', '36501d'],
    ['CROSSING_PERSONS_RETENTION', '10y'],
    ['CROSSING_WORKFLOW_TASKS', '1'],
    ['CROSSING_WORKFLOW_TASKS', '201'],
    ['CROSSING_LOG_LEVEL', 'loud'],
    ['CROSSING_OIDC_ISSUER', 'http://issuer.example'],
    ['CROSSING_OIDC_ISSUER', 'issuer'],
    ['CROSSING_TOKEN', 'a b'],
    ['CROSSING_OIDC_JWKS', 'http://127.0.0.1.example/jwks'],
    ['CROSSING_DATA_DIR', ' '],
    ['DATABASE_URL', 'mysql://x'],
    ['CROSSING_DATABASE_CONNECT_TIMEOUT', '0'],
    ['CROSSING_DATABASE_STATEMENT_TIMEOUT', '60001'],
    ['CROSSING_DATABASE_LOCK_TIMEOUT', '2s'],
    ['CROSSING_DATABASE_SLOW', '-1'],
    ['TEMPORAL_ADDRESS', 'http://temporal:7233'],
    ['CROSSING_PROT', '8080'],
  ];
  test.each(wrong)('%s=%s is refused by name, without its value', (name, value) => {
    const [problem, ...others] = problems({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name}: .{6,}`));
  });

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('%s is loopback', (host) => {
    expect(problems({ CROSSING_HOST: host })).toEqual([]);
  });

  test('that are wrong are named all at once, and no secret is repeated', () => {
    const all = problems({
      CROSSING_PORT: 'x',
      DATABASE_URL: 'mysql://me:secret@host',
      CROSSING_RETENTION: 'long',
    });
    expect(all.map((line) => line.split(':')[0])).toEqual([
      'CROSSING_PORT',
      'CROSSING_RETENTION',
      'DATABASE_URL',
    ]);
    expect(all.join()).not.toContain('secret');
  });

  test('are all listed for the README, and nothing else is', () => {
    const listed = SETTINGS.map(({ name }) => name);
    expect(new Set(listed).size).toBe(listed.length);
    const crossing = listed.filter((name) => name.startsWith('CROSSING_'));
    for (const name of crossing) {
      // A name that is listed and not read would pass with any value at all.
      expect(problems({ [name]: '\0' }), name).not.toEqual([]);
    }
    expect(settingsTable().split('\n')).toHaveLength(SETTINGS.length + 2);
  });
});
