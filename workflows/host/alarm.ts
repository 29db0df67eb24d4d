/**
 * One durable timer for the nearest deadline, left alone while the nearest does not move.
 */
import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';

/** Called with the deadline that came. */
export type OnDeadline = (deadline: string) => void;

/** The one timer of a workflow. */
export class Alarm {
  readonly #onDeadline: OnDeadline;
  #deadline: string | undefined;
  #scope: CancellationScope | undefined;

  constructor(onDeadline: OnDeadline) {
    this.#onDeadline = onDeadline;
  }

  /**
   * Sets the alarm. `summary` is shown in the Temporal Web UI. The length is counted from the workflow's
   * own time, which decides nothing: what is recorded is the deadline.
   *
   * @param deadline - ISO instant; absent: no alarm.
   */
  set(deadline: string | undefined, summary: string): void {
    if (deadline === this.#deadline) return;
    this.#scope?.cancel();
    this.#deadline = deadline;
    this.#scope = undefined;
    if (deadline === undefined) return;
    const scope = new CancellationScope({ cancellable: true });
    this.#scope = scope;
    const ms = Math.max(1, Date.parse(deadline) - Date.now());
    scope.run(() => sleep(ms, { summary })).then(() => this.#ring(deadline), ignoreCancelled);
  }

  #ring(deadline: string): void {
    if (this.#deadline !== deadline) return;
    this.#deadline = undefined;
    this.#scope = undefined;
    this.#onDeadline(deadline);
  }
}

function ignoreCancelled(error: unknown): void {
  if (!isCancellation(error)) throw error;
}
