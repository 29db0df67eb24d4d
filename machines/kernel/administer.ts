/**
 * Events that change how a case is run and not where it stands. They are signed, judged and filed like all
 * others, but no chart is asked: the state, what is allowed and who is awaited stay as they are.
 */
import { extend } from './extend.ts';
import { movePolicy } from './move-policy.ts';
import type { Position } from './position.ts';
import type { Procedure } from './procedure.ts';
import { judge, type Eyes, type Judgement } from './refusals.ts';
import type { Administered, CaseState, Message } from './types.ts';

/** Carries such an event out on a state; `undefined` where the event is one for the chart. */
export function administer(
  procedure: Procedure,
  state: CaseState,
  { event, receivedAt }: Pick<Message, 'event' | 'receivedAt'>,
): Administered | undefined {
  // Judged before: both are texts.
  const { version, about } = event as { readonly version?: string; readonly about?: string };
  switch (procedure.vocabulary[event.type]?.administers) {
    case undefined:
      return undefined;
    case 'policy':
      return movePolicy(procedure, state, { version: version ?? '', at: receivedAt });
    case 'date':
      return extend(procedure, state, { about: about ?? '', eventId: event.id });
    case 'run':
      return goOn(state);
  }
}

/** Only a case that was taken up from its file can go on; one that runs has nothing to go on from. */
function goOn({ resumes, ...state }: CaseState): Administered {
  if (resumes === true) return { kind: 'done', state, effects: [] };
  const detail = 'it says that a case goes on whose run had ended, and this one runs';
  return { kind: 'refused', code: 'EVENT_NOT_ALLOWED', detail };
}

/** The position with what the run knows: rows for runs that were taken up are not there for others. */
function asKnown(at: Position, { resumes }: CaseState, { event: { type } }: Message): Position {
  const { vocabulary } = at.procedure;
  if (resumes === true || vocabulary[type]?.whenTakenUp !== true) return at;
  const { [type]: _, ...known } = vocabulary;
  return { ...at, procedure: { ...at.procedure, vocabulary: known } };
}

/** Judges a message against the whole case: by its form and the chart, or by what it would change. */
export function judgeAll(
  at: Position,
  state: CaseState,
  message: Message,
  eyes: Eyes = 'both',
): Judgement {
  const judged = judge(asKnown(at, state, message), message, eyes);
  if (judged.kind !== 'taken') return judged;
  const done = administer(at.procedure, state, message);
  return done?.kind === 'refused' ? done : judged;
}
