import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../machines/kernel/types.ts';
import { addressOf } from '../../api/address.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import type { CliIo } from '../io.ts';
import { settingsOf } from '../io.ts';
import type { Service } from '../service.ts';

interface Options {
  readonly json?: true;
  readonly as: string;
  readonly second: string;
  readonly reasons: string;
}

/** `resume`: a case goes on from its file. */
export const addResume: AddCommand = (program, io, end) => {
  declare(
    program,
    'resume <no>',
    [
      'Let a case or a duty go on from its file, whose workflow was ended, reset or halted.',
      'Two officers sign for it, with reasons: the head of an office, and another head or a ministry. ' +
        'They sign for the last entry of the file; a run of before is refused from then on.',
    ],
    ['resume LIVE-1 --as EMB-HD-1 --second PSO-DR-1 --reasons "ended by mistake at the Web UI"'],
  )
    .requiredOption('--as <officer>', 'who orders it')
    .requiredOption('--second <officer>', 'the second officer')
    .requiredOption('--reasons <text>', 'why; kept in the file')
    .action(async (no: string, options: Options) => end(await resume(io, no, options)));
};

async function resume(io: CliIo, caseNo: string, options: Options): Promise<number> {
  const [{ findService }, { signed }, { outcomeOf, showOutcome, WAIT_S }] = await Promise.all([
    import('../service.ts'),
    import('../signing.ts'),
    import('../outcome.ts'),
  ]);
  const service = await findService(io);
  const { as: by, second, reasons } = options;
  const event = {
    id: `resumed-${randomUUID()}`,
    type: 'case.resumed',
    ...(await endOfFile(service, caseNo)),
    by,
    second,
    reasons,
  };
  const officers = [by, second];
  const { dataDir } = settingsOf(io);
  const submission = await signed(dataDir, { caseNo, act: 'submit', event, officers });
  const answer = await service.post(`${addressOf(caseNo)}/resume`, submission, WAIT_S);
  return showOutcome(io, await outcomeOf(service, answer), options.json === true);
}

/** The place that the case goes on from; the day is that of a recorded case's last event. */
async function endOfFile(
  service: Service,
  caseNo: string,
): Promise<{ readonly seq: number; readonly hash: string; readonly at: string }> {
  const { body: view } = await service.get(addressOf(caseNo));
  const last = Math.max(0, Number(view['seq']) - 1);
  const { body } = await service.get(`${addressOf(caseNo)}/file?after=${last}`);
  const { head, entries, opening } = body as unknown as {
    readonly head: { readonly seq: number; readonly hash: string };
    readonly entries: readonly { readonly event: JsonObject }[];
    readonly opening: { readonly clock?: string };
  };
  const told = opening.clock === 'recorded' ? entries.at(-1)?.event['at'] : undefined;
  const at = typeof told === 'string' ? told : new Date().toISOString();
  return { seq: head.seq, hash: head.hash, at };
}
