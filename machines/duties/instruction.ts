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
  if (faultOfEnclosed(instruction) !== undefined) return undefined;
  const { cases = [] } = instruction;
  return (cases as readonly Enclosed[]).map(({ caseNo, submission }) => ({ caseNo, submission }));
}

/**
 * What is wrong with the cases of an instruction, in words that name the first of them; `undefined`
 * where nothing is, or none is named.
 */
export function faultOfEnclosed(instruction: Instruction): string | undefined {
  const { cases = [] } = instruction;
  if (!Array.isArray(cases)) return 'cases: is no list';
  if (cases.length > CASES_AT_MOST) return `cases: names more than ${CASES_AT_MOST}`;
  const numbers = cases.map((item: unknown) => (isObject(item) ? item['caseNo'] : undefined));
  const faults = cases.map((item: unknown, at) => {
    const twice = numbers.indexOf(numbers[at]) < at ? 'is named twice' : undefined;
    return (isObject(item) ? faultOfItem(instruction, item) : 'is no object') ?? twice;
  });
  const first = faults.findIndex((fault) => fault !== undefined);
  return first < 0 ? undefined : `cases[${first}]: ${faults[first] ?? ''}`;
}

function faultOfItem(instruction: Instruction, item: JsonObject): string | undefined {
  const { caseNo, submission } = item;
  if (typeof caseNo !== 'string' || !CASE_NO.test(caseNo)) return 'caseNo is no case number';
  if (!isObject(submission) || !isObject(submission['event'])) return 'submission holds no event';
  const differs = difference(instruction, submission['event']);
  return differs && `submission.event.${differs} is not that of the instruction`;
}

/** The field in which what is for a case differs from the instruction itself. */
function difference({ by, instructionId, permits }: Instruction, event: JsonObject) {
  if (event['type'] !== 'instructions.received') return 'type';
  if (event['by'] !== by) return 'by';
  if (event['instructionId'] !== instructionId) return 'instructionId';
  return JSON.stringify(event['permits']) === JSON.stringify(permits) ? undefined : 'permits';
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
