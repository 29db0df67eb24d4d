/**
 * `start`: the whole service, until it is told to end.
 */
import pino from 'pino';
import type { CliIo } from './cli/io.ts';
import { serviceAt } from './cli/service.ts';
import type { Settings } from './config/settings.ts';
import { isKnown } from './embedded/procedures.ts';
import { playSamples } from './embedded/samples.ts';
import { startStack } from './embedded/stack.ts';
import type { Stack } from './embedded/stack.ts';
import type { Voice } from './temporal/voice.ts';

/** How long an unfinished start may take to end; a build of the dev server is then given up. */
const END_MS_MAX = 10_000;

export interface ServeOptions {
  /** The last line, with the addresses, as JSON. */
  readonly json: boolean;
  /** Without a worker here, another process runs `src/worker.ts`. */
  readonly worker: boolean;
}

/**
 * Serves until SIGINT, SIGTERM or SIGHUP, and then ends cleanly; a second signal ends at once.
 * @throws Error when it cannot come up, or loses something vital.
 */
export async function serve(settings: Settings, io: CliIo, options: ServeOptions): Promise<void> {
  const asked = untilSignal();
  const log = pino({ level: settings.logLevel }, pino.destination(2));
  const starting = startStack({
    settings,
    voice: voiceOf(io),
    log,
    env: io.env,
    worker: options.worker,
  });
  const stack = await Promise.race([starting, asked]);
  if (stack === undefined) return endEarly(starting, io);
  try {
    const lost = stack.lost.then((reason) => {
      throw new Error(reason);
    });
    lost.catch(() => {});
    if (settings.samples && options.worker) await Promise.race([samples(stack, io), asked, lost]);
    tellAddresses(stack, io, { json: options.json, samples: settings.samples });
    await Promise.race([asked, lost]);
    io.err('Ending …');
  } finally {
    await stack.stop();
  }
}

/** Asked to end before everything was up: what is on its way up gets a moment to come down again. */
async function endEarly(starting: Promise<Stack>, io: CliIo): Promise<void> {
  io.err('Ending …');
  const tooLong = setTimeout(() => process.exit(130), END_MS_MAX);
  await starting.then(
    (stack) => stack.stop(),
    () => {},
  );
  clearTimeout(tooLong);
}

async function samples(stack: Stack, io: CliIo): Promise<void> {
  const service = serviceAt(stack.url, stack.token, io.fetch);
  await playSamples({ io, service, dataDir: stack.dataDir, isKnown });
}

function tellAddresses(
  stack: Stack,
  io: CliIo,
  { json, samples: played }: { readonly json: boolean; readonly samples: boolean },
): void {
  const { url, uiUrl, temporalAddress, tokenFile, token } = stack;
  if (json) {
    io.out(JSON.stringify({ url, temporal: temporalAddress, ui: uiUrl, tokenFile }));
    return;
  }
  io.out(`
API              ${url}   (calls: ${url}/v1/openapi.json)
Temporal Web UI  ${uiUrl ?? `of the server at ${temporalAddress}`}
Temporal         ${temporalAddress}
Token            ${token}   (${tokenFile})

To try next, in another terminal:
  npx crossing-cases tasks${played ? '\n  npx crossing-cases case OUT-01.1' : ''}
  npx crossing-cases play samples/OUT-02.json
  npx crossing-cases open --case-no LIVE-1 --procedure outbound --facts '{"province":"Jilin","adult":true}'
  echo '{"id":"e1","type":"identity.verified","at":"'$(date -uI)'","by":"EMB-CO-1","evidenceRef":"ID-1"}' \\
    | npx crossing-cases submit --case LIVE-1

Ctrl-C ends it; the cases stay.`);
}

function voiceOf(io: CliIo): Voice {
  const { terminal } = io;
  const say = (text: string): void => io.err(text);
  if (terminal === undefined) return { say };
  return {
    say,
    tick: (text) =>
      void terminal.write(`\r\u001b[2K${text.slice(0, (terminal.columns ?? 80) - 1)}`),
  };
}

/** Resolves at the first signal to end; the second one ends the process as it is. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    let signals = 0;
    const end = (): void => {
      signals += 1;
      if (signals > 1) process.exit(130);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  });
}
