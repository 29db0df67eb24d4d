// An independent, imperative reading of the rule book: it answers every event of a case file and says how
// the case ends. It knows nothing of the statecharts and is held against them.
//
// Readings (more stand at the top of the other files of this folder):
// - A retry is looked up before everything else, CASE_CLOSED included; also the first reply of a refusal.
// - A type that is no string is a type that the procedure does not know.
// - renunciation.requested that is only recorded is kept when types (3b), role (7) and form (8) are right.
import { applyCommon, applyExit } from './effects-exit.ts';
import { applyCrossing } from './effects.ts';
import { firstMay, formRefusal, isMalformed } from './form.ts';
import { dayOf, displayed, isClosed, openCase } from './model.ts';
import type { CaseState } from './model.ts';
import { enteredBy } from './officers.ts';
import type { Event } from './officers.ts';
import { hasStep, isRecorded, isStayed, waitingFor } from './places.ts';
import { ruleRefusal } from './rules.ts';
import { rowFor } from './vocabulary.ts';

export interface OracleReply {
  expect: 'accepted' | 'recorded' | 'rejected';
  code?: string;
}

export interface OracleEntry extends OracleReply {
  event: Record<string, unknown>;
  state: string;
}

export interface OracleEnd {
  state: string;
  open: boolean;
  documents: string[];
  voidedDocuments: string[];
  clause3: string;
  safeguard: string;
  penalty: string;
}

export interface CaseFile {
  procedure: string;
  config?: Record<string, unknown>;
  facts?: Record<string, unknown>;
  events: { event: Record<string, unknown> }[];
}

function refused(code: string): OracleReply {
  return { expect: 'rejected', code };
}

/** The whole order of refusals, then the effect. Changes `s` when the event is taken. */
export function answer(s: CaseState, event: Event): OracleReply {
  if (isClosed(s)) return refused('CASE_CLOSED');
  const row = rowFor(event['type'], s.procedure);
  if (row === undefined) return refused('EVENT_NOT_ALLOWED');
  const by = enteredBy(event, s.procedure);
  if (isRecorded(s, row, event)) {
    const kept =
      row.type === 'renunciation.requested' && !isMalformed(row, event) && firstMay(s, row, by);
    if (kept && formRefusal(s, row, event, by) === undefined) s.asked = true;
    return { expect: 'recorded' };
  }
  if (isMalformed(row, event)) return refused('EVENT_MALFORMED');
  const waits = waitingFor(s, row);
  if (waits !== undefined) return refused(waits);
  if (isStayed(s, row, event)) return refused('STAY_ACTIVE');
  if (!hasStep(s, row, event)) return refused('EVENT_NOT_ALLOWED');
  if (!firstMay(s, row, by)) return refused('ROLE_NOT_ALLOWED');
  const code = formRefusal(s, row, event, by) ?? ruleRefusal(s, event);
  if (code !== undefined) return refused(code);
  if (!applyCommon(s, event)) {
    if (s.procedure === 'exit') applyExit(s, event);
    else applyCrossing(s, event, by);
  }
  s.day = dayOf(event) ?? s.day;
  return { expect: 'accepted' };
}

export interface Session {
  state: CaseState;
  submit: (event: Event) => OracleEntry;
  end: () => OracleEnd;
}

function endOf(s: CaseState): OracleEnd {
  return {
    state: displayed(s),
    open: !isClosed(s),
    documents: s.documents.filter((document) => document.valid).map((document) => document.kind),
    voidedDocuments: s.documents
      .filter((document) => !document.valid)
      .map((document) => document.kind),
    clause3: s.clause3,
    safeguard: s.safeguard,
    penalty: s.penalty,
  };
}

export function openSession(file: Omit<CaseFile, 'events'>): Session {
  const state = openCase(file.procedure, file.config, file.facts);
  const replies = new Map<string, OracleReply>();
  return {
    state,
    submit: (event) => {
      const id = String(event['id']);
      const reply = replies.get(id) ?? answer(state, event);
      replies.set(id, reply);
      return { event, ...reply, state: displayed(state) };
    },
    end: () => endOf(state),
  };
}

export function runOracle(file: CaseFile): { entries: OracleEntry[]; expected: OracleEnd } {
  const session = openSession(file);
  const entries = file.events.map(({ event }) => session.submit(event));
  return { entries, expected: session.end() };
}
