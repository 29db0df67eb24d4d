/**
 * Erasure of a case, by two officers who sign for it, and changes of the master key.
 */
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import { decodeJwt } from 'jose';
import type { Json, Officer } from '../../../machines/kernel/types.ts';
import { MESSAGES } from '../../../workflows/messages.ts';
import type { Erasure } from '../../persons/erase.ts';
import { erasableFrom } from '../../persons/retention.ts';
import type { CaseRow } from '../../registry/types.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { Problem } from '../problems.ts';
import { provenFor } from '../proven.ts';
import { submissionOf } from '../submit.ts';
import { caseOf, fromVault } from './desk.ts';
import { refuseNamed } from './no-name.ts';
import { PERSON_ROUTES as routes } from './routes.ts';
import type { ErasureOrderSchema, ErasureSchema } from './schemas.ts';

type ErasureOrder = z.infer<typeof ErasureOrderSchema>;

/** Data keys that one call wraps anew: a matter of a second or two. */
const KEYS_A_CALL = 500;

/** As `identity.mistaken`: who acts, and who is second. */
const ACTS: readonly string[] = ['EMB-CO', 'PSO-IN'];
const SECONDS: readonly string[] = ['EMB-HD', 'PSO-DR'];

const MISTAKEN = 'outcome.closed-mistaken-identity';

/** Adds the calls to the application. */
export function addErasureRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.erase, async (c) => {
    const { no } = c.req.valid('param');
    return c.json(shown(await erased(deps, no, c.req.valid('json'))), 200);
  });
  app.openapi(routes.readErasure, async (c) => {
    const { no } = c.req.valid('param');
    await caseOf(deps, no);
    const certificate = await deps.registry.certificate(no);
    if (certificate === undefined) throw new Problem('NOT_PUT', 'The case was not erased.');
    return c.json(shown(certificate), 200);
  });
  app.openapi(routes.rotateKeys, async (c) => {
    const { earlier, ...rest } = await fromVault(deps, deps.persons.rotate(KEYS_A_CALL));
    return c.json({ ...rest, earlier: [...earlier] }, 200);
  });
}

function shown(certificate: string): z.infer<typeof ErasureSchema> {
  return { certificate, says: decodeJwt(certificate) };
}

async function erased(deps: ApiDeps, caseNo: string, order: ErasureOrder): Promise<string> {
  const payload = order as Json;
  const submission = submissionOf(MESSAGES.submit, payload);
  const at = new Date().toISOString();
  const proof = await provenFor(deps, caseNo, submission, at);
  refuseOfficers(proof.by, proof.second);
  const { id, ground, reasons } = order.event;
  await refuseNamed(deps, caseNo, { submission, payload });
  await refuseGround(deps, proof.row, ground);
  const { attestations } = submission;
  const who = { by: proof.by.id, second: proof.second?.id ?? '' };
  return deps.persons.erase({ caseNo, id, ground, reasons, ...who, attestations, at });
}

function refuseOfficers(by: Officer, second: Officer | undefined): void {
  if (second === undefined) throw new Problem('FOUR_EYES', 'A second officer has to sign.');
  const [one, two] = [personsOf(by), personsOf(second)];
  if (one.some((id) => two.includes(id))) {
    throw new Problem('FOUR_EYES', 'The second officer has to be another person.');
  }
  if (!ACTS.includes(by.role) || !SECONDS.includes(second.role)) {
    throw new Problem(
      'ROLE_NOT_ALLOWED',
      `One of ${ACTS.join(', ')} signs, and one of ${SECONDS.join(', ')} as second.`,
    );
  }
}

/** A substitute counts as both persons. */
function personsOf({ id, actsFor = [] }: Officer): readonly string[] {
  return [id, ...actsFor];
}

async function refuseGround(
  { registry, persons }: ApiDeps,
  { caseNo, open, state }: CaseRow,
  ground: Erasure['ground'],
): Promise<void> {
  // Erased already: the same certificate is answered.
  if ((await registry.certificate(caseNo)) !== undefined) return;
  const notDue = (words: string): Problem => new Problem('ERASURE_NOT_DUE', words);
  if (open) throw notDue('The case is open: it needs to know the person.');
  if (ground === 'mistaken-identity') {
    if (state === MISTAKEN) return;
    throw notDue('The case was not closed by `identity.mistaken`.');
  }
  const closedOn = await registry.closedOn(caseNo);
  if (closedOn === undefined) throw notDue('The file does not say when the case was closed.');
  const from = erasableFrom(closedOn, persons.keptDays);
  if (Date.now() >= Date.parse(from)) return;
  throw notDue(
    `The case was closed on ${closedOn.slice(0, 10)} and is kept for ${persons.keptDays} days after it: ` +
      `ask again from ${from} on.`,
  );
}
