/**
 * A document before it has a form: everything that stands on it, in plain words. HTML and PDF are
 * written from this alone, so that they never say different things.
 */
import type { FileEntry } from '../../activities/contract.ts';
import { shortened } from '../../machines/kernel/opening.ts';
import { policyOf } from '../../machines/kernel/step.ts';
import type { CaseEvent, DocumentEntry, JsonObject, Opening } from '../../machines/kernel/types.ts';
import { procedureOf } from '../../machines/registry.ts';
import { attributedTo, officerOf } from '../../machines/shared/officers.ts';
import { templateOf, textOf, type Ground, type Row, type Template } from './templates.ts';

/** `draft`: proposed by one officer, not yet countersigned. */
export type DocumentStatus = DocumentEntry['status'] | 'draft';

/** A document as the case lists it. */
export interface ListedDocument {
  readonly kind: string;
  readonly number: string;
  readonly status: DocumentStatus;
  /** The event that issued it, or would. */
  readonly eventId: string;
}

/** What a document is written from. */
export interface DocumentInput {
  /** The case view. */
  readonly view: JsonObject;
  readonly document: ListedDocument;
  /** Entry of the file that issued it; of a draft the entry that proposed it. */
  readonly entry: Entry;
  /** Entry of the decision that it rests on, where its template names one. */
  readonly basis?: Entry;
  /** Entries of the file that moved the case to another policy, in order; absent: there are none. */
  readonly moves?: readonly Entry[];
  readonly opening: Opening;
}

/** An entry of the file, with its hash where it is chained. */
export type Entry = FileEntry & { readonly hash?: string };

/** Everything that stands on a document. */
export interface DocumentPage {
  readonly title: string;
  readonly terms: readonly [chinese: string, korean: string] | undefined;
  readonly number: string;
  readonly status: DocumentStatus;
  readonly rows: readonly Row[];
  readonly says: string;
  readonly rule: string;
  readonly reasons: string | undefined;
  /** `Decided by`, or of a draft `Proposed by`. */
  readonly decided: string;
  /** Who, with role and body in words. */
  readonly officers: readonly Row[];
  readonly review: string | undefined;
  /** Where it stands in the file. */
  readonly proof: string;
  /** ISO instant of receipt: the date of the document as a file. */
  readonly receivedAt: string;
}

/** A document cannot be written. */
export class DocumentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DocumentError';
  }
}

/** On every document. */
export const SYNTHETIC =
  'Synthetic. Made for research and teaching about a historical procedure; it is not to be used to return anyone.';

/** Words for roles. */
const ROLES: Readonly<Record<string, string>> = {
  'EMB-CO': 'consular officer, Chinese Embassy in North Korea',
  'EMB-HD': 'consular head, Chinese Embassy in North Korea',
  'PSO-IN': 'investigator, Public Security Office',
  'PSO-DR': 'director, Public Security Office',
  'FAO-LN': 'liaison officer, Foreign Affairs Office',
  'MFA-CD': 'approver, Ministry of Foreign Affairs',
  'MPS-CD': 'approver, Ministry of Public Security',
  'OCC-CD': 'approver, Central Overseas Chinese Committee',
  'REV-OF': 'review officer, independent of all others',
  'REG-CL': 'registrar',
  'CPL-LN': 'counterpart liaison, for the answer of the other side',
};

/**
 * All that stands on a document.
 *
 * @throws DocumentError where the kind has no template or fields that it needs are missing.
 */
export function pageOf(input: DocumentInput): DocumentPage {
  const { document, entry, basis, opening } = input;
  const template = templateOf(document.kind);
  if (template === undefined) throw new DocumentError(`no case issues a ${document.kind}`);
  const event = withOfficer(opening.procedure, entry.event);
  const base = basis === undefined ? undefined : withOfficer(opening.procedure, basis.event);
  checkFields(document, template, event, base);
  const ground: Ground = { event, basis: base, window: windowOf(input) };
  const reasons = textOf(base, 'reasons') || textOf(event, 'reasons');
  return {
    title: template.title,
    terms: template.terms,
    number: document.number,
    status: document.status,
    rows: [
      { label: 'Case', value: `${opening.caseNo}, ${opening.procedure} procedure` },
      { label: 'Person', value: `${opening.subjectRef} (reference only)` },
      { label: 'Date', value: `${event.at} (${event.type})` },
      ...template.rows(ground),
    ],
    says: template.says(ground),
    rule: typeof template.rule === 'string' ? template.rule : template.rule(ground),
    reasons: reasons === '' ? undefined : reasons,
    decided: document.status === 'draft' ? 'Proposed by' : 'Decided by',
    officers: officersOf(event, base),
    review: template.review?.(ground),
    proof: proofOf(input),
    receivedAt: entry.receivedAt,
  };
}

