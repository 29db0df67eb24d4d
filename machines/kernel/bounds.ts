/**
 * A limit on everything that could grow. Each is tested at the bound and one past it.
 */
export const BOUNDS = {
  /** Events a case takes in its life; the next is answered `EVENT_NOT_ALLOWED`. */
  stepsPerCase: 20_000,
  /** Bytes of a case's state, drafts apart; a step that would pass it is answered `TOO_LARGE`. */
  stateBytes: 131_072,
  /** Characters of reasons, after trimming: fewer is `REASONS_MISSING`. */
  reasonsMinChars: 10,
  /** Characters of any one text of an event: more is `EVENT_MALFORMED`. */
  textChars: 4_000,
  /** Characters of an event id: more is no submission. */
  idChars: 200,
  /** Items of any one list of an event: more is `EVENT_MALFORMED`. */
  listItems: 100,
  /** Open drafts of a case; the next is answered `EVENT_NOT_ALLOWED`. */
  drafts: 50,
  /** Bytes of all drafts of a case; a proposal that would pass it is answered `TOO_LARGE`. */
  draftsBytes: 131_072,
  /** Days of a length of time, 200 years; a longer one is no length. */
  delayDays: 73_050,
  /** Working days of a length, about ten years; a longer one is no length. */
  workingDays: 2_500,
  /** Reasons that are kept for one moved date; of earlier ones the sum. */
  moves: 20,
  /** Messages that are admitted together. */
  batch: 20,
  /** Bytes of a message, as UTF-8 JSON; a larger one is `TOO_LARGE`. */
  messageBytes: 65_536,
  /** Outcomes that a case view shows, and entries that the `file` query answers. */
  recent: 50,
  /** Bytes of the entries that a case keeps for the `file` query; the oldest give way. */
  tailBytes: 262_144,
  /** `prev` of the first entry of a file. */
  zeroHash: 'A'.repeat(43),
} as const;
