/**
 * Tables and numbers of the page.
 */

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A ratio with two digits. */
export function ratio(value: number): string {
  return value.toFixed(2);
}

/** The median, and the 99th of a hundred behind it. */
export function pair([p50, p99]: readonly [p50: number, p99: number]): string {
  return `${ratio(p50)} (${ratio(p99)})`;
}

/** Whether a target was reached. */
export function mark(reached: boolean): string {
  return reached ? ' ✓' : ' ✗';
}
