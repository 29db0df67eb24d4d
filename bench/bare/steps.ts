/**
 * The steps of the bare workflow: the beginning of an outbound case as a table, with the same tasks as
 * the chart asks for.
 */
import type { BareTask } from './contract.ts';

/** A step: where it leads, whether the open task is done with it, who is asked next. */
export interface BareStep {
  readonly state: string;
  readonly closes: boolean;
  readonly opens: readonly Omit<BareTask, 'id'>[];
}

const roles = ['EMB-CO'];

/** The task of a new case. */
export const FIRST = { title: 'Verify who the person is', roles, events: ['identity.verified'] };

/** State → event type → step. Anything else is refused. */
export const STEPS: Readonly<Record<string, Readonly<Record<string, BareStep>>>> = {
  'detected.intake': {
    'identity.verified': {
      state: 'detected.screening',
      closes: true,
      opens: [
        {
          title: 'Screen: nationality, kind of crossing, date',
          roles,
          events: ['screening.completed'],
        },
      ],
    },
  },
  'detected.screening': {
    'screening.completed': {
      state: 'mobilization',
      closes: true,
      opens: [
        {
          title: 'Hold rounds, take statements, conclude',
          roles,
          events: ['mobilization.round-held', 'willingness.stated', 'mobilization.concluded'],
        },
      ],
    },
  },
  mobilization: {
    'mobilization.round-held': { state: 'mobilization', closes: false, opens: [] },
    'willingness.stated': {
      state: 'voluntary-return',
      closes: false,
      opens: [{ title: 'Agree how the person returns', roles, events: ['return.proposed'] }],
    },
  },
  'voluntary-return': {},
};
