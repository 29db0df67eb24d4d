/** Lists of the service, page after page. */
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Service } from './service.ts';

/** Rows of one page: as many as there may be. */
const LIMIT = '1000';

/** Every row of a list, in its order: `member` of each page of `path`. */
export async function everyRow(
  service: Pick<Service, 'get'>,
  path: string,
  member: string,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly JsonObject[]> {
  const asked = new URLSearchParams({ limit: LIMIT, ...query });
  const rows: JsonObject[] = [];
  for (;;) {
    const { body } = await service.get(`${path}?${asked.toString()}`);
    rows.push(...(body[member] as readonly JsonObject[]));
    if (typeof body['next'] !== 'string') return rows;
    asked.set('cursor', body['next']);
  }
}
