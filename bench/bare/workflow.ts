/**
 * The same case by hand, as an application would write it without this service: a plain update for each
 * decision, a table of steps, one ordinary activity that writes the rows. No admission, no signatures, no
 * chart, no hash.
 */
import { SearchAttributeType, defineSearchAttributeKey } from '@temporalio/common';
import {
  condition,
  defineUpdate,
  proxyActivities,
  setHandler,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { BareActivities, BareEvent, BareOpening, BareOutcome, BareTask } from './contract.ts';
import { FIRST, STEPS } from './steps.ts';

const STATE = defineSearchAttributeKey('CrossingState', SearchAttributeType.KEYWORD);

const { write } = proxyActivities<BareActivities>({ startToCloseTimeout: '10s' });

/** One case, for as long as it takes. */
export async function bareCase(opening: BareOpening): Promise<void> {
  const { caseNo } = opening;
  let state = 'detected.intake';
  let seq = 0;
  let task: BareTask = { id: 'task-0', ...FIRST };
  let turns = 0;
  let served = 0;
  const show = (): void => {
    if (opening.showsState === true) upsertSearchAttributes([{ key: STATE, value: state }]);
  };
  show();
  const opened = write({ caseNo, seq, state, opening, closes: [], opens: [task] });

  async function decide(event: BareEvent): Promise<BareOutcome> {
    const step = STEPS[state]?.[event.type];
    if (step === undefined) {
      return { id: event.id, outcome: 'rejected', code: 'EVENT_NOT_ALLOWED', state, seq };
    }
    seq += 1;
    const closes = step.closes ? [task.id] : [];
    const opens = step.opens.map((asked) => ({ id: `task-${seq}`, ...asked }));
    task = opens[0] ?? task;
    if (step.state !== state) {
      state = step.state;
      show();
    }
    await write({ caseNo, seq, state, event, closes, opens });
    return { id: event.id, outcome: 'accepted', state, seq };
  }

  setHandler(defineUpdate<BareOutcome, [BareEvent]>('decide'), async (event) => {
    // One after the other, in the order of arrival.
    const mine = turns;
    turns += 1;
    await opened;
    await condition(() => served === mine);
    try {
      return await decide(event);
    } finally {
      served += 1;
    }
  });
  await opened;
  await condition(() => state.startsWith('outcome.'));
}
