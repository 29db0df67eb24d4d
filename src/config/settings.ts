/**
 * All settings of the service, read and checked here and nowhere else.
 */
import { join, resolve } from 'node:path';
import { loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import type { ClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { DATABASE_SETTINGS, databaseFields, databaseSettings } from './database.ts';
import type { DatabaseSettings } from './database.ts';
import {
  httpUrl,
  isLoopback,
  issuerUrl,
  networks,
  onOff,
  port,
  positive,
  days,
  text,
} from './fields.ts';

/** One setting as the README lists it. */
export interface SettingDoc {
  /** Name of the environment variable. */
  readonly name: string;
  /** What holds when it is absent, in words. */
  readonly default: string;
  readonly meaning: string;
}

/** Every setting, in the order of the README. `settingsTable` renders it. */
export const SETTINGS: readonly SettingDoc[] = [
  {
    name: 'CROSSING_DATA_DIR',
    default: '.data',
    meaning:
      'Folder of keys, token, lock, and of the embedded servers’ files. One process owns it.',
  },
  {
    name: 'CROSSING_HOST',
    default: '127.0.0.1',
    meaning: 'Address the API listens on; loopback only (127.0.0.0/8, ::1, localhost).',
  },
  { name: 'CROSSING_PORT', default: '8080', meaning: 'Port of the API; 0 takes any free one.' },
  {
    name: 'CROSSING_URL',
    default: 'the running service of the data folder, else http://127.0.0.1:8080',
    meaning: 'Where the command line finds the API.',
  },
  {
    name: 'CROSSING_TEMPORAL_PORT',
    default: '7233',
    meaning: 'Port of the embedded Temporal server; 0 takes any free one.',
  },
  {
    name: 'CROSSING_TEMPORAL_UI_PORT',
    default: '8233',
    meaning: 'Port of the embedded Temporal Web UI; 0 takes any free one.',
  },
  {
    name: 'CROSSING_SAMPLES',
    default: 'on',
    meaning: '`on` plays the sample cases in on the first start, `off` does not.',
  },
  {
    name: 'CROSSING_RETENTION',
    default: '90d',
    meaning: 'How long Temporal keeps closed workflows, in days (`90d`), from 1d to 3650d.',
  },
  {
    name: 'CROSSING_PERSONS_RETENTION',
    default: '3650d',
    meaning:
      'How long a closed case keeps its person before `retention` lets it be erased, 0d to 36500d.',
  },
  {
    name: 'CROSSING_WORKFLOW_TASKS',
    default: '12',
    meaning: 'Workflow tasks that one worker works on at the same time, 2 to 200.',
  },
  {
    name: 'CROSSING_SWEEP',
    default: '60',
    meaning:
      'Seconds between two looks for open cases that no workflow runs for, up to 86400; 0: never.',
  },
  {
    name: 'CROSSING_TOKEN',
    default: 'the token of the data folder',
    meaning: 'By what the command line signs in: a token of `sign-in`, or an API key.',
  },
  {
    name: 'CROSSING_OIDC_ISSUER',
    default: 'absent: with PGlite, a development issuer',
    meaning:
      'OpenID Connect issuer by whose tokens officers sign in, to the letter of claim `iss`.',
  },
  {
    name: 'CROSSING_OIDC_AUDIENCE',
    default: 'crossing-cases-api',
    meaning: 'What the claim `aud` of these tokens has to hold.',
  },
  {
    name: 'CROSSING_OIDC_JWKS',
    default: 'absent: by the issuer’s discovery document',
    meaning: 'Address of the issuer’s keys.',
  },
  {
    name: 'CROSSING_OIDC_CLAIM',
    default: 'sub',
    meaning: 'Claim that names the officer’s id in the register.',
  },
  {
    name: 'CROSSING_RATE_PER_MINUTE',
    default: '60000',
    meaning: 'Calls of the API that one caller may make in a minute, up to 999999; 0: any number.',
  },
  {
    name: 'CROSSING_LOG_LEVEL',
    default: 'warn',
    meaning: '`error`, `warn`, `info` or `debug`; JSON lines on standard error.',
  },
  {
    name: 'CROSSING_MASTER_KEY_FILE',
    default: 'absent: `keys/master.key` in the data folder',
    meaning: 'File of the master keys, 32 bytes in base64url a line; the first wraps, all open.',
  },
  {
    name: 'CROSSING_LETTER_KEY_FILE',
    default: 'absent: `keys/letters.jwk` in the data folder',
    meaning:
      'File of the key that signs letters over HTTP, a private JWK (Ed25519) with its `kid`.',
  },
  {
    name: 'CROSSING_WEBHOOK_ALLOW',
    default: 'absent: public addresses alone',
    meaning:
      'Networks besides that webhooks and letters may go to, as 10.2.0.0/16,::1/128; http on loopback alone.',
  },
  {
    name: 'CROSSING_WEBHOOK_KEY_FILE',
    default: 'absent: `keys/webhooks.key` in the data folder',
    meaning: 'File of the keys that close the secrets of webhooks, in the form of the master keys.',
  },
  ...DATABASE_SETTINGS,
  {
    name: 'TEMPORAL_ADDRESS',
    default: 'absent: an embedded dev server',
    meaning: 'host:port of a Temporal server to use in place of the embedded one.',
  },
  { name: 'TEMPORAL_NAMESPACE', default: 'default', meaning: 'Namespace of the cases.' },
  {
    name: 'TEMPORAL_CLI_PATH',
    default: '`temporal` on the PATH',
    meaning: 'The `temporal` program that brings the embedded server.',
  },
  {
    name: 'TEMPORAL_*',
    default: '',
    meaning:
      'API key, TLS, profile and configuration file, as in Temporal’s environment configuration.',
  },
];

/** Settings after checking. Paths are absolute; absent means that nothing was given. */
export interface Settings extends DatabaseSettings {
  readonly dataDir: string;
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  /** Given explicitly; the command line falls back on the data folder's running service. */
  readonly url?: string;
  readonly temporal: {
    /** 0 means any free port. */
    readonly port: number;
    readonly uiPort: number;
    readonly retentionDays: number;
    readonly workflowTasks: number;
    /** Seconds between two sweeps; 0: none. */
    readonly sweepS: number;
    /** `address` of its options is present only where a server was named. */
    readonly connect: ClientConnectConfig;
    readonly address?: string;
    readonly namespace: string;
    readonly cliPath?: string;
  };
  readonly samples: boolean;
  /** What the command line sends as bearer token; absent: the token of the data folder. */
  readonly bearer?: string;
  /** How officers sign in. */
  readonly oidc: {
    /** Absent where no issuer was named. */
    readonly issuer?: string;
    readonly audience: string;
    readonly jwks?: string;
    readonly officerClaim: string;
  };
  /** Calls that one caller may make in a minute; 0: any number. */
  readonly ratePerMinute: number;
  readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
  /** Days after its closing before a case may be erased because its time is over. */
  readonly personsKeptDays: number;
  /** Absent: one of our own in the data folder. */
  readonly masterKeyFile?: string;
  /** File of the key that signs letters over HTTP. */
  readonly letterKeyFile: string;
  readonly webhooks: {
    /** Networks beside the public ones, in CIDR form. */
    readonly allow: readonly string[];
    /** Absent: one of our own in the data folder. */
    readonly keyFile?: string;
  };
}

/** One or more settings are wrong; `problems` has a line for each, with its name and what to do. */
export class SettingsError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Settings refused:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

const Environment = z.object({
  CROSSING_DATA_DIR: text('a folder').default('.data'),
  CROSSING_HOST: z
    .string()
    .refine(isLoopback, 'listens on loopback only: use 127.0.0.1, ::1 or localhost')
    .default('127.0.0.1'),
  CROSSING_PORT: port().default(8080),
  CROSSING_URL: httpUrl().optional(),
  CROSSING_TEMPORAL_PORT: port().default(7233),
  CROSSING_TEMPORAL_UI_PORT: port().default(8233),
  CROSSING_SAMPLES: onOff().default(true),
  CROSSING_RETENTION: days(1, 3650).default(90),
  CROSSING_PERSONS_RETENTION: days(0, 36_500).default(3650),
  CROSSING_WORKFLOW_TASKS: positive(2, 200).default(12),
  CROSSING_SWEEP: positive(0, 86_400).default(60),
  CROSSING_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'use a token without blanks')
    .optional(),
  CROSSING_OIDC_ISSUER: issuerUrl().optional(),
  CROSSING_OIDC_AUDIENCE: text('who the tokens are for').default('crossing-cases-api'),
  CROSSING_OIDC_JWKS: issuerUrl().optional(),
  CROSSING_OIDC_CLAIM: text('a claim').default('sub'),
  CROSSING_RATE_PER_MINUTE: positive(0, 999_999).default(60_000),
  CROSSING_LOG_LEVEL: z
    .enum(['error', 'warn', 'info', 'debug'], 'use error, warn, info or debug')
    .default('warn'),
  ...databaseFields,
  CROSSING_MASTER_KEY_FILE: text('a file').optional(),
  CROSSING_LETTER_KEY_FILE: text('a file').optional(),
  CROSSING_WEBHOOK_ALLOW: networks().default([]),
  CROSSING_WEBHOOK_KEY_FILE: text('a file').optional(),
  TEMPORAL_CLI_PATH: text('the path of a program').optional(),
});

/**
 * Reads all settings. An empty variable counts as absent.
 * @throws SettingsError naming every wrong one at once, unknown `CROSSING_` names too.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(env).filter((e): e is [string, string] => e[1] !== undefined && e[1] !== ''),
  );
  const parsed = Environment.safeParse(given);
  const problems = [...unknownNames(given), ...wrongValues(parsed)];
  const temporal = temporalConnect(given, problems);
  if (!parsed.success || temporal === undefined || problems.length > 0) {
    throw new SettingsError(problems);
  }
  return settingsOf(parsed.data, temporal);
}

/** The settings as a Markdown table, for the README and for `start --help`. */
export function settingsTable(): string {
  const rows = SETTINGS.map((s) => `| \`${s.name}\` | ${s.default} | ${s.meaning} |`);
  return ['| Name | Default | Meaning |', '|---|---|---|', ...rows].join('\n');
}

function settingsOf(env: z.infer<typeof Environment>, connect: ClientConnectConfig): Settings {
  const address = connect.connectionOptions.address;
  return {
    dataDir: resolve(env.CROSSING_DATA_DIR),
    host: env.CROSSING_HOST,
    port: env.CROSSING_PORT,
    ...(env.CROSSING_URL === undefined ? {} : { url: env.CROSSING_URL }),
    temporal: {
      port: env.CROSSING_TEMPORAL_PORT,
      uiPort: env.CROSSING_TEMPORAL_UI_PORT,
      retentionDays: env.CROSSING_RETENTION,
      workflowTasks: env.CROSSING_WORKFLOW_TASKS,
      sweepS: env.CROSSING_SWEEP,
      connect,
      ...(address === undefined ? {} : { address }),
      namespace: connect.namespace ?? 'default',
      ...(env.TEMPORAL_CLI_PATH === undefined ? {} : { cliPath: env.TEMPORAL_CLI_PATH }),
    },
    samples: env.CROSSING_SAMPLES,
    oidc: oidcOf(env),
    ...(env.CROSSING_TOKEN === undefined ? {} : { bearer: env.CROSSING_TOKEN }),
    ratePerMinute: env.CROSSING_RATE_PER_MINUTE,
    logLevel: env.CROSSING_LOG_LEVEL,
    personsKeptDays: env.CROSSING_PERSONS_RETENTION,
    ...databaseSettings(env),
    ...(env.CROSSING_MASTER_KEY_FILE === undefined
      ? {}
      : { masterKeyFile: resolve(env.CROSSING_MASTER_KEY_FILE) }),
    letterKeyFile: resolve(
      env.CROSSING_LETTER_KEY_FILE ?? join(env.CROSSING_DATA_DIR, 'keys', 'letters.jwk'),
    ),
    webhooks: {
      allow: env.CROSSING_WEBHOOK_ALLOW,
      ...(env.CROSSING_WEBHOOK_KEY_FILE === undefined
        ? {}
        : { keyFile: resolve(env.CROSSING_WEBHOOK_KEY_FILE) }),
    },
  };
}

function oidcOf(env: z.infer<typeof Environment>): Settings['oidc'] {
  const { CROSSING_OIDC_ISSUER: issuer, CROSSING_OIDC_JWKS: jwks } = env;
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(jwks === undefined ? {} : { jwks }),
    audience: env.CROSSING_OIDC_AUDIENCE,
    officerClaim: env.CROSSING_OIDC_CLAIM,
  };
}

/** A misspelt setting would otherwise be ignored in silence. */
function unknownNames(given: Readonly<Record<string, string>>): string[] {
  const known = new Set(SETTINGS.map((s) => s.name));
  return Object.keys(given)
    .filter((name) => name.startsWith('CROSSING_') && !known.has(name))
    .map((name) => `${name}: no such setting; known are ${crossingNames().join(', ')}`);
}

function crossingNames(): string[] {
  return SETTINGS.map((s) => s.name).filter((name) => name.startsWith('CROSSING_'));
}

function wrongValues(parsed: z.ZodSafeParseResult<unknown>): string[] {
  return (parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

function temporalConnect(
  given: Record<string, string>,
  problems: string[],
): ClientConnectConfig | undefined {
  const address = given['TEMPORAL_ADDRESS'];
  if (address !== undefined && !/^[^\s/]+:\d{1,5}$/.test(address)) {
    problems.push('TEMPORAL_ADDRESS: use host:port, such as 127.0.0.1:7233');
  }
  try {
    return toClientOptions(loadClientConfigProfile({ overrideEnvVars: given }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    problems.push(`TEMPORAL_*: ${why}; see Temporal’s environment configuration`);
    return undefined;
  }
}
