/**
 * A procedure that nobody foresaw runs on the host as it is, with the real registry and the real admission:
 * its folder and its registration (`test/toy`) are all there is of it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningWorker } from '../../src/temporal/worker.ts';
import { startStack } from '../support/stack.ts';
import type { TestStack } from '../support/stack.ts';
import { CLERK, HEAD, bundleToy, library, said, startToyWorker } from '../toy/library.ts';
import type { Loan, ToyBundle } from '../toy/library.ts';

const BOOK = {
  caseNo: 'BOOK-1',
  config: { delays: { overdue: 'PT3S' }, continueAsNewEvery: 2 },
};

let stack: TestStack;
let bundle: ToyBundle;
let worker: RunningWorker;
let loan: Loan;

beforeAll(async () => {
  stack = await startStack({ worker: false });
  bundle = await bundleToy('workflows.ts');
  worker = await startToyWorker(stack, bundle);
  loan = await (await library(stack))(BOOK);
});

afterAll(async () => {
  await worker.stop();
  await stack.stop();
  await bundle.remove();
});

test('it starts, and asks for its first task', async () => {
  expect(await loan.untilSeq(0)).toMatchObject({
    procedure: 'toy',
    state: 'shelf',
    tasks: [{ title: 'Lend the book', roles: ['LIB-CL'], events: ['book.lent'] }],
  });
  const [task] = await stack.registry.tasks({ caseNo: BOOK.caseNo });
  expect(task).toMatchObject({ title: 'Lend the book', roles: ['LIB-CL'] });
});

test('it is fed by signal and by update, and refuses by its own rules', async () => {
  await loan.signal(said('lent-1', 'book.lent'));
  expect(await loan.untilSeq(1)).toMatchObject({ state: 'away', tasks: [] });
  const bad = await loan.update(said('back-0', 'book.returned', { note: 'bad' }));
  expect(bad).toMatchObject({ outcome: 'rejected', code: 'REASONS_MISSING', state: 'away' });
  const back = await loan.update(said('back-1', 'book.returned'));
  expect(back).toMatchObject({ outcome: 'accepted', state: 'shelf', seq: 3 });
});

test('its timer fires', async () => {
  await loan.signal(said('lent-2', 'book.lent'));
  expect(await loan.untilSeq(5)).toMatchObject({ state: 'away' });
  const [, , , , overdue] = await stack.registry.file(BOOK.caseNo);
  expect(overdue).toMatchObject({
    event: { type: 'reminder.due', about: 'the book' },
    expect: 'recorded',
    attestations: [],
  });
});

test('it ends with an outcome that two have signed, and completes', async () => {
  const lost = said('lost-1', 'book.lost');
  const alone = await loan.update(lost);
  expect(alone).toMatchObject({ outcome: 'rejected', code: 'FOUR_EYES_MISSING', seq: 6 });
  await loan.signal({ ...lost, id: 'lost-2', second: HEAD }, CLERK, HEAD);
  expect(await loan.handle.result()).toEqual({ state: 'outcome.lost', seq: 7 });
  const row = await stack.registry.case(BOOK.caseNo);
  expect(row).toMatchObject({ open: false, state: 'outcome.lost', seq: 7 });
  expect(row?.view['documents']).toMatchObject([{ kind: 'loss-note', status: 'valid' }]);
});
