/**
 * Drives any chart of the kernel: queue → admit → step → record → tell. What it is driving it does not
 * know; who calls it names the queries and tells the outside.
 */
import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  AdmitResult,
  Delivery,
  Incoming,
  RecordResult,
  Row,
} from '../../activities/contract.ts';
import { migrate } from '../../machines/kernel/migrate.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import type { CaseState, Effect, JsonObject, OpenTimer } from '../../machines/kernel/types.ts';
import { bytesOf } from '../../machines/kernel/size.ts';
import { viewOf, type View } from '../../machines/kernel/view.ts';
import { Alarm } from './alarm.ts';
import { finalFailure, type FinalCode } from './durable.ts';
import type { Inbox } from './inbox.ts';
import { settle, type Standing } from './settle.ts';
import type { Turnover } from './turnover.ts';

/** The way to the activities, with the identity of the run filled in. */
export interface Doors {
  /** `ordinary` where the batch holds anything but signals: its scheduling commits its place. */
  admit(input: {
    seq: number;
    messages: readonly Incoming[];
    ordinary: boolean;
  }): Promise<AdmitResult>;
  record(input: {
    after: Head;
    rows: readonly Row[];
    repeats: readonly { digest: string; seq: number }[];
    view: JsonObject;
    opening?: Registering;
  }): Promise<RecordResult>;
  /** Lets something leave the house. Retried for as long as it takes. */
  deliver(delivery: Delivery): Promise<void>;
  /** Makes a halt visible to readers of the registry. */
  reportHalt(halt: Halt): Promise<void>;
}

/** What the first record of a case says besides. */
export interface Registering {
  readonly effects: readonly Effect[];
  /** ISO instant from which the dates of the opening are reckoned. */
  readonly at: string;
}

/** Where the file stands. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly rejected: number;
}

/** Why nothing more is decided here. */
export interface Halt {
  readonly code: FinalCode;
  readonly reason: string;
  /** ISO instant. */
  readonly since: string;
}

/** What a run hands to the next. Plain JSON. */
export interface Carried {
  readonly standing: Standing;
  readonly head: Head;
  readonly queue: readonly Incoming[];
  readonly deliveries: readonly Delivery[];
  readonly chartVersion: string;
  /** ISO instant. */
  readonly openedAt: string;
}

/** What the host needs of whoever runs it. */
export interface HostOptions {
  /** At the version of this run. */
  readonly procedure: Procedure;
  /** At the version that the next run can have, where there is a way. */
  readonly newest: Procedure;
  readonly inbox: Inbox;
  readonly doors: Doors;
  readonly turnover: Turnover;
  /** Called after every change; tells the Temporal Web UI. */
  readonly tell: (view: HostView) => void;
}

/** The view with what only the host knows. */
export type HostView = View & { readonly seq: number; readonly halted?: Halt };

/** How a run ends: with an outcome, or with what the next one starts from. */
export type Turn =
  { readonly kind: 'ended' } | { readonly kind: 'continues'; readonly carried: Carried };

/** One run of a chart. */
export class Host {
  readonly #options: HostOptions;
  readonly #alarm: Alarm;
  readonly #deliveries = new Map<string, Delivery>();
  /** Timers that rang and are queued, by key and deadline. */
  readonly #rang = new Set<string>();
  readonly #openedAt: string;
  #standing: Standing;
  #made: { readonly state: CaseState; readonly view: View } | undefined;
  #head: Head;
  #halt: Halt | undefined;
  #handled = 0;

  constructor(options: HostOptions, from: Omit<Carried, 'queue' | 'deliveries' | 'chartVersion'>) {
    this.#options = options;
    this.#standing = from.standing;
    this.#head = from.head;
    this.#openedAt = from.openedAt;
    this.#alarm = new Alarm((deadline) => this.#ring(deadline));
  }

  /** What the queries read. */
  get standing(): Standing {
    return this.#standing;
  }

