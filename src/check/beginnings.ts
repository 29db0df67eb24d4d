/**
 * How walks can begin: as one of the sample cases, for some of its events. It leads deep into a procedure
 * where chance alone seldom comes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { readCaseFile } from '../cases/case-file.ts';
import type { CaseEvent, JsonObject } from '../../machines/kernel/types.ts';
import type { Opened } from './log.ts';

const FOLDER = new URL('../../samples/', import.meta.url);

/** A case to begin with. */
export interface Beginning {
  readonly opened: Opened;
  readonly events: readonly CaseEvent[];
  /** `region.state` that the whole of it leads to, where that is known. */
  readonly leadsTo?: string;
}

/** The samples of a procedure, in the order of their names. */
export function beginningsOf(procedure: string): readonly Beginning[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names
    .toSorted()
    .map((name) => readCaseFile(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))))
    .filter((file) => file.procedure === procedure)
    .map(({ caseNo, facts, config, events }) => ({
      opened: { caseNo, procedure, facts: facts as JsonObject, config: config as JsonObject },
      events: events.map(({ event }) => event as CaseEvent),
    }));
}
