/**
 * Who may enter what, against the tables of the domain's own document and not against ours: each role on
 * each event type of each procedure.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exit } from '../../machines/exit/procedure.ts';
import { inbound } from '../../machines/inbound/procedure.ts';
import { barOfFirst, barOfSecond, entitled } from '../../machines/kernel/entitled.ts';
import { position } from '../../machines/kernel/position.ts';
import type { Procedure } from '../../machines/kernel/procedure.ts';
import { start } from '../../machines/kernel/step.ts';
import type { EventRow, Facts } from '../../machines/kernel/vocabulary.ts';
import { outbound } from '../../machines/outbound/procedure.ts';
import { ROLES, SERVICE, officerOf } from '../../machines/shared/officers.ts';

/** A row of the tables: roles by procedure. */
interface Said {
  readonly section: string;
  readonly by: Readonly<Record<string, readonly string[]>>;
  /** Absent: the table names nobody. */
  readonly second: Readonly<Record<string, readonly string[]>>;
  readonly twoBodies: boolean;
  /** On ground 3 whoever is named for either procedure may. */
  readonly eitherOnGround3: boolean;
}

const MARKS: Readonly<Record<string, readonly string[]>> = {
  '(a)': ['outbound'],
  '(b)': ['inbound'],
  '(a, b)': ['outbound', 'inbound'],
};
const EVERY = ['outbound', 'inbound', 'exit'];
const OFFICERS = ['EMB-CO', 'PSO-IN'];
const NOT_IN_TABLES = ['policy.moved', 'due.extended', 'case.resumed'];
/** Events of exit whose rows stand in the table of the other two. */
const SHARED_WITH_EXIT = [
  'instructions.requested',
  'instructions.received',
  'reminder.due',
  'escalation.due',
];

/** Words of a cell, each for the procedures that the mark behind it names; without a mark for all. */
function marked(cell: string, words: RegExp): Readonly<Record<string, readonly string[]>> {
  const found = Object.fromEntries(EVERY.map((name): [string, string[]] => [name, []]));
  let open: string[] = [];
  const close = (procedures: readonly string[]) => {
    for (const name of procedures) found[name]?.push(...open);
    open = [];
  };
  for (const [word] of cell.matchAll(
    new RegExp(`\\(a\\)|\\(b\\)|\\(a, b\\)|${words.source}`, 'g'),
  )) {
    const mark = MARKS[word];
    if (mark === undefined) open.push(...(word === 'case officer' ? OFFICERS : [word]));
    else close(mark);
  }
  close(EVERY);
  return found;
}

