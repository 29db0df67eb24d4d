/**
 * For how long it is known who a person was, once the case has closed.
 */
const DAY_MS = 86_400_000;

/**
 * The instant from which a case may be erased because its time is over: so many times 24 hours after the
 * instant of its closing. Of a day, as recorded cases have it, after its end in UTC.
 */
export function erasableFrom(closedOn: string, keptDays: number): string {
  const isDay = closedOn.length === '1957-12-17'.length;
  const closed = Date.parse(closedOn) + (isDay ? DAY_MS : 0);
  return new Date(closed + keptDays * DAY_MS).toISOString();
}
