/**
 * Finding the program that brings the Temporal dev server, each step said aloud.
 */
import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { buildWithGo, GO_PACKAGE } from './build-server.ts';
import { downloadWithSdk, SDK_PROGRAM } from './sdk-server.ts';
import type { Voice } from './voice.ts';

/** What the search looks at; tests hand in their own. */
export interface SearchOptions {
  readonly voice: Voice;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `TEMPORAL_CLI_PATH`. */
  readonly cliPath?: string;
  /** Folder of what is built or downloaded once; default `userCache(env)`. */
  readonly cacheDir?: string;
  /** Where the SDK keeps its own download; default the system's temporary folder. */
  readonly sdkDir?: string;
  /** Default `downloadWithSdk`. */
  readonly download?: typeof downloadWithSdk;
  /** Default `buildWithGo`. */
  readonly build?: typeof buildWithGo;
}

/** No dev server could be found, downloaded or built. */
export class NoDevServer extends Error {
  constructor(tried: readonly string[]) {
    super(
      'No Temporal dev server could be found. One of these four ways is needed:\n' +
        '  1. TEMPORAL_ADDRESS=host:port of a running Temporal server\n' +
        '  2. TEMPORAL_CLI_PATH, or the program `temporal` on the PATH\n' +
        '  3. network access for the download of the Temporal SDK\n' +
        `  4. Go 1.24 or newer, which builds ${GO_PACKAGE}\n` +
        `What was tried:\n${tried.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.name = 'NoDevServer';
  }
}

/** The user's cache folder of this service, by the XDG rules. */
export function userCache(env: Readonly<Record<string, string | undefined>>): string {
  const xdg = env['XDG_CACHE_HOME'];
  const root = xdg !== undefined && xdg.startsWith('/') ? xdg : join(homedir(), '.cache');
  return join(root, 'crossing-cases');
}

/**
 * The path of a `temporal` program that answers `--version`.
 * @throws NoDevServer naming all four ways, and why each failed.
 * @throws Error when TEMPORAL_CLI_PATH is given and does not work: what is asked for is not replaced.
 */
export async function findTemporalProgram(options: SearchOptions): Promise<string> {
  const { voice, env } = options;
  const tried: string[] = [];
  const note = (line: string): undefined => {
    voice.say(`Temporal dev server: ${line}`);
    tried.push(line);
  };
  if (options.cliPath !== undefined) return namedProgram(options.cliPath, note);
  const { download = downloadWithSdk, build = buildWithGo } = options;
  const cacheDir = options.cacheDir ?? userCache(env);
  return (
    (await onPath(env['PATH'] ?? '', note)) ??
    (await keptProgram('built earlier', join(cacheDir, 'bin', 'temporal'), note)) ??
    (await keptProgram('the SDK’s', join(options.sdkDir ?? tmpdir(), SDK_PROGRAM), note)) ??
    (await keptProgram('downloaded earlier', join(cacheDir, 'sdk', SDK_PROGRAM), note)) ??
    (await attempt(() => download(join(cacheDir, 'sdk'), voice), note)) ??
    (await attempt(() => build(join(cacheDir, 'bin'), env, voice), note)) ??
    fail(tried)
  );
}

type Note = (line: string) => undefined;

async function namedProgram(path: string, note: Note): Promise<string> {
  const version = await versionOf(path);
  if (version === undefined) {
    throw new Error(
      `TEMPORAL_CLI_PATH: ${path} is no temporal program that runs here; correct it or unset it.`,
    );
  }
  note(`TEMPORAL_CLI_PATH ${path} (${version})`);
  return path;
}

async function onPath(path: string, note: Note): Promise<string | undefined> {
  for (const dir of path.split(delimiter).filter((d) => d !== '')) {
    const program = join(dir, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
    const version = await versionOf(program);
    if (version === undefined) continue;
    note(`\`temporal\` on the PATH: ${program} (${version})`);
    return program;
  }
  return note('no `temporal` on the PATH, and TEMPORAL_CLI_PATH is not set');
}

async function keptProgram(which: string, path: string, note: Note): Promise<string | undefined> {
  const version = await versionOf(path);
  if (version === undefined) return note(`none ${which} at ${path}`);
  note(`the one ${which}: ${path} (${version})`);
  return path;
}

/** A step that may fail: its reason is told, and the next step follows. */
async function attempt(step: () => Promise<string>, note: Note): Promise<string | undefined> {
  try {
    const path = await step();
    const version = await versionOf(path);
    if (version === undefined) return note(`${path} does not run here`);
    note(`${path} (${version})`);
    return path;
  } catch (error) {
    return note(error instanceof Error ? error.message : String(error));
  }
}

function fail(tried: readonly string[]): never {
  throw new NoDevServer(tried);
}

async function versionOf(program: string): Promise<string | undefined> {
  try {
    await access(program, constants.X_OK);
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: 20_000 });
    return /^temporal version .*/m.exec(stdout)?.[0];
  } catch {
    return undefined;
  }
}
