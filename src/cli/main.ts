/**
 * The command line: `npx crossing-cases …`. Each command is one file under `commands/`; what is heavy
 * is imported when a command runs, so that help is there at once.
 */
import { Command, CommanderError } from 'commander';
import { addApiKeys } from './commands/api-keys.ts';
import { addCase } from './commands/case.ts';
import { addChannels } from './commands/channels.ts';
import { addCheck } from './commands/check.ts';
import { addClaims } from './commands/claims.ts';
import { addCountersign } from './commands/countersign.ts';
import { addDocument } from './commands/document.ts';
import { addExport } from './commands/export.ts';
import { addFigures } from './commands/figures.ts';
import { addKeys } from './commands/keys.ts';
import { addLetters } from './commands/letters.ts';
import { addOfficers } from './commands/officers.ts';
import { addOpen } from './commands/open.ts';
import { addPlay } from './commands/play.ts';
import { addPolicy } from './commands/policy.ts';
import { addPropose } from './commands/propose.ts';
import { addRegistry } from './commands/registry.ts';
import { addResume } from './commands/resume.ts';
import { addSign } from './commands/sign.ts';
import { addSignIn } from './commands/sign-in.ts';
import { addStart } from './commands/start.ts';
import { addSubmit } from './commands/submit.ts';
import { addSubscriptions } from './commands/subscriptions.ts';
import { addTasks } from './commands/tasks.ts';
import { addTry } from './commands/try.ts';
import { addVerify } from './commands/verify.ts';
import { addVersions } from './commands/versions.ts';
import type { AddCommand } from './command.ts';
import { CliFailure, EXIT, EXIT_HELP } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { processIo } from './io.ts';

/** Every command, in the order of the help text. */
const COMMANDS: readonly AddCommand[] = [
  addStart,
  addTry,
  addCheck,
  addPlay,
  addOpen,
  addSubmit,
  addPropose,
  addCountersign,
  addSign,
  addSignIn,
  addCase,
  addTasks,
  addClaims,
  addSubscriptions,
  addOfficers,
  addApiKeys,
  addLetters,
  addChannels,
  addFigures,
  addVersions,
  addPolicy,
  addDocument,
  addExport,
  addVerify,
  addKeys,
  addResume,
  addRegistry,
];

/** Runs one command and gives its exit code. Never throws. */
export async function run(argv: readonly string[], io: CliIo = processIo()): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
    if (error instanceof CliFailure) {
      io.err(error.message);
      return error.exitCode;
    }
    io.err(error instanceof Error ? error.message : String(error));
    return EXIT.away;
  }
}

/** The program with all its commands, for `run` and for the test of its help texts. */
export function createProgram(io: CliIo, end: (exitCode: number) => void): Command {
  const program = new Command('crossing-cases')
    .description('A durable case service on Temporal. Synthetic data only.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
    })
    .configureHelp({ helpWidth: 100 })
    .showHelpAfterError('(add --help for usage)')
    .addHelpText('after', `\n${EXIT_HELP}`);
  for (const add of COMMANDS) add(program, io, end);
  return program;
}
