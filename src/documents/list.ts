/**
 * Which documents a case has, and where in its file each of them comes from.
 */
import type { Json, JsonObject } from '../../machines/kernel/types.ts';
import { DocumentError, type Entry, type ListedDocument } from './page.ts';
import { kindsIssuedBy, templateOf, textOf } from './templates.ts';

/**
 * Documents by the case view: all that were issued, in the order of issue, void and expired ones
 * too; after them those that an open draft would issue.
 */
export function documentsOf(view: JsonObject): readonly ListedDocument[] {
  const issued = objects(view['documents']) as unknown as readonly ListedDocument[];
  const drafted = objects(view['drafts'])
    .filter(({ lapsed }) => lapsed === undefined)
    .flatMap(({ event }): readonly ListedDocument[] =>
      kindsIssuedBy(textOf(event as JsonObject, 'type')).map((kind) => ({
        kind,
        number: 'not numbered yet',
        status: 'draft',
        eventId: textOf(event as JsonObject, 'id'),
      })),
    );
  return [
    ...issued.map(({ kind, number, status, eventId }) => ({ kind, number, status, eventId })),
    ...drafted,
  ];
}

/**
 * The entries that a document is written from: the one that issued it, the decision it rests on, and
 * those that moved the case to another policy.
 *
 * @throws DocumentError where the file lacks the first.
 */
export function entriesFor(
  document: ListedDocument,
  entries: readonly Entry[],
): { readonly entry: Entry; readonly basis?: Entry; readonly moves: readonly Entry[] } {
  const isDraft = document.status === 'draft';
  const entry = entries.findLast(
    ({ event, expect, act }) =>
      event['id'] === document.eventId &&
      expect === 'accepted' &&
      (isDraft ? act === 'propose' : isDecided(act)),
  );
  if (entry === undefined) {
    throw new DocumentError(`${document.kind} ${document.number}: its event is not in the file`);
  }
  const { restsOn } = templateOf(document.kind) ?? {};
  const basis = entries.findLast(
    ({ event, expect, act, seq }) =>
      event['type'] === restsOn?.type && expect === 'accepted' && isDecided(act) && seq < entry.seq,
  );
  const moves = entries.filter(
    ({ event, expect, act }) =>
      event['type'] === 'policy.moved' && expect === 'accepted' && isDecided(act),
  );
  return { entry, ...(basis !== undefined && { basis }), moves };
}

/** Proposals and withdrawals decide nothing. */
function isDecided(act: Entry['act']): boolean {
  return act === undefined || act === 'countersign';
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}
