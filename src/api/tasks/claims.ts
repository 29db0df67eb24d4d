/**
 * In whose hands a task is: claim, release, hand over. A mark for colleagues: no decision looks at it.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { isDutyNo } from '../../../workflows/messages.ts';
import { isHeadOf } from '../../../machines/shared/officers.ts';
import { absencesOf } from '../../officers/absences.ts';
import { isInTerm } from '../../officers/terms.ts';
import { claimAfter } from '../../registry/claims.ts';
import type { Claim, ClaimEntry } from '../../registry/claims.ts';
import type { TaskRow } from '../../registry/tasks.ts';
import { addressOf } from '../address.ts';
import type { ApiDeps, ApiEnv } from '../deps.ts';
import { officesOf } from '../offices.ts';
import type { Office } from '../offices.ts';
import type { Caller } from '../powers.ts';
import { Problem } from '../problems.ts';
import { maySee } from '../visibility.ts';
import { TASK_ROUTES as routes } from './routes.ts';
import { shownTask, whyNot } from './shown.ts';

type Actor = Extract<Caller, { kind: 'officer' }>;

/** A line for the log, but for its number and instant; `undefined`: all is as it was asked to be. */
type Said = Omit<ClaimEntry, 'n' | 'at'> | undefined;

/** Adds the calls to the application. */
export function addClaimRoutes(app: OpenAPIHono<ApiEnv>, deps: ApiDeps): void {
  app.openapi(routes.claim, async (c) => {
    const by = actorOf(c);
    const task = await say(deps, c, (open, held) => claimed(open, by, held));
    return c.json(shownTask(task, c.get('caller')), 200);
  });
  app.openapi(routes.release, async (c) => {
    const by = actorOf(c);
    const { reasons } = c.req.valid('json');
    const task = await say(deps, c, async (_, held) => {
      if (held === undefined) return undefined;
      await refuseOther(deps, by, held, reasons);
      return { act: 'release', by: by.officer.id, ...(reasons !== undefined && { reasons }) };
    });
    return c.json(shownTask(task, c.get('caller')), 200);
  });
  app.openapi(routes.handOver, async (c) => {
    const by = actorOf(c);
    const { to, reasons } = c.req.valid('json');
    const task = await say(deps, c, async (open, held) => {
      await refuseOther(deps, by, held, reasons);
      await refuseTaker(deps, open, to);
      const said = { act: 'hand-over', by: by.officer.id, holder: to } as const;
      return { ...said, ...(reasons !== undefined && { reasons }) };
    });
    return c.json(shownTask(task, c.get('caller')), 200);
  });
  app.openapi(routes.listClaims, async (c) => {
    const { case: caseNo, id } = c.req.valid('param');
    await taskOf(deps, c, new Date().toISOString());
    const claims = await deps.registry.claims(caseNo, id);
    return c.json({ claims: [...claims] }, 200);
  });
}

/**
 * Adds what is to be said to the log of an open task, and answers the task. Whoever says something at the
 * same moment and is second looks again at what then stands.
 */
async function say(
  deps: ApiDeps,
  c: Context<ApiEnv>,
  decide: (task: TaskRow, held: Claim | undefined) => Promise<Said> | Said,
): Promise<TaskRow> {
  for (;;) {
    const at = new Date().toISOString();
    const task = await taskOf(deps, c, at);
    const { id, caseNo } = task;
    if (task.closedAt !== undefined) {
      const why = `It closed at ${task.closedAt}: ${task.closeReason ?? 'withdrawn'}`;
      throw new Problem('TASK_CLOSED', `${why}; see GET ${addressOf(caseNo)}.`);
    }
    const log = await deps.registry.claims(caseNo, id);
    const said = await decide(task, claimAfter(log, at));
    if (said === undefined) return task;
    const entry = { ...said, n: log.length + 1, at };
    if (await deps.registry.addClaim(caseNo, id, entry)) return taskOf(deps, c, at);
  }
}

/** The task in the address. @throws Problem TASK_UNKNOWN, of a case too that the caller may not know of. */
async function taskOf(deps: ApiDeps, c: Context<ApiEnv>, at: string): Promise<TaskRow> {
  const { case: caseNo = '', id = '' } = c.req.param();
  const seen = await maySee(deps, c.get('caller'), caseNo, !isDutyNo(caseNo));
  const task = seen ? await deps.registry.task(caseNo, id, at) : undefined;
  if (task !== undefined) return task;
  const number = encodeURIComponent(caseNo);
  throw new Problem('TASK_UNKNOWN', `See GET /v1/tasks?case=${number} for those it has.`);
}

function actorOf(c: Context<ApiEnv>): Actor {
  const caller = c.get('caller');
  if (caller.kind === 'officer') return caller;
  throw new Problem('NOT_PERMITTED', 'Only an officer who signed in has tasks in his hands.');
}

function claimed(task: TaskRow, by: Actor, held: Claim | undefined): Said {
  const { officer } = by;
  const fault = whyNot(task, officesOf(by));
  if (fault !== undefined) throw new Problem('NOT_PERMITTED', `Not to be claimed: ${fault}.`);
  if (held?.holder === officer.id) return undefined;
  if (held !== undefined) throw taken(held);
  return { act: 'claim', by: officer.id, holder: officer.id };
}

function taken(held: Claim): Problem {
  const { holder, since, until } = held;
  return new Problem(
    'TASK_CLAIMED',
    `${holder} has it in hand since ${since}, until ${until} at the latest. A decision can be sent all the same.`,
    { claim: held },
  );
}

/** Only the holder lets go of a task, or the head of his office (or who stands in for that one) with reasons. */
async function refuseOther(
  { registry }: ApiDeps,
  by: Actor,
  held: Claim | undefined,
  reasons: string | undefined,
): Promise<void> {
  if (held === undefined) {
    throw new Problem('NOT_PERMITTED', 'It is in nobody’s hands: claim it first.');
  }
  if (held.holder === by.officer.id) return;
  const { officers } = await registry.named({ officers: [held.holder], issuers: [] });
  const holder = officers.find(({ id }) => id === held.holder);
  const leads = ({ officer, province }: Office): boolean =>
    holder !== undefined &&
    isHeadOf(officer, holder) &&
    (province === undefined || holder.province === province);
  if (!officesOf(by).some(leads)) throw taken(held);
  if (reasons === undefined) {
    const whose = `${held.holder} has it in hand since ${held.since}`;
    throw new Problem('TASK_CLAIMED', `${whose}; say in \`reasons\` why you act for him.`, {
      claim: held,
    });
  }
}

async function refuseTaker({ registry }: ApiDeps, task: TaskRow, to: string): Promise<void> {
  const at = new Date().toISOString();
  const { officers, substitutions } = await registry.named({ officers: [to], issuers: [] });
  const term = officers.find(({ id }) => id === to);
  if (term === undefined || !isInTerm(term, at)) {
    throw new Problem('NOT_PERMITTED', 'to: no officer who is in term.');
  }
  const { id, role, body, province } = term;
  const taker: Actor = {
    kind: 'officer',
    officer: { id, role, body },
    ...(province !== undefined && { province }),
    standsIn: absencesOf(term, { officers, substitutions, at }),
  };
  const fault = whyNot(task, officesOf(taker));
  if (fault !== undefined) throw new Problem('NOT_PERMITTED', `to: ${fault}.`);
}
