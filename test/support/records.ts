/** Records of one case, built row by row as a workflow would. */
import type { Delivery, RecordInput, RecordResult, Row } from '../../activities/contract.ts';
import type { RecordStore } from '../../activities/ports.ts';
import type { Effect, Opening } from '../../machines/kernel/types.ts';
import { ZERO_HASH } from '../../src/file/chain.ts';

let cases = 0;

/** A case number that no other test of this file has. */
export function freshCaseNo(): string {
  cases += 1;
  return `T-${cases}`;
}

export interface RowWishes {
  readonly outcome?: 'accepted' | 'recorded' | 'rejected';
  readonly code?: string;
  readonly message?: string;
  readonly state?: string;
  readonly digest?: string;
  /** `null`: not attested. */
  readonly sender?: string | null;
  readonly act?: 'propose' | 'countersign' | 'withdraw';
  readonly effects?: readonly Effect[];
}

/** An entry row at a place. */
export function entryRow(seq: number, id: string, wishes: RowWishes = {}): Row {
  const { outcome = 'accepted', sender = 'EMB-CO-1', act, code, message } = wishes;
  return {
    kind: 'entry',
    entry: {
      event: { id, type: 'note.added', at: '2025-03-01', amount: 1.5, text: 'naïve ✓' },
      expect: outcome,
      ...(code === undefined ? {} : { code }),
      state: wishes.state ?? `state.${seq}`,
      seq,
      receivedAt: `2025-03-01T10:00:0${seq % 10}.000Z`,
      attestations: ['a.b.c'],
      ...(act === undefined ? {} : { act }),
    },
    digest: wishes.digest ?? `digest-${id}`,
    ...(sender === null ? {} : { sender }),
    ...(message === undefined ? {} : { message }),
    effects: wishes.effects ?? [],
  };
}

/** A rejected message at a place of its own count. */
export function rejectedRow(ordinal: number, digest = `rejected-${ordinal}`): Row {
  const at = '2025-03-01T10:00:00.000Z';
  return {
    kind: 'rejected',
    ordinal,
    rejected: { at, name: 'hello', code: 'MESSAGE_UNKNOWN', digest, size: 12 },
    effects: [],
  };
}

export interface CaseDriver {
  readonly caseNo: string;
  /** The head that the workflow reckons with. */
  head: RecordResult['head'];
  /** A record of these rows after `head`; the first one opens the case. */
  input(rows: readonly Row[], more?: Partial<RecordInput>): RecordInput;
  /** Records and moves `head` on. */
  record(rows: readonly Row[], more?: Partial<RecordInput>): Promise<RecordResult>;
}

/** A case whose workflow records into `store`. */
export function aCase(store: RecordStore, opening: Partial<Opening> = {}): CaseDriver {
  const caseNo = opening.caseNo ?? freshCaseNo();
  const run = `run-of-${caseNo}`;
  const start: Opening = {
    caseNo,
    procedure: 'outbound',
    subjectRef: 's/1',
    facts: {},
    ...opening,
  };
  let opened = false;
  const driver: CaseDriver = {
    caseNo,
    head: { seq: 0, hash: ZERO_HASH, rejected: 0 },
    input: (rows, more = {}) => ({
      run: { caseNo, firstExecutionRunId: run, runId: run, originalRunId: run },
      ...(opened ? {} : { opening: { start, effects: [] } }),
      after: driver.head,
      rows,
      repeats: [],
      view: { caseNo, ...viewAfter(rows, driver.head.seq), open: true, allowed: ['note.added'] },
      ...more,
    }),
    record: async (rows, more) => {
      const result = await store.record(driver.input(rows, more));
      opened = true;
      driver.head = result.head;
      return result;
    },
  };
  return driver;
}

function viewAfter(rows: readonly Row[], seq: number): { state: string; seq: number } {
  const entries = rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []));
  const last = entries.at(-1);
  return { state: last?.state ?? 'opened', seq: last?.seq ?? seq };
}

/** A task as an effect. */
export function openTask(id: string, roles: readonly string[], due?: string): Effect {
  return {
    kind: 'openTask',
    task: {
      id,
      key: id,
      title: `Do ${id}`,
      roles,
      events: ['note.added'],
      since: '2025-03-01T10:00:00.000Z',
      ...(due === undefined ? {} : { due }),
    },
  };
}

/** A letter as an effect. */
export function sendLetter(to: string, kind = 'M1', correlationId = 'c-1'): Effect {
  return { kind: 'sendLetter', letter: { kind, to, correlationId, content: { ref: 'r/1' } } };
}

/** The keys of a kind. */
export function keysOf(deliveries: readonly Delivery[], kind: Delivery['kind']): readonly string[] {
  return deliveries.filter((delivery) => delivery.kind === kind).map(({ key }) => key);
}
