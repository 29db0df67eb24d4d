/** `npm run soak`: the long run from the command line; exit 1 where anything was found. */
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError, Option } from 'commander';
import pino from 'pino';
import { installTemporalLogger } from '../../src/temporal/worker.ts';
import { LONG } from './options.ts';
import type { SoakOptions } from './options.ts';
import { soak } from './soak.ts';
import type { Soaked, Told } from './soak.ts';

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number');
  return value;
}

function options(): SoakOptions {
  const command = new Command('soak')
    .description('Many cases, while workers, server and registry fall; then everything is checked.')
    .option('--cases <number>', 'cases', count, LONG.cases)
    .option('--clients <number>', 'clients at a time', count, LONG.clients)
    .option('--times <number>', 'how often each thing is killed and frozen', count, LONG.times)
    .option('--frozen-s <seconds>', 'how long what is frozen stands still', count, LONG.frozenS)
    .option('--outage-s <seconds>', 'how long the registry refuses', count, LONG.outageS)
    .option('--minutes <number>', 'after which the run has failed', count, LONG.minutes)
    .option('--seed <number>', 'what is sent, how, and what falls when', count, LONG.seed)
    .addOption(new Option('--server <which>', 'Temporal').choices(['dev', '1.32.1']).default('dev'))
    .parse();
  return { ...LONG, ...command.opts<Partial<SoakOptions>>() };
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A bar on a terminal; elsewhere a line at every tenth. */
function teller(): Told & { end(): void } {
  const bar = process.stdout.isTTY
    ? new SingleBar({ format: '{phase} {bar} {value}/{total}  {fell}', hideCursor: true })
    : undefined;
  let [name, total, tenth, fell] = ['', 1, -1, ''];
  return {
    phase(phase, of) {
      [name, total, tenth] = [phase, of, -1];
      bar?.stop();
      if (bar) bar.start(of, 0, { phase, fell });
      else say(`${new Date().toISOString()} ${phase}`);
    },
    progress(done) {
      bar?.update(done, { phase: name, fell });
      const now = Math.floor((done / total) * 10);
      if (bar || now === tenth) return;
      tenth = now;
      say(`${new Date().toISOString()} ${name} ${done}/${total}`);
    },
    fell(kind) {
      fell = kind;
      if (!bar) say(`${new Date().toISOString()} ${kind}`);
    },
    found: (fault) => void process.stderr.write(`\nFOUND ${fault}\n`),
    end: () => bar?.stop(),
  };
}

function table(result: Soaked): string {
  const rows: readonly (readonly [string, string | number])[] = [
    ['cases', result.cases],
    ['messages (signals twice)', result.messages],
    ['entries of the files', result.entries],
    ['timers among them', result.timers],
    ['requests to cancel', result.cancels],
    ['runs (continued as new)', result.runs],
    ['histories replayed', result.replayed],
    ['entries written again, found equal', result.foundAgain],
    ...Object.entries(result.fallen),
    ['cases looked at again', result.lookedAgain],
    ['seconds', result.seconds],
    ['findings', result.faults.length],
  ];
  return rows.map(([what, value]) => `${what.padEnd(38)} ${String(value).padStart(8)}`).join('\n');
}

installTemporalLogger(pino({ level: 'error' }, pino.destination(2)));
const told = teller();
const result = await soak(options(), told);
told.end();
say(table(result));
process.exit(result.faults.length === 0 ? 0 : 1);
