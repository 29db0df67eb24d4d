/**
 * Case files (`case-file/1`) as they are read for `try` and `play`.
 */
import { z } from 'zod';
import { wrongUse } from './exit-codes.ts';
import { readJson } from './io.ts';
import type { CliIo } from './io.ts';

const Entry = z.looseObject({
  event: z.looseObject({ id: z.string(), type: z.string() }),
  expect: z.enum(['accepted', 'recorded', 'rejected']),
  code: z.string().optional(),
  state: z.string(),
  act: z.enum(['propose', 'countersign', 'withdraw']).optional(),
});

const CaseFile = z.looseObject({
  format: z.literal('case-file/1'),
  caseNo: z.string(),
  procedure: z.string(),
  config: z.looseObject({}).optional(),
  facts: z.looseObject({}),
  events: z.array(Entry),
  expected: z.looseObject({}).optional(),
});

/** A case file. Unknown fields are kept. */
export type ReadCaseFile = z.infer<typeof CaseFile>;
export type ReadCaseEntry = z.infer<typeof Entry>;

/**
 * A case file.
 * @throws CliFailure 2 where it cannot be read, or is none; the message names the first field.
 */
export async function readCaseFile(io: CliIo, path: string): Promise<ReadCaseFile> {
  const parsed = CaseFile.safeParse(await readJson(io, path));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw wrongUse(
    `${path} is no case-file/1: ${where === '' ? 'the file' : where}: ${issue?.message ?? ''}`,
  );
}
