import { describe, expect, it } from 'vitest';
import { KernelError } from '../../machines/kernel/errors.ts';
import type { Extension } from '../../machines/kernel/types.ts';
import { registered } from '../../machines/kernel/register.ts';
import { start, step } from '../../machines/kernel/step.ts';
import { displayedState } from '../../machines/kernel/view.ts';
import { AT, chart, opened, procedure, said } from '../support/small.ts';
import { CARRIED } from './features-carried.ts';
import { REFUSED } from './features-refused.ts';

describe('a chart is refused when it is registered, not years later', () => {
  it.each(REFUSED)('refuses $feature', ({ config, reason, procedure: more }) => {
    const fault = failure(() => registered(procedure(chart(config), more)));
    expect(fault).toBeInstanceOf(KernelError);
    expect(fault).toMatchObject({ message: expect.stringMatching(reason) as string });
    // The place comes first: the procedure, and what part of it.
    expect(fault).toMatchObject({ place: expect.stringMatching(/^small/) as string });
  });

  it('names the state that holds the fault', () => {
    const config = {
      id: 'small',
      initial: 'a',
      states: { a: { initial: 'x', states: { x: {} } } },
    };
    expect(failure(() => registered(procedure(chart(config))))).toMatchObject({
      place: 'small: small.a.x',
    });
  });

  it('refuses a policy version that is not there', () => {
    const config = { id: 'small', initial: 'a', states: { a: { description: 'A.' } } };
    const fault = failure(() => registered(procedure(chart(config), { policyVersion: '2' })));
    expect(fault).toMatchObject({ message: 'small: no policy "2"' });
  });

  it.each<[string, Readonly<Record<string, Extension>>, RegExp]>([
    ['a date that is not there', { other: { length: 'P1D' } }, /extends no delay other/],
    [
      'with one that is not there',
      { overdue: { length: 'P1D', with: ['other'] } },
      /extends no delay other/,
    ],
    ['by no length', { overdue: { length: 'a day' } }, /a day extends nothing/],
    ['again and again', { overdue: { length: 'R/P1D' } }, /R\/P1D extends nothing/],
  ])('refuses a policy that extends %s', (_what, extensions, message) => {
    const config = { id: 'small', initial: 'a', states: { a: { description: 'A.' } } };
    const policies = { '1': { version: '1', delays: { overdue: 'P1D' }, figures: {}, extensions } };
    const fault = failure(() => registered(procedure(chart(config), { policies })));
    expect(fault).toMatchObject({ message: expect.stringMatching(message) as string });
  });
});

describe('what is carried works', () => {
  it.each(CARRIED)('carries $feature', ({ config, go, state, effects }) => {
    const small = registered(procedure(chart(config)));
    const first = start(small, small.example, AT);
    const gone = go === false ? undefined : step(small, first.state, said('go'));
    expect(gone?.outcome ?? 'accepted').toBe('accepted');
    expect(displayedState(small, gone?.state ?? first.state)).toBe(state);
    const all = [...first.effects, ...(gone?.effects ?? [])];
    expect(all.map(({ kind }) => kind)).toEqual(effects ?? []);
  });
});

describe('a case is opened under a policy', () => {
  const config = { id: 'small', initial: 'a', states: { a: { description: 'A.' } } };
  const small = registered(procedure(chart(config)));

  it('keeps what its config replaces', () => {
    const { policy } = opened(small, { config: { delays: { overdue: 'PT1M' }, rounds: 3 } });
    expect(policy).toEqual({ version: '1', delays: { overdue: 'PT1M' }, figures: { rounds: 3 } });
  });

  it('keeps a figure where the config has one of another type', () => {
    expect(opened(small, { config: { rounds: 'many' } }).policy.figures).toEqual({ rounds: 1 });
  });

  it.each([
    ['no such version', { policyVersion: '2' }, /no policy "2"/],
    ['a name that every object has', { policyVersion: 'constructor' }, /no policy "constructor"/],
    ['a version that is no text', { policyVersion: { a: 1 } }, /no policy \{"a":1\}/],
    ['no such delay', { delays: { soon: 'P1D' } }, /no delay soon/],
    ['a length in words', { delays: { overdue: 'soon' } }, /overdue is no ISO 8601 length/],
    ['a length that is no text', { delays: { overdue: 30 } }, /overdue is no ISO 8601 length/],
  ])('refuses %s', (_what, given, reason) => {
    expect(() => opened(small, { config: given })).toThrow(reason);
  });
});

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
