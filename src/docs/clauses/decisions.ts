/**
 * Where the cable leaves a question open: what was decided, in one line each.
 */
import type { Clause } from './clause.ts';

/** A1 to A47. */
export const DECISIONS: readonly Clause[] = [
  {
    id: 'A1',
    says: 'Unwilling and the other side refuses: 1a revives, but nothing is automatic; humans review how the case goes on.',
  },
  {
    id: 'A2',
    says: 'Silence of the other side is neither consent nor refusal; the case stays open.',
  },
  {
    id: 'A3',
    says: 'Consent withdrawn before the document: back to asking; what is done stays done.',
  },
  {
    id: 'A4',
    says: 'Consent withdrawn after the document: the document stands, instructions are asked for.',
  },
  {
    id: 'A5',
    says: 'A list counts if the person is on it; conditions and end are kept; expired consent is none.',
  },
  {
    id: 'A6',
    says: 'Who becomes willing may return of free will at any moment before a final outcome.',
  },
  {
    id: 'A7',
    says: 'The last signed statement counts; an old one brings a reminder; willing can be retracted until the return is completed.',
  },
  {
    id: 'A8',
    says: 'A renunciation asked for before the consent is recorded and held until it is due.',
  },
  { id: 'A9', says: 'Investigation and education come before a renunciation too.' },
  {
    id: 'A10',
    says: 'A renunciation after the passport is a new linked case; the passport is surrendered when it takes effect.',
  },
  { id: 'A11', says: 'A renunciation is held until another nationality is assured.' },
  { id: 'A12', says: 'Clause 3 prevails over clauses 1 and 2: "absolutely", no exception.' },
  {
    id: 'A13',
    says: 'The crossing itself is no crime under clause 3, else 1b and 2b would be empty.',
  },
  {
    id: 'A14',
    says: 'Clause 3 is proven by a certificate of the competent home authority, with its kind, confirmed by two officers of two bodies.',
  },
  {
    id: 'A15',
    says: '"In their home country" holds for the crime too; a crime here falls under local law first, then the case goes on.',
  },
  { id: 'A16', says: 'A pending civil case is enough; once it has ended, clause 3 is resolved.' },
  {
    id: 'A17',
    says: 'Clause 3 found while a person resides: a hearing and a human decision, no automatic revocation.',
  },
  {
    id: 'A18',
    says: 'Crossed after the cable, outbound: mobilization runs; passport and renunciation need an instruction of the ministries.',
  },
  { id: 'A19', says: 'Crossed after the cable, inbound: clause 2 applies in full.' },
  { id: 'A20', says: 'Crossed on the day itself, or date unknown: counts as already crossed.' },
  { id: 'A21', says: 'No referral for punishment of those already across: stock against flow.' },
  {
    id: 'A22',
    says: 'The service only refers to the competent authority and records the result; it knows no penalty.',
  },
  {
    id: 'A23',
    says: 'A Korean citizen of the northeast who crosses to Korea is outside clause 1: out of scope, referred under 5b.',
  },
  {
    id: 'A24',
    says: 'A Chinese citizen who comes back without papers is outside clause 2: a returned citizen.',
  },
  { id: 'A25', says: 'Clause 1 says "residents": it covers Han Chinese too.' },
  {
    id: 'A26',
    says: 'Ethnicity is a decision of scope for 4d alone, never a ground of refusal.',
  },
  {
    id: 'A27',
    says: 'Disaster, force majeure, mental illness: no illegal crossing, assisted return.',
  },
  {
    id: 'A28',
    says: "One case a person, linked; a minor's guardian and own view; no handover while a dependant's case is open without a family decision.",
  },
  { id: 'A29', says: 'Death closes the case; family and both sides are told, orders are void.' },
  {
    id: 'A30',
    says: 'Absconded: suspended, no adverse step in absence, resumes where it stopped; closed only by two officers.',
  },
  {
    id: 'A31',
    says: 'Mistaken identity is closed by two officers, with a correction to every recipient.',
  },
  { id: 'A32', says: '"Indeed inconvenient" is found by two officers on an open list of grounds.' },
  {
    id: 'A33',
    says: 'Inconvenience not found, or approval refused: 2a revives, by way of a review as in A1.',
  },
  {
    id: 'A34',
    says: 'Necessity is declared by two ministries with reasons; who is unwilling resides on.',
  },
  { id: 'A35', says: 'A willing inbound person needs no mobilization: the return is arranged.' },
  { id: 'A36', says: 'Rounds of mobilization: one at least, more where the policy says so.' },
  {
    id: 'A37',
    says: 'A passport may be declined although the conditions are met ("can"), with reasons; that leads to instructions.',
  },
  {
    id: 'A38',
    says: 'A bar under 4e: a pending case defers; a refusal takes two bodies and is open to review; a bar is lifted only after an instruction.',
  },
  {
    id: 'A39',
    says: 'A political issue is recorded by a named officer with a second one, never computed.',
  },
  { id: 'A40', says: 'Other bars to an exit: none, 4e lists the only ones.' },
  { id: 'A41', says: 'An exit needs no consent of the other side, only a notice of departure.' },
  {
    id: 'A42',
    says: '"Sino-Korean Agreement" in clause 1 is read as the record of 1955.',
    noBehaviour: 'How a name is read; the agreement itself is quoted nowhere in the rules.',
  },
  {
    id: 'A43',
    says: 'No case waits until the other side was informed under 5a; the open duty shows in reports.',
  },
  {
    id: 'A44',
    says: 'Other provinces of origin: the value "other", handled through the MPS.',
  },
  {
    id: 'A45',
    says: 'The other side does not take the person over: instructions; the person stays as is.',
  },
  {
    id: 'A46',
    says: 'Return on the spot is a mode of a handover after the full decision, never a shortcut.',
  },
  {
    id: 'A47',
    says: 'A claim for protection stays every step toward return; an independent officer decides.',
  },
];