function withOfficer(procedure: string, event: JsonObject): CaseEvent {
  return { ...event, by: attributedTo(procedure, event).id } as CaseEvent;
}

function checkFields(
  { kind, number, eventId, status }: ListedDocument,
  { issuedBy, needs, restsOn }: Template,
  event: CaseEvent,
  basis: CaseEvent | undefined,
): void {
  const what = `${kind} ${number}`;
  if (event.id !== eventId) throw new DocumentError(`${what}: event ${event.id} is another's`);
  if (!issuedBy.includes(event.type)) {
    throw new DocumentError(`${what}: is issued by ${issuedBy.join(' or ')}, not ${event.type}`);
  }
  // The second officer of a draft is yet to sign.
  const wanted = status === 'draft' ? needs.filter((field) => field !== 'second') : needs;
  const missing = wanted.filter((field) => textOf(event, field).trim() === '');
  if (missing.length > 0) {
    throw new DocumentError(`${what}: ${event.type} lacks ${missing.join(', ')}`);
  }
  if (restsOn === undefined) return;
  if (basis?.type !== restsOn.type) {
    throw new DocumentError(`${what}: rests on ${restsOn.type}, which the file lacks`);
  }
  const absent = restsOn.needs.filter((field) => textOf(basis, field).trim() === '');
  if (absent.length > 0) {
    throw new DocumentError(`${what}: ${basis.type} lacks ${absent.join(', ')}`);
  }
}

function officersOf(event: CaseEvent, basis: CaseEvent | undefined): readonly Row[] {
  const rows = [event, basis].flatMap((one) => [
    officerRow(one?.by, one?.['for']),
    officerRow(one?.second, one?.['secondFor']),
  ]);
  return rows
    .filter((row) => row !== undefined)
    .filter((row, at, all) => all.findIndex(({ label }) => label === row.label) === at);
}

/** The officer; where he acted for an absent one, both, and the office that he acted in. */
function officerRow(id: string | undefined, absentee: JsonObject[string]): Row | undefined {
  if (id === undefined) return undefined;
  if (typeof absentee !== 'string') return { label: id, value: officeOf(id) };
  const value = `${officeOf(absentee)}; in his absence by the ${officeOf(id)}`;
  return { label: `${id} for ${absentee}`, value };
}

function officeOf(id: string): string {
  const { role } = officerOf(id);
  return ROLES[role] ?? role;
}

function proofOf(input: DocumentInput): string {
  const { entry, view, opening, document } = input;
  const versions = [view['chartVersion'], policyUnder(input)].filter(
    (one) => typeof one === 'string',
  );
  return [
    `Entry ${entry.seq} of the file of ${opening.caseNo}, event ${document.eventId}`,
    `received ${entry.receivedAt}`,
    ...(versions.length === 0 ? [] : [`decided under ${versions.join(', ')}`]),
    ...(entry.hash === undefined ? [] : [`hash ${entry.hash}`]),
  ].join('; ');
}

/**
 * The version of the policy that the case was under when the document was decided, not the one that it is
 * under now; `undefined` where nobody knows it any more. A draft is not decided yet.
 */
function policyUnder({ document, view, ...input }: DocumentInput): string | undefined {
  const { entry, basis, moves = [], opening } = input;
  const { policyVersion, openedUnder } = view;
  const decided = textOf(basis?.event, 'reasons') === '' ? entry : (basis ?? entry);
  const last = moves.findLast(({ seq }) => seq < decided.seq);
  const atFirst =
    moves.length === 0 ? policyVersion : (openedUnder ?? opening.config?.['policyVersion']);
  const then = last === undefined ? atFirst : last.event['version'];
  const version = document.status === 'draft' ? policyVersion : then;
  return typeof version === 'string' ? version : undefined;
}

/** The review window of the policy that the case was under at the decision, in words. */
function windowOf(input: DocumentInput): string {
  const { procedure, config } = input.opening;
  const found = procedureOf(procedure);
  if (found === undefined) return 'the time of the policy';
  const policyVersion = policyUnder(input);
  const policy = policyOf(found, { ...config, ...(policyVersion && { policyVersion }) });
  const { length, ofPolicy } = shortened(found, policy).find(({ key }) => key === WINDOW) ?? {};
  if (length === undefined) return spoken(policy.delays[WINDOW]);
  return `${spoken(length)} (shortened when this case was opened; the policy has ${spoken(ofPolicy)})`;
}

/** Key of the time to ask for a review. */
const WINDOW = 'reviewWindow';

function spoken(length = 'none'): string {
  const days = /^P(\d+)D$/.exec(length)?.[1];
  if (days === undefined) return `the time of the policy (${length})`;
  return days === '1' ? 'one day' : `${days} days`;
}
