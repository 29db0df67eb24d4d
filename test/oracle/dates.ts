// Days as they are compared: by the date alone.
//
// Readings:
// - An instant counts by the ten characters of its date, as written.
// - `at` is a full date or an instant; a partial date is malformed there.

const DAY =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

export function isDate(value: unknown, partial: boolean): boolean {
  if (typeof value !== 'string') return false;
  const parts = DAY.exec(value);
  if (parts === null) return false;
  if (!partial && parts[3] === undefined) return false;
  const month = Number(parts[2] ?? '01');
  const day = Number(parts[3] ?? '01');
  if (month < 1 || month > 12 || day < 1 || day > daysIn(Number(parts[1]), month)) return false;
  return parts[4] === undefined || !Number.isNaN(Date.parse(value));
}

export function firstDay(value: string): string {
  return (value.length === 4 ? `${value}-01-01` : value.length === 7 ? `${value}-01` : value).slice(
    0,
    10,
  );
}

export function lastDay(value: string): string {
  if (value.length === 4) return `${value}-12-31`;
  if (value.length > 7) return value.slice(0, 10);
  const days = daysIn(Number(value.slice(0, 4)), Number(value.slice(5, 7)));
  return `${value}-${String(days)}`;
}
