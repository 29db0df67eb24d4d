/**
 * Who could do it: whether any officers at all satisfy role and four eyes, and which roles do.
 */
import { rolesOf } from '../../machines/kernel/vocabulary.ts';
import { ROLES } from '../../machines/shared/officers.ts';
import { idOf, officer, SUBSTITUTE, type Said } from './events.ts';
import type { Reach } from './reach.ts';
import { answerTo, type Run } from './run.ts';

const FORM = [
  'ROLE_NOT_ALLOWED',
  'FOUR_EYES_MISSING',
  'FOUR_EYES_SAME_PERSON',
  'FOUR_EYES_SAME_BODY',
];

/** Two officers of each role are enough to satisfy any rule that can be satisfied. */
const EVERYBODY = Object.keys(ROLES).flatMap((role) => [idOf(role, 1), idOf(role, 2)]);

function signedBy({ event, malformed }: Said, by: string, second?: string): Said {
  return {
    event: { ...event, by, second },
    by: officer(by),
    ...(second !== undefined && { second: officer(second) }),
    ...(malformed !== undefined && { malformed }),
  } as Said;
}

/** Remembers what was asked already: the answer depends on type, ground and proposers alone. */
export class Officers {
  readonly #asked = new Set<string>();

  /**
   * An event was refused for its officers: looks for others. Gives what is wrong, in words, where
   * nobody at all could enter it; nothing where it was refused for another reason.
   */
  satisfy(run: Run, said: Said, code: string): string | undefined {
    if (!FORM.includes(code) || !this.#isNew('satisfy', run, said)) return undefined;
    const anyone = EVERYBODY.some(
      (by) =>
        !FORM.includes(codeOf(run, signedBy(said, by))) ||
        EVERYBODY.some((second) => !FORM.includes(codeOf(run, signedBy(said, by, second)))),
    );
    return anyone ? undefined : `no two officers can enter ${said.event.type}`;
  }

  /** An event was taken: notes every role of the vocabulary that could have entered or seconded it. */
  probe(run: Run, said: Said, reach: Reach): void {
    const { type } = said.event;
    if (!this.#isNew('probe', run, said)) return;
    const row = run.procedure.vocabulary[type];
    if (row === undefined) return;
    const numbers = (role: string): readonly string[] => [1, 2].map((n) => idOf(role, n));
    for (const by of rolesOf(row.by, run.at.facts).flatMap(numbers)) {
      const seconds =
        said.second === undefined ? [] : rolesOf(row.second?.roles ?? [], run.at.facts);
      for (const second of seconds.length === 0 ? [undefined] : seconds.flatMap(numbers)) {
        const other = signedBy(said, by, second);
        if (answerTo(run, other).kind === 'taken') reach.acted(type, other.by, other.second);
      }
    }
  }

  /** The same event by a substitute of whoever proposed something; nothing where that was asked. */
  substituted(run: Run, said: Said): Said | undefined {
    if (Object.keys(run.ledger.proposers).length === 0) return undefined;
    if (!this.#isNew('substitute', run, said)) return undefined;
    return signedBy(said, idOf(said.by.role, SUBSTITUTE), said.second?.id);
  }

  #isNew(what: string, { at: { facts }, procedure }: Run, { event }: Said): boolean {
    const proposers = Object.entries(facts).filter(([name]) => name.endsWith('Proposer'));
    const key = JSON.stringify([what, procedure.name, event.type, facts['ground'], proposers]);
    if (this.#asked.has(key)) return false;
    this.#asked.add(key);
    return true;
  }
}

function codeOf(run: Run, said: Said): string {
  const answer = answerTo(run, said);
  return answer.kind === 'refused' ? answer.code : '';
}
