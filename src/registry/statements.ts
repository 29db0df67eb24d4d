/** What is said of statements, on both drivers: their text with placeholders, never a value. */
import type { LogConfig, LogEvent } from 'kysely';

/** A statement that took long. */
export interface SlowStatement {
  /** Its text; values stand in it as `$1`, `$2` … */
  readonly statement: string;
  /** Milliseconds from its sending to its answer, without the wait for a connection. */
  readonly ms: number;
  /** SQLSTATE, or the code of a broken connection, where it failed; absent where it did not. */
  readonly code?: string;
}

/** Who hears of slow statements. */
export interface StatementWatch {
  /** From so many milliseconds on; 0: none is told. */
  readonly slowMs: number;
  slow(statement: SlowStatement): void;
}

/** The hook of Kysely: tells slow statements, and takes values out of errors before anybody logs them. */
export function statementHook(watch?: StatementWatch): LogConfig {
  return (event: LogEvent): void => {
    if (event.level === 'error') takeValuesOut(event.error);
    if (watch === undefined || watch.slowMs === 0) return;
    const { queryDurationMillis, query } = event;
    if (queryDurationMillis < watch.slowMs) return;
    const code = event.level === 'error' ? codeOf(event.error) : undefined;
    watch.slow({
      statement: query.sql.replace(/\s+/g, ' ').trim(),
      ms: Math.round(queryDurationMillis),
      ...(code === undefined ? {} : { code }),
    });
  };
}

/** Where a server or a driver puts values: the row that collided, the parameters. */
const HOLDS_VALUES = ['detail', 'where', 'internalQuery', 'query', 'params'] as const;

/**
 * Takes out of an error of the database what may be a value. Errors of class 22 repeat the value that
 * was wrong between quotation marks; those of other classes name tables, columns and constraints there.
 */
function takeValuesOut(error: unknown): void {
  const code = codeOf(error);
  if (!(error instanceof Error) || code === undefined) return;
  for (const field of HOLDS_VALUES) if (field in error) Reflect.deleteProperty(error, field);
  if (!code.startsWith('22')) return;
  const message = error.message.replace(/".*"/s, '"…"');
  error.stack = error.stack?.replace(error.message, () => message) ?? message;
  error.message = message;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
