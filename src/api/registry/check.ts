/**
 * The registry against the workflows, a page of cases at a time.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { DIFFERENCES, checkCase } from '../../cases/check-file.ts';
import type { Difference } from '../../cases/check-file.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { Problem } from '../problems.ts';
import { REGISTRY_ROUTES } from './routes.ts';

const PAGE = 20;
/** A case that decides while it is read is read again. */
const READS_MAX = 3;

/** Adds the calls to the application. */
export function addRegistryRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(REGISTRY_ROUTES.check, async (c) => {
    const { after = '', limit = PAGE } = c.req.valid('query');
    const numbers = await deps.registry.numbersAfter(after, limit);
    const differences: Difference[] = [];
    for (const caseNo of numbers) differences.push(...(await differencesOf(deps, caseNo)));
    const next = numbers.length === limit ? numbers.at(-1) : undefined;
    const page = { checked: numbers.length, differences };
    return c.json(next === undefined ? page : { ...page, next }, 200);
  });
  app.openapi(REGISTRY_ROUTES.checkWorkflows, async (c) => {
    const { after = '', limit = PAGE } = c.req.valid('query');
    const page = await deps.runs.page(after, limit);
    if (page === 'unreadable') {
      throw new Problem('MALFORMED', 'after: send `next` of the page before, as it came.');
    }
    const { runs, next } = page;
    const differences: Difference[] = [];
    for (const { caseNo, runId } of runs) {
      if (differences.some((one) => one.caseNo === caseNo)) continue;
      if (!(await isMissing(deps, caseNo, runId))) continue;
      differences.push({ caseNo, code: 'CASE_MISSING', says: DIFFERENCES.CASE_MISSING });
    }
    const found = { checked: runs.length, differences };
    return c.json(next === undefined ? found : { ...found, next }, 200);
  });
}

/** Whether the registry lost a case; one that is being opened meanwhile is there when it is read again. */
async function isMissing(
  { registry, runs }: ApiDeps,
  caseNo: string,
  runId: string,
): Promise<boolean> {
  if ((await registry.case(caseNo)) !== undefined) return false;
  if (!(await runs.hasRecorded(caseNo, runId))) return false;
  return (await registry.case(caseNo)) === undefined;
}

async function differencesOf(deps: ApiDeps, caseNo: string): Promise<readonly Difference[]> {
  const { registry, runs } = deps;
  for (let read = 1; ; read += 1) {
    const file = await registry.filed(caseNo);
    if (file === undefined) return [];
    const [beside, standing] = await Promise.all([registry.beside(caseNo), runs.standing(caseNo)]);
    const view = standing.kind === 'running' ? await runs.view(caseNo) : undefined;
    const found = checkCase({ file, beside, standing, ...(view && { view }) });
    const still = (await registry.case(caseNo))?.hash === file.hash;
    if (found.length === 0 || still || read === READS_MAX) return found;
  }
}
