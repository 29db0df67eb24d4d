// The table of event types: class, fields, who enters them, who must be the second.
//
// Readings:
// - A procedure knows a type when its heading in events.md names the procedure and no mark (a)/(b) says
//   otherwise: outbound and inbound share one table. Anything else is EVENT_NOT_ALLOWED at place 2.
// - `conditions` and `relativesAbroad` have no stated type: any value is taken.
// - `round` and `sessions` are numbers (as in the samples); `value` of check.corrected is a boolean.
// - `crossedOn`, `validUntil` and `date` may be partial dates.
// - `instructionId` and `interpreterId` are no references in the sense of place 8 (…Ref, …No, ref).

export type EventClass = 'fact' | 'decision' | 'message' | 'time';
export type FieldType = 'str' | 'bool' | 'num' | 'strs' | 'date' | 'any' | 'corrects';

export interface Field {
  name: string;
  required: boolean;
  type: FieldType;
  values?: string[];
  list: boolean;
}

export interface Row {
  type: string;
  kind: EventClass;
  coercive: boolean;
  procedures: string[];
  fields: Field[];
  reasons: boolean;
  roles: string[];
  second: string[];
  twoBodies: boolean;
}

const OFFICER = 'EMB-CO PSO-IN';

const PROCEDURES: Record<string, string> = { o: 'outbound', i: 'inbound', e: 'exit' };

// procedures | type | class (c: coercive) | fields | entered by | second (+: two bodies)
const TABLE = `
oi|identity.verified|decision|evidenceRef|${OFFICER}|
oi|screening.completed|decision|nationality=PRC/DPRK/other illegalCrossing:bool crossedOn?:date cause?=none/disaster/flood/illness/other vulnerability?:strs|${OFFICER}|
oi|mobilization.round-held|decision|round:num language summary?|${OFFICER}|
oi|mobilization.concluded|decision||${OFFICER}|
oi|willingness.stated|fact|value=willing/unwilling/undecided statementRef language interpreterId? signed:bool|${OFFICER}|
oi|consent.requested|message|correlationId|EMB-CO|
o|counterpart.consented|fact|correlationId noteRef personSpecific?:bool conditions?:any validUntil?:date|CPL-LN|
i|counterpart.approved|fact|correlationId noteRef personSpecific?:bool conditions?:any validUntil?:date|CPL-LN|
oi|counterpart.refused|fact|correlationId reason?|CPL-LN|
oi|counterpart.withdrew|fact|correlationId reason?|CPL-LN|
oi|investigation.completed|decision|finding reportRef|EMB-CO|
oi|education.completed|decision|sessions:num reportRef?|EMB-CO|
oi|passport.proposed|decision|reasons|EMB-CO|
oi|passport.approved|decision|reasons passportNo?|EMB-HD|
oi|passport.declined|decision|reasons|EMB-HD|
oi|renunciation.requested|fact|statementRef signed:bool|${OFFICER}|
oi|renunciation.submitted|decision||EMB-CO|
oi|renunciation.approved|decision|otherNationalityAssured?:bool reasons certificateNo?|MFA-CD|MPS-CD +
oi|renunciation.refused|decision|reasons|MFA-CD|
oi|renunciation.withdrawn|fact|statementRef|${OFFICER}|
oi|disposition.remobilize|decision||${OFFICER}|
oi|disposition.reconsult|decision||${OFFICER}|
i|disposition.reassess|decision||${OFFICER}|
oi|repatriation.proposed|decision c|ground=1a/2a/3 reasons|${OFFICER}|
oi|person.heard|fact|statementRef language interpreterId?|${OFFICER}|
oi|repatriation.decided|decision c|clause reasons|EMB-HD|MFA-CD MPS-CD +
oi|repatriation.not-ordered|decision|reasons|EMB-HD PSO-DR|
oie|review.requested|fact|statementRef|${OFFICER}|
oie|review.decided|decision|result=upheld/overturned reasons corrects?:corrects|REV-OF|
oie|review.window-elapsed|time||service|
oi|handover.proposed|message c|correlationId place date?:date escortRole mode?=port/on-the-spot|PSO-IN EMB-CO|
oi|handover.accepted|fact|correlationId reason?|CPL-LN|
oi|handover.declined|fact|correlationId reason?|CPL-LN|
oi|handover.completed|decision c|correlationId receiptRef|PSO-IN|PSO-DR
oi|return.proposed|message|correlationId|${OFFICER}|
oi|return.accepted|fact|correlationId|CPL-LN|
oi|return.completed|fact|receiptRef correlationId?|${OFFICER}|
oi|clause3.check-sent|message|correlationId homeAuthority|${OFFICER}|
oi|clause3.nothing-found|fact|correlationId certificateRef|HAC-CL|
oi|clause3.reported|fact|source kind ref|HAC-CL ${OFFICER}|
oi|clause3.confirmed|fact|certificateRef kind reasons offenceIsTheCrossing?:bool|PSO-DR PSO-IN EMB-HD|MPS-CD MFA-CD +
oi|clause3.not-confirmed|fact|reasons|MPS-CD MFA-CD PSO-DR|
oi|clause3.resolved|fact|ref reasons|PSO-DR|MFA-CD MPS-CD +
oi|protection.claimed|fact|statementRef confidential:bool|${OFFICER} PRO-OF|
oi|protection.recognised|fact|reasons|PRO-OF|
oi|protection.not-recognised|fact|reasons|PRO-OF|PRO-OF
oi|protection.review-requested|fact||${OFFICER} PRO-OF|
oi|protection.review-decided|fact|result=recognised/not-recognised reasons|REV-OF|
oi|protection.review-window-elapsed|time||service|
oie|instructions.requested|decision|to[]=MFA/MPS/OCC question|EMB-HD PSO-DR|
oie|instructions.received|fact|instructionId permits:strs|MFA-CD MPS-CD OCC-CD|
oi|penalty.referral-proposed|decision c|reasons|${OFFICER}|
oi|penalty.referred|decision c|reasons|PSO-DR|MPS-CD +
oi|penalty.referral-declined|decision|reasons|PSO-DR|
oi|penalty.outcome-recorded|fact|outcome|PSO-DR|
oi|inconvenience.claimed|fact|grounds:strs statementRef|${OFFICER}|
oi|inconvenience.found|decision|grounds:strs reasons|PSO-IN|PSO-DR
oi|inconvenience.not-found|decision|reasons|PSO-IN|PSO-DR
oi|residence.granted|decision|permitNo? reasons|PSO-DR|FAO-LN
oi|residence.declined|decision|reasons|PSO-DR|FAO-LN
oi|residence.ended|decision|reason?|PSO-DR|
oi|necessity.declared|decision|reasons|MFA-CD|MPS-CD +
oi|household.unity-decided|fact|reasons|PSO-DR|FAO-LN
oi|local-proceedings.opened|fact|ref|PSO-DR|
oi|local-proceedings.closed|fact|ref|PSO-DR|
oi|person.absconded|fact||${OFFICER}|
oi|person.reappeared|fact||${OFFICER}|
oie|reminder.due|time|about?|service|
oie|escalation.due|time|about?|service|
e|application.completed|decision|inScope:bool purpose? relativesAbroad?:any|PSO-IN|
e|political-check.completed|decision|issue:bool|PSO-IN|PSO-DR
e|pending-case-check.completed|decision|pending:bool certificateRef?|PSO-IN|
e|justification.assessed|decision|justified:bool|PSO-IN|
e|exit.approved|decision|reasons|PSO-DR|
e|exit.refused|decision|reasons|PSO-DR|FAO-LN +
e|exit.deferred|decision|reasons|PSO-IN|PSO-DR
e|pending-case.reported|fact|certificateRef reasons|PSO-DR|MPS-CD +
e|pending-case.closed|fact|certificateRef|PSO-IN|
e|check.corrected|decision|check=political/pending/justification value:bool reasons|PSO-IN|PSO-DR
e|refusal.served|decision||PSO-DR|
e|documents.issued|decision|exitPermitNo passportNo validUntil:date|REG-CL|
e|documents.expired|decision||REG-CL|
e|departure.recorded|decision||REG-CL|
e|departure.notice-sent|message|correlationId|FAO-LN|
e|application.withdrawn|fact|statementRef|PSO-IN|
oie|death.recorded|fact|certificateRef|${OFFICER}|
oie|identity.mistaken|fact|reasons|${OFFICER}|PSO-DR EMB-HD
oie|case.closed-administratively|fact|reasons|${OFFICER}|EMB-HD PSO-DR
`;

