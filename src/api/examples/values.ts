/** What stands in several examples. */
import type { JsonObject } from '../../../machines/kernel/types.ts';

export const AT = '1958-03-01T08:00:00.000Z';
export const HASH = 'qZk-NkcGgWq6PiVxeFDCbJzQ2J0ukCY1xlGYOAgpZ-8';

/** An event as officers send it. */
export const EVENT: JsonObject = {
  id: 'e1',
  type: 'identity.verified',
  at: '1958-03-01',
  by: 'EMB-CO-1',
  evidenceRef: 'ID-1',
};
