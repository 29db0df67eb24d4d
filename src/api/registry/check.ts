/**
 * The registry against the workflows, a page of cases at a time.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { checkCase } from '../../cases/check-file.ts';
import type { Difference } from '../../cases/check-file.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { REGISTRY_ROUTES } from './routes.ts';

const PAGE = 20;
/** A case that decides while it is read is read again. */
const READS_MAX = 3;

/** Adds the call to the application. */
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
