/**
 * Case files as they are named on the command line.
 */
import { CaseFileError, readCaseFile } from '../cases/case-file.ts';
import type { CaseFile } from '../cases/case-file.ts';
import { wrongUse } from './exit-codes.ts';
import { readJson } from './io.ts';
import type { CliIo } from './io.ts';

/**
 * The case file of a path, or of standard input for `-`.
 * @throws CliFailure 2 where it cannot be read, or is no case file; the message names file and field.
 */
export async function caseFileAt(io: CliIo, path: string): Promise<CaseFile> {
  const value = await readJson(io, path);
  return namingFile(path, () => readCaseFile(value));
}

/** Runs something over a case file; what it finds wrong with the file is told with its name. */
export function namingFile<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof CaseFileError) throw wrongUse(`${path}: ${error.message}`);
    throw error;
  }
}
