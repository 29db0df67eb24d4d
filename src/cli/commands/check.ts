import { InvalidArgumentError } from 'commander';
import type { Checked } from '../../check/check.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';

interface Options {
  readonly json?: true;
  readonly walks: number;
  readonly seed?: number;
  readonly procedure?: string;
  readonly states: number;
  readonly pairs?: true;
  readonly coverage?: true;
}

/** `check`: the model checker. */
export const addCheck: AddCommand = (program, io, end) => {
  declare(
    program,
    'check',
    [
      'Explore the charts, and check the invariants on every log.',
      'Random walks, and an exhaustive part in slices; finds dead ends, endless waits, and what is',
      'never reached. On a fault, standard output is the shortest case file that shows it: `try`',
      'runs it. Progress and report go to standard error. Needs no service.',
    ],
    [
      'check',
      'check --walks 100000 --pairs',
      'check --procedure exit --seed 42 --json',
      'check > fault.json || npx crossing-cases try fault.json',
    ],
  )
    .option('--walks <n>', 'random walks', count, 6_000)
    .option('--seed <n>', 'seed of the first walk; absent: drawn, and printed', count)
    .option('--procedure <name>', 'this procedure, or kind of duty, alone')
    .option('--states <n>', 'bound of each exhaustive slice, 0: none', count, 1_000)
    .option('--pairs', 'exhaustive slices of every two things that happen beside the main line')
    .option('--coverage', 'list every transition with whether it was taken')
    .action(async (options: Options) => {
      end(await checkAll(io, options));
    });
};

async function checkAll(io: CliIo, options: Options): Promise<number> {
  const [{ check }, { hereOnly, onWorkers }, { reportOf, resultOf, transitionsOf }, registry, os] =
    await Promise.all([
      import('../../check/check.ts'),
      import('../../check/pool.ts'),
      import('../../check/report.ts'),
      import('../../../machines/registry.ts'),
      import('node:os'),
    ]);
  const { procedure, walks, states, pairs } = options;
  if (procedure !== undefined && registry.procedureOrDutyOf(procedure) === undefined) {
    const { procedures, duties } = registry;
    const names = Object.keys({ ...procedures, ...duties }).join(', ');
    throw wrongUse(`There is no procedure ${procedure}; use one of ${names}.`);
  }
  const seed = options.seed ?? Math.floor(Date.now() / 1000) % 1_000_000;
  io.err(`seed ${seed}`);
  const threads = Math.min(os.availableParallelism(), 4);
  const pool = threads === 1 ? hereOnly() : onWorkers(threads);
  const progress = progressTo(io);
  try {
    const checked = await check(
      {
        walks,
        seed,
        ...(procedure !== undefined && { procedure }),
        statesMax: states,
        pairs: pairs === true,
        onProgress: ({ walks: gone, states: seen, what }) =>
          progress(`${gone}/${walks} walks, ${seen} cases explored · ${what}`),
      },
      pool,
    );
    progress('');
    for (const line of reportOf(checked)) io.err(line);
    if (options.coverage === true) for (const line of transitionsOf(checked)) io.out(line);
    show(io, checked, options.json === true ? resultOf(checked) : undefined);
    return checked.findings.length === 0 ? EXIT.done : EXIT.difference;
  } finally {
    await pool.end();
  }
}

function show(io: CliIo, { findings }: Checked, result: unknown): void {
  if (result !== undefined) return io.out(JSON.stringify(result));
  const [first] = findings.flatMap(({ caseFile }) => (caseFile === undefined ? [] : [caseFile]));
  if (first !== undefined) io.out(JSON.stringify(first, undefined, 2));
}

/** One line that redraws itself on a terminal; elsewhere a line every ten seconds. */
function progressTo(io: CliIo): (text: string) => void {
  const { terminal } = io;
  let last = Date.now();
  return (text) => {
    if (terminal !== undefined) return void terminal.write(`\r\u001B[2K${text}`);
    if (text === '' || Date.now() - last < 10_000) return;
    last = Date.now();
    io.err(text);
  };
}

function count(text: string): number {
  if (/^\d{1,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('use a whole number.');
}
