/**
 * Letters of a case or a duty: the list, and what a human does with one of them. Neither is an event
 * of the case: its file and its state stay as they are.
 */
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import { isHeldBack, notAgain } from '../../activities/letters.ts';
import type { SentAs, StandingLetter } from '../../activities/ports.ts';
import type { Json, JsonObject, Officer } from '../../machines/kernel/types.ts';
import { letterKind } from '../../machines/shared/letters.ts';
import { MESSAGES } from '../../workflows/messages.ts';
import { letterHtml } from '../documents/letter.ts';
import type { LetterRow } from '../registry/types.ts';
import { addressOf, numberIn } from './address.ts';
import { unknownCase } from './after-end.ts';
import { HTML_HEADERS } from './documents.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { OTHER_CONTENT } from './other-content.ts';
import { partAfter, partOf } from './paging.ts';
import { Problem } from './problems.ts';
import { provenFor } from './proven.ts';
import type { LETTER_ROUTES } from './routes.ts';
import type { LetterSchema } from './schemas.ts';
import { submissionOf } from './submit.ts';
import { sideOf } from './visibility.ts';

/** Officers who send a letter again or remind of it. */
const LIAISONS: readonly string[] = ['CPL-LN', 'FAO-LN'];

/** Who notes that a body outside has a letter. */
const NOTED_BY: Readonly<Record<string, string>> = {
  counterpart: 'CPL-LN',
  'home-authority': 'HAC-CL',
};

/** Adds the calls to the application: those of cases, or those of duties. */
export function addLetterRoutes(
  app: OpenAPIHono<ApiEnv>,
  deps: ApiDeps,
  routes: (typeof LETTER_ROUTES)['case' | 'duty'],
): void {
  const { registry } = deps;
  app.openapi(routes.listLetters, async (c) => {
    const no = numberIn(c);
    if ((await registry.case(no)) === undefined) throw unknownCase(no);
    const { cursor, limit } = c.req.valid('query');
    const part = partAfter(cursor, limit);
    const letters = await registry.letters({ caseNo: no, ...sideOf(c.get('caller')), part });
    const { page, ...next } = partOf(letters, part);
    return c.json({ letters: page.map(shown), ...next }, 200);
  });
  app.openapi(routes.printLetter, async (c) => {
    const n = Number.parseInt(c.req.param('file') ?? '', 10);
    const no = numberIn(c);
    const [row] = await registry.letters({
      caseNo: no,
      ...sideOf(c.get('caller')),
      part: { after: n - 1, limit: 1 },
    });
    return c.body(await printed(deps, no, row), 200, HTML_HEADERS);
  });
  app.openapi(routes.actOnLetter, async (c) => {
    const no = numberIn(c);
    const { key, note } = await actOnLetter(deps, no, c.req.valid('json') as Json);
    const letters = await registry.letters({ caseNo: no });
    const row = letters.find((letter) => letter.key === key);
    if (row === undefined) throw unknownLetter(no);
    return c.json({ ...shown(row), ...(note !== undefined && { note }) }, 200);
  });
}

/** The page of a letter that may leave; what a claim holds back is not printed either. */
async function printed(
  { registry }: ApiDeps,
  no: string,
  row: LetterRow | undefined,
): Promise<string> {
  const standing = row && (await registry.letter(no, row.key, ''));
  if (row === undefined || standing === undefined) throw unknownLetter(no);
  const { letter, procedure, view } = standing;
  const again = row.sendings.findLast((one) => one.deliveredAt === undefined);
  const clearanceId = again?.clearanceId ?? (await registry.clearanceOf(no, row.key));
  const cleared = clearanceId === undefined ? {} : { clearanceId };
  if (isHeldBack({ letter, procedure, view, ...cleared })) throw heldBack();
  return letterHtml({ ...letter, createdAt: row.createdAt, sent: row.sent });
}

function shown(row: LetterRow): z.infer<typeof LetterSchema> {
  const { caseNo: _, content, sendings, ...rest } = row;
  const says = letterKind(row.kind)?.says ?? row.kind;
  return { ...rest, says, content: { ...content }, sendings: [...sendings] };
}

/** What was done: to which letter, and what has to be said about it. */
interface Done {
  readonly key: string;
  readonly note?: string;
}

/**
 * Does what was signed.
 * @throws Problem where it may not be done, or not by who signed.
 */
