/**
 * What is sent to the cases of a soak: each case by its index and the seed alone.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Act } from '../../activities/contract.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import { makeRandom } from '../oracle/random.ts';
import type { Random } from '../oracle/random.ts';
import type { Signed } from '../support/signers.ts';

/** One message, and the door that it takes. */
export interface Sending {
  readonly signed: Signed;
  readonly act: Act;
  readonly via: 'signal' | 'update';
  /** For a signal: whether the second time comes at once, or only after all else. */
  readonly again: 'at once' | 'late';
}

/** A case from outside. */
export interface Script {
  readonly caseNo: string;
  readonly config: JsonObject;
  readonly sendings: readonly Sending[];
  /** Before this message somebody asks Temporal to cancel the workflow. */
  readonly cancelAt?: number;
  /** It stays in mobilization, whose reminder rings once. */
  readonly waits: boolean;
}

const PROCEDURE = 'outbound';
/** Files whose events every live case can be sent, one after the other. */
const FILES = ['OUT-01', 'OUT-02', 'OUT-08'] as const;
const Events = z.object({
  events: z.array(z.object({ event: z.looseObject({ id: z.string(), type: z.string() }) })),
});
const DIRECTOR = 'PSO-DR-1';
const LIAISON = 'FAO-LN-1';
const REASONS = 'synthetic reasons, recorded in full';

/** Everybody who signs. */
export const SIGNERS = [
  ...['EMB-CO-1', 'EMB-CO-2', 'EMB-HD-1', 'MPS-CD-1', 'PSO-IN-1', DIRECTOR, LIAISON],
  ...['HAC-CL-1', 'CPL-LN-1'],
];

/** The script of a case. */
export function scriptOf(seed: number, index: number): Script {
  const random = makeRandom(seed * 100_003 + index);
  const waits = index % 2 === 0;
  const caseNo = `SOAK-${seed}-${index}`;
  const signed = waits ? waiting(caseNo, random) : fromFile(caseNo, random.pick(FILES));
  const sendings = signed.map((one): Sending => {
    const byUpdate = (one.act ?? 'submit') === 'submit' && random.chance(0.2);
    const again = random.chance(0.5) ? 'at once' : 'late';
    return { signed: one, act: one.act ?? 'submit', via: byUpdate ? 'update' : 'signal', again };
  });
  const every = random.pick([undefined, 4, 9]);
  return {
    caseNo,
    config: {
      delays: { mobilizationReminder: `PT${random.int(2, 12)}S`, clause3Reminder1: 'PT4S' },
      ...(every !== undefined && { continueAsNewEvery: every }),
    },
    sendings,
    ...(index % 5 === 0 && { cancelAt: random.int(1, sendings.length - 1) }),
    waits,
  };
}

/** The events of a case file, with ids of this case, to its outcome. */
function fromFile(caseNo: string, file: (typeof FILES)[number]): readonly Signed[] {
  const path = fileURLToPath(new URL(`../fixtures/cases/${file}.json`, import.meta.url));
  const { events } = Events.parse(JSON.parse(readFileSync(path, 'utf8')));
  return events
    .filter(({ event: { type } }) => !type.endsWith('-elapsed'))
    .map(({ event }, at) => {
      const own = { ...event, id: `${caseNo}/${at + 1}` } as JsonObject & { readonly id: string };
      const second = typeof own['second'] === 'string' ? [own['second']] : [];
      return { event: own, by: [attributedTo(PROCEDURE, own).id, ...second] };
    });
}

/** A case that comes to mobilization and stays there while much is noted and drafts come and go. */
function waiting(caseNo: string, random: Random): readonly Signed[] {
  const head = fromFile(caseNo, 'OUT-01').slice(0, 2);
  const rest: Signed[] = [];
  for (let at = 1; at <= random.int(4, 12); at += 1) {
    const id = `${caseNo}/w${at}`;
    rest.push(proceedings(`${id}/opened`, 'opened', id));
    if (random.chance(0.6)) rest.push(proceedings(`${id}/closed`, 'closed', id));
    if (random.chance(0.4)) rest.push(...draft(`${id}/draft`, random.chance(0.5)));
  }
  return [...head, ...rest];
}

function proceedings(id: string, what: 'opened' | 'closed', ref: string): Signed {
  const type = `local-proceedings.${what}`;
  return { event: { id, type, at: '1958-03-01', by: DIRECTOR, ref }, by: [DIRECTOR] };
}

function draft(id: string, isCountersigned: boolean): readonly Signed[] {
  const type = 'household.unity-decided';
  const event = { id, type, at: '1958-03-02', by: DIRECTOR, reasons: REASONS };
  return [
    { act: 'propose', event, by: [DIRECTOR] },
    isCountersigned
      ? { act: 'countersign', event, by: [LIAISON] }
      : { act: 'withdraw', event: { id, reasons: REASONS }, by: [DIRECTOR] },
  ];
}
