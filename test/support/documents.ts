/**
 * A document of each kind, as a case would issue it.
 */
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import type { Registry } from '../../src/registry/types.ts';
import type { DocumentInput, DocumentStatus, Entry } from '../../src/documents/page.ts';

const REASONS =
  'The conditions of the clause are met on the papers in the file. Other ways were weighed: the person was asked again, the other side was asked again, and nothing new came up.';

interface Issued {
  readonly procedure: string;
  readonly event: JsonObject & { readonly type: string };
  readonly basis?: JsonObject & { readonly type: string };
  readonly number?: string;
}

const APPROVED = { type: 'exit.approved', by: 'PSO-DR-1', reasons: REASONS };
const ISSUED = {
  type: 'documents.issued',
  by: 'REG-CL-1',
  exitPermitNo: 'XP-58-117',
  passportNo: 'PP-58-204',
  validUntil: '1958-12-31',
};
const REFUSED = {
  type: 'exit.refused',
  by: 'PSO-DR-1',
  second: 'FAO-LN-1',
  reasons: REASONS,
};

/** What issues each kind. */
export const ISSUING: Readonly<Record<string, Issued>> = {
  'emigrant-passport': {
    procedure: 'outbound',
    event: { type: 'passport.approved', by: 'EMB-HD-1', passportNo: 'EP-58-031', reasons: REASONS },
    number: 'EP-58-031',
  },
  'renunciation-certificate': {
    procedure: 'outbound',
    event: {
      type: 'renunciation.approved',
      by: 'MFA-CD-1',
      second: 'MPS-CD-1',
      otherNationalityAssured: true,
      reasons: REASONS,
    },
  },
  'repatriation-order': {
    procedure: 'outbound',
    event: {
      type: 'repatriation.decided',
      by: 'EMB-HD-1',
      second: 'MFA-CD-1',
      clause: '1a',
      reasons: REASONS,
    },
  },
  'handover-record': {
    procedure: 'inbound',
    event: {
      type: 'handover.completed',
      by: 'PSO-IN-1',
      second: 'PSO-DR-1',
      correlationId: 'H-1',
      receiptRef: 'RC-1',
    },
    basis: {
      type: 'handover.proposed',
      by: 'PSO-IN-1',
      correlationId: 'H-1',
      place: 'Tumen–Namyang',
      date: '1958-06-30',
      escortRole: 'escort officer',
      mode: 'port',
    },
  },
  'return-record': {
    procedure: 'outbound',
    event: { type: 'return.completed', receiptRef: 'RC-2' },
    basis: { type: 'return.accepted', by: 'CPL-LN-1', correlationId: 'R-1' },
  },
  'residence-permit': {
    procedure: 'inbound',
    event: { type: 'residence.granted', by: 'PSO-DR-1', second: 'FAO-LN-1', reasons: REASONS },
  },
  'penalty-referral': {
    procedure: 'outbound',
    event: { type: 'penalty.referred', by: 'PSO-DR-1', second: 'MPS-CD-1', reasons: REASONS },
  },
  'exit-permit': { procedure: 'exit', event: ISSUED, basis: APPROVED, number: 'XP-58-117' },
  passport: { procedure: 'exit', event: ISSUED, basis: APPROVED, number: 'PP-58-204' },
  'refusal-notice': {
    procedure: 'exit',
    event: { type: 'refusal.served', by: 'PSO-DR-1' },
    basis: REFUSED,
  },
};

/** An entry of a file that holds an event. */
export function entryOf(event: JsonObject, seq: number): Entry {
  return {
    event: { id: `E-${seq}`, at: '1958-05-12', ...event },
    expect: 'accepted',
    state: 'any',
    seq,
    receivedAt: '1958-05-12T09:30:00.000Z',
    attestations: [],
    hash: 'b3a1'.repeat(10),
  };
}

/** What a document of a kind is rendered from; `change` replaces fields of the issuing event. */
export function documentOf(
  kind: string,
  change: JsonObject = {},
  status: DocumentStatus = 'valid',
): DocumentInput {
  const issuing = ISSUING[kind];
  if (issuing === undefined) throw new Error(`no sample of ${kind}`);
  const { procedure, event, basis, number = `T-1/${kind}/1` } = issuing;
  const opening: Opening = { caseNo: 'T-1', procedure, subjectRef: 'synthetic/T-1', facts: {} };
  return {
    view: { chartVersion: `${procedure}-1`, policyVersion: '1957-12-17.1' },
    document: { kind, number, status, eventId: 'E-12' },
    entry: entryOf({ ...event, ...change }, 12),
    ...(basis !== undefined && { basis: entryOf(basis, 9) }),
    opening,
  };
}

/** Records a case with an order that is void and a permit that its file cannot fill. */
export async function recordDocuments(registry: Registry, caseNo: string): Promise<void> {
  const { document, entry } = documentOf('repatriation-order', {}, 'void');
  const { hash: _, ...plain } = entry;
  const lacking = { ...document, kind: 'residence-permit', number: 'RP-1' };
  await registry.record({
    run: { caseNo, firstExecutionRunId: 'r', runId: 'r', originalRunId: 'r' },
    opening: {
      start: { caseNo, procedure: 'outbound', subjectRef: 's/1', facts: {} },
      effects: [],
    },
    after: { seq: 0, hash: 'A'.repeat(43), rejected: 0 },
    rows: [{ kind: 'entry', entry: { ...plain, seq: 1 }, digest: 'd1', effects: [] }],
    repeats: [],
    view: {
      caseNo,
      state: 'outcome.closed-deceased',
      open: false,
      seq: 1,
      documents: [{ ...document }, lacking],
    },
  });
}