const TYPE = /[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*/;
const ROLE = /case officer|[A-Z]{3}-[A-Z]{2}|service/;

/** The tables, by procedure and event type. */
function tables(): ReadonlyMap<string, Said> {
  const text = readFileSync('test/fixtures/domain/events.md', 'utf8');
  const rows = new Map<string, Said>();
  for (const part of text.split('\n## ').slice(1)) {
    const section = part.split('\n')[0] ?? '';
    for (const line of part.split('\n').filter((one) => one.startsWith('| '))) {
      const [types = '', kind = '', , by = '', second = ''] = line.split('|').slice(1);
      if (kind.trim() === 'as above' || kind.trim() === 'Class') continue;
      const said: Said = {
        section,
        by: marked(by, ROLE),
        second: marked(second, ROLE),
        twoBodies: second.includes('two bodies'),
        eitherOnGround3: by.includes('on ground 3 either'),
      };
      for (const [procedure, found] of Object.entries(marked(types, TYPE))) {
        for (const type of found) rows.set(`${procedure} ${type}`, said);
      }
    }
  }
  return rows;
}

const TABLES = tables();

function saidOf(procedure: string, type: string): Said {
  const said = TABLES.get(`${procedure} ${type}`);
  if (said === undefined) throw new Error(`the tables have no ${type} in ${procedure}`);
  return said;
}

function factsAtFirst(procedure: Procedure): Facts {
  const { name } = procedure;
  const opening = { caseNo: 'R-1', procedure: name, subjectRef: 's/1', facts: {} };
  return position(procedure, start(procedure, opening, '2031-03-05T10:00:00.000Z').state).facts;
}

function rowsOf({ vocabulary }: Procedure): readonly (readonly [string, EventRow])[] {
  return Object.entries(vocabulary).filter(([type]) => !NOT_IN_TABLES.includes(type));
}

const WHO = [...Object.keys(ROLES), SERVICE].map((role) =>
  officerOf(role === SERVICE ? role : `${role}-9`),
);

describe.each([outbound, inbound, exit])('in $name', (procedure) => {
  const { name } = procedure;
  const facts = factsAtFirst(procedure);

  test('the tables and the vocabulary have the same event types', () => {
    const table = [...TABLES].flatMap(([key, { section }]) => {
      const [of = '', type = ''] = key.split(' ');
      const own = name === 'exit' ? 'Exit application' : 'Outbound and inbound';
      const shared = name === 'exit' && SHARED_WITH_EXIT.includes(type);
      return of === name && (shared || [own, 'Every procedure'].includes(section)) ? [type] : [];
    });
    const review = ['review.requested', 'review.decided', 'review.window-elapsed'];
    const expected = name === 'exit' ? [...table, ...review] : table;
    expect(
      rowsOf(procedure)
        .map(([type]) => type)
        .toSorted(),
    ).toEqual(expected.toSorted());
  });

  test('each role may enter exactly what the tables say', () => {
    for (const [type, row] of rowsOf(procedure)) {
      const said = saidOf(name, type);
      const may = WHO.filter((one) => barOfFirst(entitled(row, facts), one) === undefined);
      expect(may.map(({ role }) => role).toSorted(), type).toEqual(
        [...(said.by[name] ?? [])].toSorted(),
      );
      const refused = WHO.filter((one) => !may.includes(one));
      for (const one of refused) {
        expect(barOfFirst(entitled(row, facts), one), type).toBe('ROLE_NOT_ALLOWED');
      }
    }
  });

  test('each role may be the second exactly where the tables say, and two bodies are asked there', () => {
    for (const [type, row] of rowsOf(procedure)) {
      const said = saidOf(name, type);
      const { second } = entitled(row, facts);
      const may = WHO.filter((one) => second && barOfSecond(second, one) === undefined);
      expect(may.map(({ role }) => role).toSorted(), type).toEqual(
        [...(said.second[name] ?? [])].toSorted(),
      );
      const twoBodies = said.twoBodies || type === 'penalty.referred';
      expect(second?.twoBodies ?? false, type).toBe(twoBodies);
    }
  });

  test('on ground 3 either head may decide, where the tables say so', () => {
    for (const [type, row] of rowsOf(procedure)) {
      const said = saidOf(name, type);
      if (!said.eitherOnGround3) continue;
      const may = WHO.filter(
        (one) => barOfFirst(entitled(row, { ...facts, ground: '3' }), one) === undefined,
      );
      expect(may.map(({ role }) => role).toSorted(), type).toEqual(['EMB-HD', 'PSO-DR']);
    }
  });
});

test('the tables were read whole', () => {
  const text = readFileSync('test/fixtures/domain/events.md', 'utf8');
  const types = new Set(
    [...text.matchAll(new RegExp(`^\\| (${TYPE.source})`, 'gm'))].map(([, t]) => t),
  );
  expect(types.size).toBeGreaterThan(60);
  for (const type of types) {
    expect(
      EVERY.some((procedure) => TABLES.has(`${procedure} ${type}`)),
      type,
    ).toBe(true);
  }
  expect([...TABLES].filter(([, { by }]) => EVERY.every((name) => by[name]?.length === 0))).toEqual(
    [],
  );
});
