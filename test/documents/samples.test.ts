import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { start, step } from '../../machines/kernel/step.ts';
import type { CaseEvent, JsonObject, Opening } from '../../machines/kernel/types.ts';
import { viewOf } from '../../machines/kernel/view.ts';
import { procedureOf } from '../../machines/registry.ts';
import { attributedTo, officerOf } from '../../machines/shared/officers.ts';
import { documentsOf, entriesFor } from '../../src/documents/list.ts';
import { pageOf, type Entry } from '../../src/documents/page.ts';

const FOLDER = new URL('../fixtures/cases/', import.meta.url);

interface Sample {
  readonly caseNo: string;
  readonly procedure: string;
  readonly facts: JsonObject;
  readonly config: JsonObject;
  readonly events: readonly Entry[];
  readonly expected: { readonly documents: string[]; readonly voidedDocuments: string[] };
}

/** The case of a sample, with its file as the service would keep it. */
function played({ events, caseNo, procedure: name, facts, config }: Sample) {
  const procedure = procedureOf(name);
  if (procedure === undefined) throw new Error(`no procedure ${name}`);
  const subjectRef = `synthetic/${caseNo}`;
  const opening: Opening = {
    caseNo,
    procedure: name,
    subjectRef,
    facts,
    config,
    clock: 'recorded',
  };
  let { state } = start(procedure, opening, '1957-12-17');
  const answered = new Set<string>();
  for (const { event: sent } of events) {
    const event = sent as CaseEvent;
    if (answered.has(event.id)) continue;
    answered.add(event.id);
    const result = step(procedure, state, {
      event,
      attested: true,
      by: attributedTo(name, event),
      ...(event.second !== undefined && { second: officerOf(event.second) }),
      receivedAt: event.at,
      effectiveAt: event.at,
    });
    state = result.state;
  }
  const entries = events.map((entry, at) => ({
    ...entry,
    seq: at + 1,
    receivedAt: '2031-01-01T00:00:00.000Z',
    attestations: [],
  }));
  return { opening, entries, view: viewOf(procedure, state) as unknown as JsonObject };
}

describe('documents of the sample cases', () => {
  it.each(readdirSync(FOLDER).filter((name) => name.endsWith('.json')))(
    'of %s can all be written from its file, void ones too',
    (name) => {
      const sample = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Sample;
      const { opening, entries, view } = played(sample);
      const listed = documentsOf(view);
      const { documents, voidedDocuments } = sample.expected;
      expect(listed.map(({ kind }) => kind).toSorted()).toEqual(
        [...documents, ...voidedDocuments].toSorted(),
      );
      for (const document of listed) {
        const page = pageOf({ view, document, opening, ...entriesFor(document, entries) });
        expect(page.officers.length, document.kind).toBeGreaterThan(0);
      }
    },
  );
});
