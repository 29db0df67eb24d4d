/**
 * Where the calls of a case are, and those of a duty: their numbers tell them apart.
 */
import type { Context } from 'hono';
import { isDutyNo } from '../../workflows/messages.ts';

/** The address that all calls of this case or duty begin with. */
export function addressOf(number: string): string {
  return `${collectionOf(number)}/${encodeURIComponent(number.slice(number.indexOf('/') + 1))}`;
}

/** The address that such a case or duty is opened at. */
export function collectionOf(number: string): string {
  const kind = number.slice(0, number.indexOf('/'));
  return isDutyNo(number) ? `/v1/duties/${encodeURIComponent(kind)}` : '/v1/cases';
}

/** How a start argument that is sent there names the case or duty. */
export function namedAs(number: string, procedure: string): Readonly<Record<string, string>> {
  const no = number.slice(number.indexOf('/') + 1);
  return isDutyNo(number) ? { no } : { caseNo: number, procedure };
}

/** The number in the address of a request: of a case, or `<kind>/<no>` of a duty. */
export function numberIn(c: Context): string {
  const { kind, no = '' } = c.req.param();
  return kind === undefined ? no : `${kind}/${no}`;
}

/** The id of an event or of a draft in the address of a request. */
export function idIn(c: Context): string {
  return c.req.param('id') ?? '';
}