export async function actOnLetter(deps: ApiDeps, caseNo: string, payload: Json): Promise<Done> {
  const submission = submissionOf(MESSAGES.submit, payload);
  const event = 'event' in submission ? submission.event : {};
  const { letter: key, protectionClearanceId } = event;
  if (typeof key !== 'string')
    throw new Problem('MALFORMED', '`letter` names no letter by its key.');
  const at = new Date().toISOString();
  const proof = await provenFor(deps, caseNo, submission, at);
  const standing = await deps.registry.letter(caseNo, key, submission.id);
  if (standing === undefined) throw unknownLetter(caseNo);
  const note = { caseNo, key, id: submission.id, by: proof.by.id, at };
  if (event['type'] === 'letter.acknowledged') {
    refuseNote(standing, proof.by);
    await deps.registry.acknowledge(note);
    return { key };
  }
  const clearanceId = typeof protectionClearanceId === 'string' ? protectionClearanceId : undefined;
  if (event['type'] === 'letter.handed-over') {
    await refuseHandingOver(deps.registry, standing, proof.by, clearanceId, { caseNo, key });
    await deps.registry.handOver(note);
    return { key };
  }
  const as = sentAs(event);
  refuseSending(standing, proof.by, as, clearanceId);
  await deps.registry.sendAgain({
    ...note,
    as,
    ...(clearanceId !== undefined && { clearanceId }),
  });
  await deps.workflows.sendAgain({ caseNo, key, id: submission.id });
  return { key, ...(isOther(standing, as, protectionClearanceId) && { note: OTHER_CONTENT }) };
}

/** Whether the id stands for a sending of another kind, or under another clearance. */
function isOther({ sending }: StandingLetter, as: SentAs, clearance: Json | undefined): boolean {
  return sending !== undefined && (sending.as !== as || sending.clearanceId !== clearance);
}

function sentAs({ type }: JsonObject): SentAs {
  if (type === 'letter.sent-again') return 'letter';
  if (type === 'letter.reminded') return 'reminder';
  throw new Problem(
    'MALFORMED',
    '`type` is letter.sent-again, letter.reminded, letter.handed-over or letter.acknowledged.',
  );
}

function refuseNote({ letter }: StandingLetter, by: Officer): void {
  if (letterKind(letter.kind)?.acknowledged !== true) {
    throw new Problem('LETTER_NOT_OPEN', `A letter ${letter.kind} is answered by an event.`);
  }
  const role = NOTED_BY[letter.to];
  if (role === undefined ? by.body === letter.to : by.role === role) return;
  throw new Problem('ROLE_NOT_ALLOWED', `An officer of ${role ?? letter.to} has to sign.`);
}

/** A liaison sends, and hands over. */
function refuseOthers({ role }: Officer): void {
  if (LIAISONS.includes(role)) return;
  throw new Problem('ROLE_NOT_ALLOWED', `One of ${LIAISONS.join(', ')} has to sign.`);
}

/** By hand nothing leaves either that a claim holds back. */
async function refuseHandingOver(
  registry: ApiDeps['registry'],
  standing: StandingLetter,
  by: Officer,
  clearanceId: string | undefined,
  { caseNo, key }: { readonly caseNo: string; readonly key: string },
): Promise<void> {
  refuseOthers(by);
  if (standing.recorded) throw new Problem('LETTER_NOT_OPEN', 'A recorded case sends nothing.');
  if (standing.channel !== 'by-hand') {
    throw new Problem('LETTER_NOT_OPEN', `Letters to ${standing.letter.to} do not go by hand.`);
  }
  const sentWith = clearanceId ?? (await registry.clearanceOf(caseNo, key));
  const { letter, procedure, view } = standing;
  const cleared = sentWith === undefined ? {} : { clearanceId: sentWith };
  if (isHeldBack({ letter, procedure, view, ...cleared })) throw heldBack();
}

function heldBack(): Problem {
  const detail = 'A claim for protection is open: it goes with the number of a clearance, or not.';
  return new Problem('STAY_ACTIVE', detail);
}

function refuseSending(
  standing: StandingLetter,
  by: Officer,
  as: SentAs,
  clearanceId: string | undefined,
): void {
  refuseOthers(by);
  // Signed and counted already: whatever came since, it is the same sending.
  if (standing.sending !== undefined) return;
  const fault = notAgain(standing, as, clearanceId);
  if (fault !== undefined) throw new Problem(fault.code, `${fault.words}.`);
}

function unknownLetter(caseNo: string): Problem {
  return new Problem('LETTER_UNKNOWN', `See GET ${addressOf(caseNo)}/letters for those it has.`);
}
