import type { Json, JsonObject } from '../../../machines/kernel/types.ts';
import { isDutyNo } from '../../../workflows/messages.ts';
import { collectionOf, namedAs } from '../../api/address.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { CliFailure, EXIT, wrongUse } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { readObject } from '../io.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly caseNo?: string;
  readonly procedure?: string;
  readonly subject?: string;
  readonly facts?: string;
}

/** `open`: a new case. */
export const addOpen: AddCommand = (program, io, end) => {
  declare(
    program,
    'open [file]',
    [
      'Open a case, or a duty of the service.',
      'From a start argument (file, or - for standard input) or from options. A number <kind>/<no> is that of a duty, for every command that takes the number of a case.',
    ],
    [
      'open --case-no LIVE-1 --procedure outbound --facts \'{"province":"Jilin","adult":true}\'',
      'open start.json',
      'open --case-no LIVE-2 samples/OUT-01.json',
      'open --case-no policy-notice/1958-1',
      'open --case-no prevention-measure/1958-1 --facts \'{"province":"Jilin"}\'',
    ],
  )
    .option('--case-no <no>', 'its number; no personal data, never used again')
    .option('--procedure <name>', 'outbound, inbound or exit; a duty’s number says its kind')
    .option(
      '--subject <ref>',
      'opaque id of the person, or of the matter (default: made of the number)',
    )
    .option('--facts <json>', 'what is known at the start')
    .action(async (file: string | undefined, options: Options) => {
      const { findService } = await import('../service.ts');
      const service = await findService(io);
      const { address, opening } = await openingOf(io, file, options);
      const { body } = await service.post(address, opening);
      if (options.json === true) io.out(JSON.stringify(body));
      else io.out(`${textOf(body['caseNo'])} is open: ${textOf(body['state'])}`);
      end(EXIT.done);
    });
};

/** A start argument; a case file is taken as one, without its events. A duty is told by its number. */
async function openingOf(
  io: CliIo,
  path: string | undefined,
  options: Options,
): Promise<{ readonly address: string; readonly opening: JsonObject }> {
  const given = path === undefined ? {} : await startArgument(io, path);
  const { caseNo = given['caseNo'], procedure = given['procedure'] } = options;
  const isDuty = typeof caseNo === 'string' && isDutyNo(caseNo);
  if (typeof caseNo === 'string') refuseMixed(caseNo, isDuty ? procedure : undefined);
  if (typeof caseNo !== 'string' || (typeof procedure !== 'string' && !isDuty)) {
    throw wrongUse('Name --case-no and --procedure, or a file that does.');
  }
  const { config, clock, openedBy } = given;
  const subject = options.subject ?? given['subjectRef'];
  const subjectRef = subject ?? (isDuty ? undefined : `synthetic/${caseNo}`);
  const opening = {
    ...namedAs(caseNo, textOf(procedure)),
    ...(subjectRef === undefined ? {} : { subjectRef }),
    facts: options.facts === undefined ? (given['facts'] ?? {}) : factsOf(options.facts),
    ...(config === undefined ? {} : { config }),
    ...(clock === undefined ? {} : { clock }),
    ...(openedBy === undefined ? {} : { openedBy }),
  };
  return { address: collectionOf(caseNo), opening };
}

async function startArgument(io: CliIo, path: string): Promise<JsonObject> {
  try {
    return await readObject(io, path);
  } catch (error) {
    if (!(error instanceof CliFailure) || !isDutyNo(path)) throw error;
    // Read as a path, it is one; but no such file can be read.
    throw wrongUse(`${error.message} A number is given as --case-no ${path}.`);
  }
}

/** A number with a slash is that of a duty, and says what it is. */
function refuseMixed(number: string, procedure: Json | undefined): void {
  if (number.includes('/') && !isDutyNo(number)) {
    throw wrongUse(
      `${number} is no number of a duty: <kind>/<no>, such as policy-notice/1958-1; after the slash a ` +
        'capital letter or a digit, then letters, digits, . and -.',
    );
  }
  const kind = number.slice(0, number.indexOf('/'));
  if (procedure !== undefined && procedure !== kind) {
    throw wrongUse(
      `${number} is a duty of the kind ${kind}, not of the procedure that was named: leave out --procedure.`,
    );
  }
}

function factsOf(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    throw wrongUse('--facts is no JSON.');
  }
}
