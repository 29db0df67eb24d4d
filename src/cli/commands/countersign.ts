import type { JsonObject } from '../../../machines/kernel/types.ts';
import { addressOf } from '../../api/address.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { wrongUse } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { settingsOf } from '../io.ts';
import type { Service } from '../service.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly case: string;
  readonly draft: string;
  readonly as: string;
  readonly withdraw?: string;
}

/** `countersign`: the second signature under a draft, or its withdrawal. */
export const addCountersign: AddCommand = (program, io, end) => {
  declare(
    program,
    'countersign',
    [
      'Countersign a draft, or take it back.',
      'The event is fetched from the case and signed as it was proposed. With --withdraw its proposer takes it back.',
    ],
    [
      'countersign --case LIVE-1 --draft d-7 --as MFA-CD-1',
      'countersign --case LIVE-1 --draft d-7 --as EMB-HD-1 --withdraw "the ground has changed"',
    ],
  )
    .requiredOption('--case <no>', 'the case')
    .requiredOption('--draft <id>', 'id of the draft (see `case`)')
    .requiredOption('--as <officer>', 'who signs')
    .option('--withdraw <reasons>', 'take the draft back instead')
    .action(async (options: Options) => end(await answerDraft(io, options)));
};

async function answerDraft(io: CliIo, options: Options): Promise<number> {
  const [{ findService }, { signed }, { outcomeOf, showOutcome, WAIT_S }] = await Promise.all([
    import('../service.ts'),
    import('../signing.ts'),
    import('../outcome.ts'),
  ]);
  const { dataDir } = settingsOf(io);
  const service = await findService(io);
  const address = addressOf(options.case);
  const takesBack = options.withdraw !== undefined;
  const event: JsonObject = takesBack
    ? { id: options.draft, reasons: options.withdraw }
    : await drafted(service, address, options.draft);
  const submission = await signed(dataDir, {
    caseNo: options.case,
    act: takesBack ? 'withdraw' : 'countersign',
    event,
    officers: [options.as],
  });
  const call = takesBack ? 'withdraw' : 'countersign';
  const path = `${address}/drafts/${encodeURIComponent(options.draft)}/${call}`;
  const answer = await service.post(path, submission, WAIT_S);
  return showOutcome(io, await outcomeOf(service, answer), options.json === true);
}

async function drafted(service: Service, address: string, id: string): Promise<JsonObject> {
  const { body } = await service.get(address);
  const drafts = Array.isArray(body['drafts']) ? (body['drafts'] as readonly JsonObject[]) : [];
  const event = drafts.find((draft) => draft['id'] === id)?.['event'];
  if (typeof event !== 'object' || event === null) {
    const open = drafts.map((draft) => textOf(draft['id'])).join(', ');
    throw wrongUse(`The case has no draft ${id}. Open drafts: ${open === '' ? 'none' : open}.`);
  }
  return event as JsonObject;
}
