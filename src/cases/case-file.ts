/**
 * The form of a case file (`case-file/1`), as far as running it through the charts needs it.
 */
import { z } from 'zod';

/** A file that cannot be run at all. */
export class CaseFileError extends Error {
  constructor(reason: string) {
    super(`This is no case file that can be run: ${reason}.`);
    this.name = 'CaseFileError';
  }
}

/** One entry. Unknown fields (sequence, signatures, hashes) are no part of the comparison. */
const CaseEntry = z.object({
  event: z.looseObject({ id: z.string(), type: z.string() }),
  expect: z.enum(['accepted', 'recorded', 'rejected']),
  code: z.string().optional(),
  state: z.string(),
  /** Absent means `submit`. */
  act: z.enum(['submit', 'propose', 'countersign', 'withdraw']).optional(),
  /** Of exported files: the instant that the rules of a live case compared with. */
  receivedAt: z.string().optional(),
});
/** One entry of a case file. */
export type CaseEntry = z.infer<typeof CaseEntry>;

const Expected = z.object({
  state: z.string(),
  open: z.boolean(),
  documents: z.array(z.string()),
  voidedDocuments: z.array(z.string()),
  clause3: z.string(),
  safeguard: z.string(),
  penalty: z.string(),
});
/** How the case is to stand at the end. */
export type Expected = z.infer<typeof Expected>;

const CaseFile = z.object({
  format: z.literal('case-file/1'),
  caseNo: z.string(),
  procedure: z.string(),
  config: z.looseObject({}).default({}),
  facts: z.looseObject({}).default({}),
  /** Of exported files; absent means `recorded`: rules compare with `at`. */
  clock: z.enum(['live', 'recorded']).optional(),
  events: z.array(CaseEntry),
  // Strict: a name misspelt here would be compared with nothing, and the file would seem to pass.
  expected: z.strictObject(Expected.partial().shape).optional(),
});
/** A case file. */
export type CaseFile = z.infer<typeof CaseFile>;

/**
 * The case file in a value.
 *
 * @throws CaseFileError that names the first field that is not as it must be.
 */
export function readCaseFile(value: unknown): CaseFile {
  const result = CaseFile.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw new CaseFileError(`${place === '' ? 'the file' : place}: ${issue?.message ?? 'malformed'}`);
}
