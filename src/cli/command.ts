/**
 * What all commands share: how they are declared, and how they end.
 */
import type { Command } from 'commander';
import type { CliIo } from './io.ts';
import { EXIT_HELP } from './exit-codes.ts';

/** A command adds itself to the program; `end` takes its exit code. */
export type AddCommand = (program: Command, io: CliIo, end: (exitCode: number) => void) => void;

/** A command with its description, examples and `--json`. */
export function declare(
  program: Command,
  usage: string,
  /** The first line is its line in the list of commands. */
  description: readonly [string, ...string[]],
  examples: readonly string[],
): Command {
  const lines = examples.map((line) => `  $ npx crossing-cases ${line}`);
  return program
    .command(usage)
    .summary(description[0])
    .description(description.join(' '))
    .option('--json', 'print JSON, for other programs')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}\n\n${EXIT_HELP}`);
}
