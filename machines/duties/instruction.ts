/**
 * An instruction that names cases (0b, 5b): for each of them it carries the submission that the same
 * officer has signed for that case, and the duty hands it on as it is.
 */
import { CASE_NO } from '../shared/case-no.ts';
import type { JsonObject } from '../kernel/types.ts';

/** What an instruction says, as it was sent. */
export interface Instruction {
  readonly by?: string;
  readonly instructionId?: string;
  readonly permits?: readonly string[];
  readonly cases?: unknown;
}

/** One case with its submission. */
export interface Enclosed {
  readonly caseNo: string;
  readonly submission: JsonObject;
}

/** Cases that one instruction may name. */
export const CASES_AT_MOST = 50;

/**
 * The cases of an instruction with their submissions; `undefined` where one of them says something
 * else, is by somebody else, or a case is named twice.
 */
export function enclosedIn(instruction: Instruction): readonly Enclosed[] | undefined {
  const { cases = [] } = instruction;
  if (!Array.isArray(cases) || cases.length > CASES_AT_MOST) return undefined;
  const enclosed = cases.flatMap((item: unknown) => readItem(instruction, item));
  const numbers = new Set(enclosed.map(({ caseNo }) => caseNo));
  return numbers.size === cases.length ? enclosed : undefined;
}

function readItem(instruction: Instruction, item: unknown): readonly Enclosed[] {
  const { caseNo, submission } = isObject(item) ? item : {};
  if (typeof caseNo !== 'string' || !CASE_NO.test(caseNo) || !isObject(submission)) return [];
  const { event } = submission;
  return isObject(event) && saysTheSame(instruction, event) ? [{ caseNo, submission }] : [];
}

function saysTheSame({ by, instructionId, permits }: Instruction, event: JsonObject): boolean {
  return (
    event['type'] === 'instructions.received' &&
    event['by'] === by &&
    event['instructionId'] === instructionId &&
    JSON.stringify(event['permits']) === JSON.stringify(permits)
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
