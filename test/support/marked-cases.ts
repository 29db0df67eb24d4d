/**
 * Cases of synthetic persons on a running stack, as their officers would work with them: identity put,
 * statements stored, all of it read, some of it refused.
 */
import { readdir, readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { readCaseFile } from '../../src/cases/case-file.ts';
import type { CaseFile } from '../../src/cases/case-file.ts';
import { playCaseFile } from '../../src/cli/play.ts';
import { signed } from '../../src/cli/signing.ts';
import type { TestStack } from './stack.ts';
import type { SyntheticPerson } from './synthetic-persons.ts';

const SAMPLES = new URL('../../samples/', import.meta.url);

/** Part of the facts of every live case, in clear: a search that does not find it has not looked. */
export const IN_CLEAR = 'zqinclear';

/** A case with its person. */
export interface MarkedCase {
  readonly caseNo: string;
  readonly person: SyntheticPerson;
  /** Who puts and signs, and who is second. */
  readonly officers: readonly [string, string];
  /** Not played from a sample. */
  readonly live: boolean;
  /** Protection was claimed, or a review asked for: officers for protection may know of the case. */
  readonly examined: boolean;
}

/** References of the stored files of a person. */
interface Refs {
  readonly statement: string;
  readonly claim: string;
}

/** The sample cases, by name. */
export async function sampleFiles(): Promise<readonly CaseFile[]> {
  const names = (await readdir(SAMPLES)).filter((name) => name.endsWith('.json')).toSorted();
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, SAMPLES), 'utf8')));
  return texts.map((text) => readCaseFile(JSON.parse(text)));
}

/** Calls of officers who are signed in. */
export class Office {
  readonly #stack: TestStack;
  readonly #tokenOf: (officer: string) => Promise<string>;

  constructor(stack: TestStack, tokenOf: (officer: string) => Promise<string>) {
    this.#stack = stack;
    this.#tokenOf = tokenOf;
  }

  /** A sample played to its end, then its person put. */
  async play(file: CaseFile, person: SyntheticPerson): Promise<MarkedCase> {
    const { service, dataDir } = this.#stack;
    const { playedNo, differences } = await playCaseFile(file, { service, dataDir });
    expect(differences).toEqual([]);
    const officers =
      file.procedure === 'outbound'
        ? (['EMB-CO-1', 'EMB-HD-1'] as const)
        : (['PSO-IN-1', 'PSO-DR-1'] as const);
    const examined = file.events.some(({ event }) => /^(protection|review)\./.test(event.type));
    const one = { caseNo: playedNo, person, officers, live: false, examined };
    await this.#read(one, await this.#keep(one));
    return one;
  }

  /** A case that asks the other side, with the person in it and named where nobody may be. */
  async live(caseNo: string, person: SyntheticPerson): Promise<MarkedCase> {
    const officers = ['EMB-CO-1', 'EMB-HD-1'] as const;
    const one = { caseNo, person, officers, live: true, examined: true };
    const { name, birth } = person;
    const facts = { province: 'Jilin', note: IN_CLEAR, name, about: { date_of_birth: birth } };
    const subjectRef = `synthetic/${caseNo}`;
    const opening = { caseNo, procedure: 'outbound', subjectRef, facts };
    await this.#stack.service.post('/v1/cases', opening);
    const refs = await this.#keep(one);
    const { statement, claim } = refs;
    const at = new Date().toISOString();
    await this.#named(one, { id: 'e0', type: 'mobilization.round-held', at, by: officers[0] });
    const asked = { id: 'e6', correlationId: `M2-${caseNo}` };
    const said = { value: 'unwilling', statementRef: statement, language: 'ko', signed: true };
    const screened = { nationality: 'PRC', illegalCrossing: true, crossedOn: '1957-09' };
    const claimed = { statementRef: claim, confidential: true };
    for (const event of [
      { id: 'e1', type: 'identity.verified', evidenceRef: statement },
      { id: 'e2', type: 'screening.completed', ...screened },
      { id: 'e3', type: 'mobilization.round-held', round: 1, language: 'ko' },
      { id: 'e4', type: 'willingness.stated', ...said, interpreterId: 'INT-1' },
      { id: 'e5', type: 'mobilization.concluded' },
      { type: 'consent.requested', ...asked },
      { id: 'e7', type: 'protection.claimed', ...claimed },
    ]) {
      await this.submit(one, { at, by: 'EMB-CO-1', ...event });
    }
    await this.#read(one, refs);
    return one;
  }