const TYPES: readonly FieldType[] = ['str', 'bool', 'num', 'strs', 'date', 'any', 'corrects'];

function parseField(text: string): Field {
  const [left = '', valueText] = text.split('=');
  const [head = '', typeText = 'str'] = left.split(':');
  const list = head.endsWith('[]');
  const bare = list ? head.slice(0, -2) : head;
  const required = !bare.endsWith('?');
  const name = required ? bare : bare.slice(0, -1);
  const type = TYPES.find((t) => t === typeText) ?? 'str';
  const field: Field = { name, required, type, list };
  return valueText === undefined ? field : { ...field, values: valueText.split('/') };
}

function classOf(text: string): EventClass {
  if (text === 'fact' || text === 'message' || text === 'time') return text;
  return 'decision';
}

function words(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

function parseRow(line: string): Row {
  const [procs = '', type = '', cls = '', fieldText = '', by = '', secondText = ''] =
    line.split('|');
  const [className = '', mark] = cls.split(' ');
  const fields = words(fieldText);
  const second = words(secondText);
  return {
    type,
    kind: classOf(className),
    coercive: mark === 'c',
    procedures: procs.split('').map((letter) => PROCEDURES[letter] ?? ''),
    fields: fields.filter((field) => field !== 'reasons').map(parseField),
    reasons: fields.includes('reasons'),
    roles: words(by),
    second: second.filter((role) => role !== '+'),
    twoBodies: second.includes('+'),
  };
}

export const ROWS: ReadonlyMap<string, Row> = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => parseRow(line))
    .map((row) => [row.type, row]),
);

export function rowFor(type: unknown, procedure: string): Row | undefined {
  const row = typeof type === 'string' ? ROWS.get(type) : undefined;
  return row !== undefined && row.procedures.includes(procedure) ? row : undefined;
}

/** A reference, correlation, language or `signed`: absent means EVIDENCE_MISSING. */
export function isEvidence(name: string): boolean {
  return /(?:Ref|No)$/.test(name) || ['ref', 'correlationId', 'language', 'signed'].includes(name);
}
