/**
 * The moment at which a task can be read, for both sides by the same trigger.
 */
import pg from 'pg';
import { caseOfTask, TASK_CHANNEL } from '../sides/task-channel.ts';

/** Longest wait for a task, in milliseconds: more is a failure. */
const WAIT_MS_MAX = 60_000;

/** Hears of tasks. */
export class TaskWatch {
  readonly #waiting = new Map<string, (at: number) => void>();
  #client: pg.Client | undefined;

  /** Listens on a connection of its own. */
  async listen(databaseUrl: string): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    client.on('notification', ({ payload }) => {
      const caseNo = caseOfTask(payload ?? '{}');
      if (caseNo !== undefined) this.heard(caseNo);
    });
    await client.query(`listen ${TASK_CHANNEL}`);
    this.#client = client;
  }

  /** A task of this case can be read now. */
  heard(caseNo: string): void {
    this.#waiting.get(caseNo)?.(performance.now());
  }

  /** The moment of the next task of the case; ask before the decision is sent. */
  next(caseNo: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no task of ${caseNo} within ${WAIT_MS_MAX / 1000} s`)),
        WAIT_MS_MAX,
      );
      this.#waiting.set(caseNo, (at) => {
        clearTimeout(timer);
        this.#waiting.delete(caseNo);
        resolve(at);
      });
    });
  }

  async close(): Promise<void> {
    await this.#client?.end();
  }
}