  /** One event, signed by `by` and `second`, and accepted. */
  async submit({ caseNo }: MarkedCase, event: JsonObject): Promise<void> {
    const body = await this.#signed(caseNo, event);
    const answer = await this.#stack.service.post(`/v1/cases/${caseNo}/events`, body, 60);
    expect(answer.body, `${caseNo} ${String(event['type'])}`).toMatchObject({
      outcome: 'accepted',
    });
  }

  /** Words that name the person are sent back, to who may know. */
  async #named({ caseNo, person: { name, birth } }: MarkedCase, event: JsonObject): Promise<void> {
    for (const summary of [`heard ${name}`, `born ${birth}`]) {
      const body = await this.#signed(caseNo, { ...event, summary });
      const answer = this.#stack.service.post(`/v1/cases/${caseNo}/events`, body);
      await expect(answer).rejects.toMatchObject({ code: 'PERSON_NAMED' });
    }
  }

  /** Erased, by mistaken identity where the case still lives. */
  async erase(one: MarkedCase): Promise<JsonObject> {
    const [by, second] = one.officers;
    const at = new Date().toISOString();
    const reasons = 'synthetic reasons, recorded in full';
    const both = { at, by, second, reasons };
    if (one.live) await this.submit(one, { id: 'e9', type: 'identity.mistaken', ...both });
    const ground = one.live ? 'mistaken-identity' : 'retention';
    const event = { id: 'erase', type: 'identity.erased', ...both, ground };
    const body = await this.#signed(one.caseNo, event);
    const path = `/v1/cases/${one.caseNo}/erasure`;
    return (await this.#stack.service.post(path, body)).body;
  }

  /** A call as this officer; the body as JSON, or as plain text. */
  async call(officer: string, method: string, path: string, body?: object | string) {
    const token = await this.#tokenOf(officer);
    const type = typeof body === 'string' ? 'text/plain' : 'application/json';
    return fetch(`${this.#stack.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  }

  /** Puts and stores all that there is of the person. */
  async #keep({ caseNo, person, officers: [officer] }: MarkedCase): Promise<Refs> {
    const path = `/v1/cases/${caseNo}`;
    const { statement, claim, ...identity } = person;
    const put = async (by: string, part: string, body: object, status: number): Promise<void> =>
      expect((await this.call(by, 'PUT', `${path}/${part}`, body)).status).toBe(status);
    await put(officer, 'identity', identity, 200);
    await put(officer, 'identity', { ...identity, [person.name]: person.birth }, 400);
    await put('MFA-CD-1', 'identity', identity, 403);
    await put('PRO-OF-1', 'protection', { ground: 'other', statement: claim }, 200);
    return {
      statement: await this.#store(officer, `${path}/stored-files?kind=statement`, statement),
      claim: await this.#store(officer, `${path}/stored-files?kind=protection-statement`, claim),
    };
  }

  /** Reads all of it, by whoever may; where nothing is examined, none of the claim can be read. */
  async #read({ caseNo, person, officers, examined }: MarkedCase, refs: Refs): Promise<void> {
    const path = `/v1/cases/${caseNo}`;
    const [officer, head] = officers;
    for (const [by, what, mark, may] of [
      [head, 'identity', person.residence, true],
      [head, `stored-files/${refs.statement}`, person.statement, true],
      ['PRO-OF-1', 'protection', person.claim.trim(), examined],
      ['PRO-OF-1', `stored-files/${refs.claim}`, person.claim, examined],
    ] as const) {
      const read = await this.call(by, 'GET', `${path}/${what}`);
      expect(read.status, `${caseNo} ${what}`).toBe(may ? 200 : 404);
      if (may) expect(await read.text(), what).toContain(mark);
    }
    expect((await this.call(officer, 'GET', `${path}/protection`)).status).toBe(403);
  }

  async #store(officer: string, path: string, text: string): Promise<string> {
    const answer = await this.call(officer, 'POST', path, text);
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { ref: string }).ref;
  }

  #signed(caseNo: string, event: JsonObject): Promise<JsonObject> {
    const { by, second } = event;
    const officers = [by, second].filter((id) => typeof id === 'string');
    return signed(this.#stack.dataDir, { caseNo, act: 'submit', event, officers });
  }
}