  get view(): HostView {
    const { seq } = this.#standing;
    return { ...this.#seen(), seq, ...(this.#halt && { halted: this.#halt }) };
  }

  /** The view of the state of now; asked at every turn, made once for each state. */
  #seen(): View {
    const { state } = this.#standing;
    if (this.#made?.state !== state) {
      this.#made = { state, view: viewOf(this.#options.procedure, state) };
    }
    return this.#made.view;
  }

  /** Registers: the first record of a chain of runs. */
  async open(effects: readonly Effect[]): Promise<void> {
    await this.#record({ rows: [], repeats: [], opening: { effects, at: this.#openedAt } });
  }

  /** Goes on with what an earlier run had not delivered. */
  resume(deliveries: readonly Delivery[]): void {
    this.#deliver(deliveries);
  }

  /** Works until the chart has its outcome or the run gives way to the next. */
  async run(): Promise<Turn> {
    const { inbox } = this.#options;
    for (;;) {
      this.#announce();
      await condition(() => this.#isDue());
      if (this.#halt !== undefined) await this.#stayHalted();
      if (inbox.size > 0 && !(this.#mustTurn() && this.#mayTurn())) await this.#work();
      else if (this.#isOver()) return { kind: 'ended' };
      else if (this.#wantsTurn() && this.#mayTurn()) return this.#turn();
    }
  }

  #isDue(): boolean {
    if (this.#halt !== undefined || this.#options.inbox.size > 0 || this.#isOver()) return true;
    return this.#wantsTurn() && this.#mayTurn();
  }

  #isOver(): boolean {
    const closed = this.#isClosed();
    return (
      closed &&
      this.#options.inbox.size === 0 &&
      this.#deliveries.size === 0 &&
      allHandlersFinished()
    );
  }

  #isClosed(): boolean {
    return !this.#seen().open;
  }

  /** Whether this run is long enough. A closed one ends instead. */
  #wantsTurn(): boolean {
    const { turnover } = this.#options;
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return (
      continueAsNewSuggested ||
      historyLength > turnover.quietEvents ||
      this.#handled >= (turnover.everyMessages ?? Number.POSITIVE_INFINITY)
    );
  }

  #mustTurn(): boolean {
    const { turnover } = this.#options;
    const many = this.#handled >= (turnover.everyMessages ?? Number.POSITIVE_INFINITY);
    return many || workflowInfo().historyLength > turnover.eventsAtMost;
  }

  /** No caller may be left waiting, and what is queued must fit into the next run's input. */
  #mayTurn(): boolean {
    const { inbox, turnover } = this.#options;
    if (!allHandlersFinished() || this.#halt !== undefined) return false;
    return inbox.size === 0 || bytesOf(inbox.carried()) <= turnover.carriedBytes;
  }

  #turn(): Turn {
    const { procedure, newest } = this.#options;
    const { version, state } = migrate(newest, procedure.version, this.#standing.state);
    const carried: Carried = {
      standing: { ...this.#standing, state },
      head: this.#head,
      // A timer that rang is heard again by the next run: its deadline has passed.
      queue: this.#options.inbox.carried().filter(({ via }) => via !== 'timer'),
      deliveries: [...this.#deliveries.values()],
      chartVersion: version,
      openedAt: this.#openedAt,
    };
    return { kind: 'continues', carried };
  }

  /** One batch, from admission to the record. */
  async #work(): Promise<void> {
    const { inbox, doors, procedure } = this.#options;
    const taken = inbox.take();
    const messages = taken.map(({ incoming }) => incoming);
    const ordinary = messages.some(({ via }) => via !== 'signal');
    const { verdicts } = await doors.admit({ seq: this.#standing.seq, messages, ordinary });
    const settled = settle(procedure, this.#standing, messages, verdicts);
    const before = this.#standing;
    this.#standing = settled.standing;
    this.#handled += taken.length;
    this.#forget(messages);
    const { rows, repeats } = settled;
    if (rows.length > 0 || repeats.length > 0) await this.#record({ rows, repeats });
    if (this.#halt !== undefined) {
      this.#standing = before;
      inbox.putBack(taken);
      return;
    }
    taken.forEach(({ reply }, at) => {
      const answer = reply && settled.answers[at]?.();
      if (answer !== undefined) reply?.(answer);
    });
  }

  /** Records, compares what stands with what was decided, and halts where they differ. */
  async #record(what: {
    rows: readonly Row[];
    repeats: readonly { digest: string; seq: number }[];
    opening?: Registering;
  }): Promise<void> {
    const { halted: _, ...view } = this.view;
    try {
      const plain = view as unknown as JsonObject;
      const result = await this.#options.doors.record({ ...what, after: this.#head, view: plain });
      const conflict = differs(what.rows, result);
      if (conflict !== undefined) this.#stop('RECORD_CONFLICT', conflict);
      else {
        this.#head = result.head;
        this.#deliver(result.deliveries);
      }
    } catch (error) {
      const final = finalFailure(error);
      if (final === undefined) throw error;
      const { code, reason } = final;
      // The run ends with this code itself, whichever form of the activity found it out.
      if (code === 'CASE_EXISTS') throw ApplicationFailure.nonRetryable(reason, code);
      this.#stop(code, reason);
    }
  }

  #stop(code: FinalCode, reason: string): void {
    const last = this.#standing.tail.at(-1)?.entry.receivedAt ?? this.#openedAt;
    this.#halt = { code, reason, since: last };
  }

  /** Nothing more is decided; the queue stays, and whoever waits is told why. */
  async #stayHalted(): Promise<never> {
    const { inbox, doors } = this.#options;
    this.#alarm.set(undefined, '');
    this.#announce();
    if (this.#halt !== undefined) void doors.reportHalt(this.#halt);
    for (;;) {
      const { code = 'RECORD_CONFLICT', reason = '' } = this.#halt ?? {};
      inbox.failWaiting(code, reason);
      const { size } = inbox;
      await condition(() => inbox.size > size);
    }
  }

  #announce(): void {
    this.#options.tell(this.view);
    const pending = this.#standing.state.timers.filter((timer) => this.#runs(timer));
    const nearest = pending.map(({ deadline }) => deadline).sort()[0];
    if (this.#halt !== undefined) return;
    const keys = pending.filter(({ deadline }) => deadline === nearest).map(({ key }) => key);
    this.#alarm.set(nearest, `${keys.join(', ')} until ${nearest ?? ''}`);
  }

  #ring(deadline: string): void {
    for (const timer of this.#standing.state.timers) {
      if (timer.deadline > deadline || !this.#runs(timer)) continue;
      this.#rang.add(nameOf(timer));
      const { key, event } = timer;
      this.#options.inbox.push({ via: 'timer', key, deadline: timer.deadline, event });
    }
  }

  /** Whether a timer is still to ring: it has not rung yet, and time runs for it. */
  #runs(timer: OpenTimer): boolean {
    return timer.paused === undefined && !this.#rang.has(nameOf(timer));
  }

  #forget(messages: readonly Incoming[]): void {
    for (const message of messages) if (message.via === 'timer') this.#rang.delete(nameOf(message));
  }

  #deliver(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      if (this.#deliveries.has(delivery.key)) continue;
      this.#deliveries.set(delivery.key, delivery);
      void this.#options.doors.deliver(delivery).then(() => this.#deliveries.delete(delivery.key));
    }
  }
}

function nameOf({ key, deadline }: { key: string; deadline: string }): string {
  return `${key}/${deadline}`;
}

/** What stands in the file against what was decided: the first difference in words. */
function differs(rows: readonly Row[], { standing }: RecordResult): string | undefined {
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  for (const [at, entry] of entries.entries()) {
    const stands = standing[at];
    const same =
      stands !== undefined &&
      stands.seq === entry.seq &&
      stands.id === entry.event['id'] &&
      stands.outcome === entry.expect &&
      stands.code === entry.code &&
      stands.state === entry.state;
    if (!same) return `entry ${entry.seq} stands otherwise in the file`;
  }
  return undefined;
}
