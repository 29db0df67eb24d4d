/**
 * What a command touches of the world outside. Tests hand in their own.
 */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { readSettings, SettingsError } from '../config/settings.ts';
import type { Settings } from '../config/settings.ts';
import { wrongUse } from './exit-codes.ts';

export interface CliIo {
  /** One line on standard output: results. */
  out(line: string): void;
  /** One line on standard error: everything else. */
  err(line: string): void;
  /** Standard error, for what redraws itself; absent where it is no terminal. */
  readonly terminal?: NodeJS.WriteStream;
  stdin(): Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
}

/** The real one. A reader that goes away (`| head`) ends the command without a word. */
export function processIo(): CliIo {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    ...(process.stderr.isTTY ? { terminal: process.stderr } : {}),
    stdin: () => text(process.stdin),
    env: process.env,
    fetch,
  };
}

/**
 * Settings of this command.
 * @throws CliFailure naming every wrong one.
 */
export function settingsOf(io: CliIo): Settings {
  try {
    return readSettings(io.env);
  } catch (error) {
    if (error instanceof SettingsError) throw wrongUse(error.message);
    throw error;
  }
}

/**
 * The JSON of a file, or of standard input for `-` and for no name.
 * @throws CliFailure where it cannot be read, or is no JSON.
 */
export async function readJson(io: CliIo, path: string | undefined): Promise<Json> {
  const name = path === undefined || path === '-' ? 'standard input' : path;
  let content: string;
  try {
    content = name === 'standard input' ? await io.stdin() : await readFile(name, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw wrongUse(`${name} cannot be read: ${why}`);
  }
  try {
    return JSON.parse(content) as Json;
  } catch {
    throw wrongUse(`${name} is no JSON.`);
  }
}

/** As `readJson`, and it must be an object. */
export async function readObject(io: CliIo, path: string | undefined): Promise<JsonObject> {
  const value = await readJson(io, path);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw wrongUse('A JSON object is expected.');
}
