import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { JsonObject } from '../../../machines/kernel/types.ts';
import { addressOf } from '../../api/address.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import { settingsOf } from '../io.ts';
import type { CliIo } from '../io.ts';
import { everyRow } from '../pages.ts';
import { textOf } from '../text.ts';

interface ListOptions {
  readonly json?: true;
  readonly waiting?: true;
  readonly overdue?: true;
  readonly body?: string;
  readonly province?: string;
  readonly procedure?: string;
}

interface DeedOptions {
  readonly json?: true;
  readonly as: string;
  readonly clearance?: string;
}

/** What a human does with a letter, by the word on the command line. */
const DEEDS = {
  resend: { type: 'letter.sent-again', says: 'Send a letter again, as a liaison.' },
  remind: { type: 'letter.reminded', says: 'Remind the other side of a letter, as a liaison.' },
  'handed-over': { type: 'letter.handed-over', says: 'Note that a letter went by hand.' },
  acknowledge: { type: 'letter.acknowledged', says: 'Note that its recipient has a letter.' },
} as const;

/** `letters`: those of one case or of all, and what a human does with one. */
export const addLetters: AddCommand = (program, io, end) => {
  const letters = declare(
    program,
    'letters [no]',
    [
      'List letters, of a case or of all: on whom they wait, since when.',
      'Below it: send one again, remind of it, note that it went by hand or has arrived.',
    ],
    [
      'letters --waiting',
      'letters --waiting --overdue --body counterpart --province Jilin',
      'letters LIVE-1',
      'letters remind LIVE-1 LIVE-1/8/0 --as CPL-LN-1',
    ],
  )
    .option('--waiting', 'only those that an answer or an acknowledgement is owed to')
    .option('--overdue', 'only those whose date has passed')
    .option('--body <body>', 'only those to this body, such as counterpart')
    .option('--province <province>', 'only those of cases of this province')
    .option('--procedure <procedure>', 'only those of cases of this procedure')
    .action(async (no: string | undefined, options: ListOptions) => {
      await list(io, no, options);
      end(EXIT.done);
    });
  for (const [word, { type, says }] of Object.entries(DEEDS)) {
    addDeed(letters, io, end, { word, type, says });
  }
};

function addDeed(
  letters: Command,
  io: CliIo,
  end: (exitCode: number) => void,
  { word, type, says }: { readonly word: string; readonly type: string; readonly says: string },
): void {
  const example = `letters ${word} LIVE-1 LIVE-1/8/0 --as CPL-LN-1`;
  declare(letters, `${word} <no> <key>`, [says], [example])
    .requiredOption('--as <officer>', 'who signs')
    .option('--clearance <id>', 'number of the clearance, while a claim for protection is open')
    .action(async (no: string, key: string, _: DeedOptions, command: Command) => {
      const options = command.optsWithGlobals<DeedOptions>();
      await act(io, { no, key, type }, options);
      end(EXIT.done);
    });
}

async function act(
  io: CliIo,
  { no, key, type }: { readonly no: string; readonly key: string; readonly type: string },
  { as, clearance, json }: DeedOptions,
): Promise<void> {
  const [{ findService }, { signed }] = await Promise.all([
    import('../service.ts'),
    import('../signing.ts'),
  ]);
  const event = {
    id: `${type}/${randomUUID()}`,
    type,
    at: new Date().toISOString(),
    by: as,
    letter: key,
    ...(clearance !== undefined && { protectionClearanceId: clearance }),
  };
  const { dataDir } = settingsOf(io);
  const submission = await signed(dataDir, { caseNo: no, act: 'submit', event, officers: [as] });
  const service = await findService(io);
  const { body } = await service.post(`${addressOf(no)}/letters`, submission);
  io.out(json === true ? JSON.stringify(body) : own(no, body));
}

async function list(
  io: CliIo,
  no: string | undefined,
  { json, waiting, overdue, ...named }: ListOptions,
): Promise<void> {
  const isFiltered = waiting ?? overdue ?? Object.values(named).find((one) => one !== undefined);
  if (no !== undefined && isFiltered !== undefined) {
    throw wrongUse('The letters of one case are listed whole; leave out the other options.');
  }
  const { findService } = await import('../service.ts');
  const service = await findService(io);
  const asked = Object.entries({ waiting, overdue, ...named }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  );
  const address = no === undefined ? '/v1/letters' : `${addressOf(no)}/letters`;
  const found = await everyRow(service, address, 'letters', Object.fromEntries(asked));
  if (json === true) io.out(JSON.stringify({ letters: found }));
  else if (found.length === 0) io.err('There are none.');
  else for (const letter of found) io.out(no === undefined ? line(letter) : own(no, letter));
}

/** A letter in the list of all cases. */
function line(letter: JsonObject): string {
  const { key, kind, to, correlationId, since, lastSent, due, overdue, held, channel } = letter;
  const notes = [
    `since ${textOf(since)}`,
    ...(lastSent === undefined ? ['not sent yet'] : [`last sent ${textOf(lastSent)}`]),
    `${textOf(letter['sent'])} sent, ${textOf(letter['reminders'])} reminders`,
    ...(due === undefined ? [] : [`due ${textOf(due)}${overdue === true ? ', overdue' : ''}`]),
    ...(held === true ? ['held back by a claim for protection'] : []),
    channel === undefined ? 'no channel' : `by ${textOf(channel)}`,
  ];
  const what = `${textOf(kind)} to ${textOf(to)} (${textOf(correlationId)})`;
  return `${textOf(key)} · ${what} · ${notes.join('; ')}`;
}

/** A letter of one case. */
function own(no: string, letter: JsonObject): string {
  const { key, kind, to, correlationId, createdAt, deliveredAt, sent, acknowledged } = letter;
  const notes = [
    `since ${textOf(createdAt)}`,
    deliveredAt === undefined ? 'not delivered' : `delivered ${textOf(deliveredAt)}`,
    `${textOf(sent)} sent`,
    ...(acknowledged === undefined ? [] : ['acknowledged']),
  ];
  const what = `${textOf(kind)} to ${textOf(to)} (${textOf(correlationId)})`;
  return `${textOf(key ?? no)} · ${what} · ${notes.join('; ')}`;
}
