/** A live case on a stage: what officers send, and how it stands. */
import type { WorkflowHandle } from '@temporalio/client';
import type { JsonObject, Opening } from '../../machines/kernel/types.ts';
import { MESSAGES, TASK_QUEUE, WORKFLOW_TYPES, caseWorkflowId } from '../../workflows/messages.ts';
import { runsOf } from './histories.ts';
import type { Signed, Signers } from './signers.ts';
import type { Stage } from './stage.ts';

/** Officers of these cases. */
export const OFFICERS = {
  officer: 'EMB-CO-1',
  other: 'EMB-CO-2',
  director: 'PSO-DR-1',
  liaison: 'FAO-LN-1',
} as const;

const SIGNAL_OF = {
  submit: MESSAGES.submit,
  propose: MESSAGES.propose,
  countersign: MESSAGES.countersign,
  withdraw: MESSAGES.withdrawDraft,
} as const;

let cases = 0;

export interface LiveCase {
  readonly caseNo: string;
  readonly workflowId: string;
  readonly handle: WorkflowHandle;
  readonly opening: Opening;
  /** Ids that were sent so far and have a place in the file. */
  readonly sent: readonly string[];
  /** Signs and signals. */
  send(signed: Signed): Promise<JsonObject>;
  /** Signs and updates; resolves with the outcome. */
  update(signed: Signed, updateId?: string): Promise<JsonObject>;
  view(): Promise<JsonObject>;
  /** `id outcome-or-code` of every entry. */
  file(): Promise<readonly string[]>;
  /** Types of the events in the history of the latest run. */
  eventTypes(): Promise<readonly string[]>;
}

export interface LiveOptions {
  /** Default `outbound`. */
  readonly procedure?: string;
  readonly config?: JsonObject;
  /** Also the number; default a fresh one. */
  readonly caseNo?: string;
}

/** Opens a case. A lost task is given out again after two seconds instead of ten. */
export async function openLiveCase(
  stage: Stage,
  signers: Signers,
  options: LiveOptions = {},
): Promise<LiveCase> {
  cases += 1;
  const caseNo = options.caseNo ?? `LOST-${process.pid}-${cases}`;
  const opening: Opening = {
    caseNo,
    procedure: options.procedure ?? 'outbound',
    subjectRef: `synthetic/${caseNo}`,
    facts: { province: 'Jilin', adult: true },
    ...(options.config && { config: options.config }),
  };
  const { client } = stage.temporal;
  const workflowId = caseWorkflowId(caseNo);
  await client.workflow.start(WORKFLOW_TYPES.case, {
    taskQueue: TASK_QUEUE,
    workflowId,
    args: [opening],
    workflowTaskTimeout: '2s',
  });
  const handle = client.workflow.getHandle(workflowId);
  const sent: string[] = [];
  return {
    caseNo,
    workflowId,
    handle,
    opening,
    sent,
    async send(signed) {
      const message = await signers.sign(caseNo, signed);
      await handle.signal(SIGNAL_OF[signed.act ?? 'submit'], message);
      sent.push(signed.event.id);
      return message;
    },
    async update(signed, updateId) {
      const message = await signers.sign(caseNo, signed);
      sent.push(signed.event.id);
      return handle.executeUpdate<JsonObject, [JsonObject]>(MESSAGES.submit, {
        args: [message],
        ...(updateId !== undefined && { updateId }),
      });
    },
    view: () => handle.query<JsonObject>(MESSAGES.case),
    async file() {
      const entries = await stage.registry.file(caseNo);
      return entries.map(({ event, expect, code }) => `${String(event['id'])} ${code ?? expect}`);
    },
    async eventTypes() {
      const runs = await runsOf(client, workflowId);
      return (runs.at(-1)?.history.events ?? []).map(({ eventType }) => String(eventType));
    },
  };
}

/** The events that these cases know, in short. */
export const say = {
  identity: (id: string): Signed => ({
    event: {
      id,
      type: 'identity.verified',
      at: today(),
      by: OFFICERS.officer,
      evidenceRef: 'ID-1',
    },
    by: [OFFICERS.officer],
  }),
  /** Where the person is Chinese, the case goes on to mobilization; else it ends here. */
  screening: (id: string, nationality: 'PRC' | 'DPRK' = 'PRC'): Signed => ({
    event: {
      id,
      type: 'screening.completed',
      at: today(),
      by: OFFICERS.officer,
      nationality,
      illegalCrossing: true,
      crossedOn: '1957-09',
    },
    by: [OFFICERS.officer],
  }),
  round: (id: string, round: number, by: string = OFFICERS.officer): Signed => ({
    event: { id, type: 'mobilization.round-held', at: today(), by, round, language: 'ko' },
    by: [by],
  }),
  /** Takes note of something, in every state of the case, as often as one likes. */
  proceedings: (id: string): Signed => ({
    event: {
      id,
      type: 'local-proceedings.opened',
      at: today(),
      by: OFFICERS.director,
      ref: `LP-${id}`,
    },
    by: [OFFICERS.director],
  }),
  /** A draft: the liaison officer of foreign affairs has to sign too. */
  unity: (id: string): Signed => ({
    act: 'propose',
    event: {
      id,
      type: 'household.unity-decided',
      at: today(),
      by: OFFICERS.director,
      reasons: 'synthetic reasons, recorded in full',
    },
    by: [OFFICERS.director],
  }),
  countersign: (proposal: Signed): Signed => ({
    act: 'countersign',
    event: proposal.event,
    by: [OFFICERS.liaison],
  }),
  withdraw: (id: string): Signed => ({
    act: 'withdraw',
    event: { id, reasons: 'proposed by mistake, taken back' },
    by: [OFFICERS.director],
  }),
} as const;

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
