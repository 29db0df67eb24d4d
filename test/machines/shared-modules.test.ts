/**
 * XState and the charts are loaded once for each thread and shared by all its cases: what one case does
 * must not show in another. XState counts the ids of actors across all of them.
 */
import { createActor } from 'xstate';
import { expect, test } from 'vitest';
import { start, step } from '../../machines/kernel/step.ts';
import type { CaseEvent, CaseState, Effect, Opening } from '../../machines/kernel/types.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { officerOf, attributedTo } from '../../machines/shared/officers.ts';
import { procedures } from '../../machines/registry.ts';
import { read } from '../support/sources.ts';

interface Sample extends Pick<Opening, 'caseNo' | 'procedure' | 'facts'> {
  readonly config: NonNullable<Opening['config']>;
  readonly events: readonly { readonly event: CaseEvent }[];
}

/** Everything that a case leaves: states, effects, views. */
function played(file: Sample): unknown {
  const procedure = procedures[file.procedure];
  if (procedure === undefined) throw new Error(`no procedure ${file.procedure}`);
  const { caseNo, facts, config } = file;
  const opening = { caseNo, procedure: file.procedure, subjectRef: 's', facts, config } as const;
  const at = '1958-01-01T00:00:00.000Z';
  const begun = start(procedure, { ...opening, clock: 'recorded' }, at);
  let state: CaseState = begun.state;
  const left: (CaseState | readonly Effect[] | object)[] = [begun.state, begun.effects];
  for (const { event } of file.events) {
    const { second } = event;
    const result = step(procedure, state, {
      event,
      attested: true,
      by: attributedTo(file.procedure, event),
      ...(typeof second === 'string' && { second: officerOf(second) }),
      receivedAt: at,
      effectiveAt: event.at,
    });
    ({ state } = result);
    left.push(result, viewOf(procedure, state));
  }
  return JSON.parse(JSON.stringify(left));
}

test.each(['OUT-04', 'OUT-08', 'IN-05', 'EX-02'])(
  'nothing of %s depends on how many actors were made before, or by whom',
  (name) => {
    const file = JSON.parse(read(`samples/${name}.json`)) as Sample;
    const alone = played(file);
    const { machine } = procedures['outbound'] ?? {};
    if (machine === undefined) throw new Error('no outbound chart');
    for (let n = 0; n < 137; n += 1) createActor(machine, { input: {} });
    expect(played(file)).toEqual(alone);
    expect(JSON.stringify(alone)).not.toMatch(/"x:\d+"|sessionId/);
  },
);
