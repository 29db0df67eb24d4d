/** Rows of a rebuilt case, gathered into records of at most one batch. */
import type { RecordInput, Row } from '../../activities/contract.ts';
import { BOUNDS } from '../../machines/kernel/bounds.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';

/** A record without its place and its run. */
export type Unplaced = Omit<RecordInput, 'after' | 'run'>;

/** The records of one case, in order. */
export class Records {
  readonly done: Unplaced[];
  #rows: Row[] = [];
  #repeats: { readonly digest: string; readonly seq: number }[] = [];
  #view: JsonObject;

  /** `first` registers the case. */
  constructor(first: Unplaced) {
    this.done = [first];
    this.#view = first.view;
  }

  /** `view` is that after the row. */
  add(row: Row, view: JsonObject): void {
    this.#rows.push(row);
    this.#view = view;
    if (this.#rows.length >= BOUNDS.batch) this.flush();
  }

  repeat(digest: string, seq: number): void {
    this.#repeats.push({ digest, seq });
  }

  /** Ends the record that is being gathered; harmless where there is none. */
  flush(): void {
    if (this.#rows.length === 0 && this.#repeats.length === 0) return;
    this.done.push({ rows: this.#rows, repeats: this.#repeats, view: this.#view });
    [this.#rows, this.#repeats] = [[], []];
  }
}
