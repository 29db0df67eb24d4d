/** A JSON value as text for people: a text as it is, anything else as JSON, nothing for what is absent. */
export function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
