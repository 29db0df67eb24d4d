/**
 * The simulated other side of live cases: what it answers to which letter, signed and submitted.
 */
import type { JsonObject } from '../../machines/kernel/types.ts';
import { attributedTo } from '../../machines/shared/officers.ts';
import { OUTSIDE, OWN_BODIES, TO_CASES } from '../counterpart/kinds.ts';
import type { ChannelKind } from '../counterpart/kinds.ts';
import { createSimulatedCounterpart } from '../counterpart/simulated.ts';
import type { ScriptedAnswer, SimulatedCounterpart } from '../counterpart/simulated.ts';
import { loadPrivateKey } from '../officers/keys.ts';
import { signSubmission } from '../officers/sign.ts';
import type { Registry } from '../registry/types.ts';
import type { CaseWorkflows } from '../api/deps.ts';
import { MESSAGES } from '../../workflows/messages.ts';
import { CASES } from './case-channel.ts';

/** Name of its channel in the registry. */
export const SIMULATED = 'simulated' satisfies ChannelKind;

/** Which channel serves which body until somebody says otherwise. */
export const CHANNELS: readonly { readonly body: string; readonly channel: ChannelKind }[] = [
  ...Object.keys(OUTSIDE).map((body) => ({ body, channel: SIMULATED as ChannelKind })),
  { body: TO_CASES, channel: CASES },
  // Letters to bodies of our own stand in the outbox, where their officers see them.
  ...OWN_BODIES.map((body) => ({ body, channel: 'outbox' as const })),
];

/** Milliseconds from a letter to its answer: late enough to be seen waiting. */
const ANSWER_MS = 15_000;

/** What it answers to which kind of letter. A kind that is not named here is never answered. */
const ANSWERS: Readonly<Record<string, { readonly answer: string; readonly fields?: JsonObject }>> =
  {
    M2: {
      answer: 'counterpart.consented',
      fields: { noteRef: 'NOTE-SIMULATED', personSpecific: true },
    },
    M3: {
      answer: 'counterpart.approved',
      fields: { noteRef: 'NOTE-SIMULATED', personSpecific: true },
    },
    M4: { answer: 'handover.accepted' },
    M5: { answer: 'clause3.nothing-found', fields: { certificateRef: 'CERT-SIMULATED' } },
    M6: { answer: 'handover.accepted' },
    M7: { answer: 'return.accepted' },
  };

function scriptOf(afterMs: number): Readonly<Record<string, ScriptedAnswer>> {
  return Object.fromEntries(
    Object.entries(ANSWERS).map(([kind, answer]) => [kind, { ...answer, afterMs }]),
  );
}

/** Starts it, and takes up the letters of open cases that it has not answered yet. */
export async function startOtherSide(deps: {
  readonly registry: Pick<Registry, 'case' | 'channels' | 'letters' | 'outcome'>;
  readonly workflows: CaseWorkflows;
  readonly dataDir: string;
  /** Milliseconds from a letter to its answer; default 15,000. */
  readonly answerMs?: number;
}): Promise<SimulatedCounterpart> {
  const { registry, workflows, dataDir } = deps;
  const counterpart = createSimulatedCounterpart({
    script: scriptOf(deps.answerMs ?? ANSWER_MS),
    now: () => new Date().toISOString(),
    schedule: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    reply: async (caseNo, event) => {
      const row = await registry.case(caseNo);
      if (row === undefined || !row.open) return;
      const officer = attributedTo(row.opening.procedure, event).id;
      const key = await loadPrivateKey(dataDir, officer);
      const submission = await signSubmission({
        caseNo,
        act: 'submit',
        event,
        signers: [{ key, iss: officer, sub: officer }],
        now: new Date(),
      });
      await workflows.signal(caseNo, MESSAGES.submit, submission);
    },
  });
  const channels = await registry.channels();
  const own = new Set(channels.flatMap((one) => (one.channel === SIMULATED ? [one.body] : [])));
  const letters = (await registry.letters({})).filter(({ to }) => own.has(to));
  const unanswered = await Promise.all(
    letters.map(async (letter) => {
      if (letter.deliveredAt === undefined) return [];
      const answered = await registry.outcome(letter.caseNo, `answer/${letter.key}`);
      return answered === undefined ? [letter] : [];
    }),
  );
  counterpart.resume(unanswered.flat());
  return counterpart;
}
