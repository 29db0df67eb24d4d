import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
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
    ['Open a case.', 'From a start argument (file, or - for standard input) or from options.'],
    [
      'open --case-no LIVE-1 --procedure outbound --facts \'{"province":"Jilin","adult":true}\'',
      'open start.json',
      'open --case-no LIVE-2 samples/OUT-01.json',
    ],
  )
    .option('--case-no <no>', 'number of the case; no personal data, never used again')
    .option('--procedure <name>', 'outbound, inbound or exit')
    .option('--subject <ref>', 'opaque id of the person (default: synthetic/<case-no>)')
    .option('--facts <json>', 'what is known at the start')
    .action(async (file: string | undefined, options: Options) => {
      const { findService } = await import('../service.ts');
      const service = await findService(io);
      const { body } = await service.post('/v1/cases', await openingOf(io, file, options));
      if (options.json === true) io.out(JSON.stringify(body));
      else io.out(`${textOf(body['caseNo'])} is open: ${textOf(body['state'])}`);
      end(EXIT.done);
    });
};

/** A start argument; a case file is taken as one, without its events. */
async function openingOf(
  io: CliIo,
  path: string | undefined,
  options: Options,
): Promise<JsonObject> {
  const given = path === undefined ? {} : await readObject(io, path);
  const caseNo = options.caseNo ?? given['caseNo'];
  const procedure = options.procedure ?? given['procedure'];
  if (typeof caseNo !== 'string' || typeof procedure !== 'string') {
    throw wrongUse('Name --case-no and --procedure, or a file that does.');
  }
  const { config, clock, openedBy } = given;
  return {
    caseNo,
    procedure,
    subjectRef: options.subject ?? given['subjectRef'] ?? `synthetic/${caseNo}`,
    facts: options.facts === undefined ? (given['facts'] ?? {}) : factsOf(options.facts),
    ...(config === undefined ? {} : { config }),
    ...(clock === undefined ? {} : { clock }),
    ...(openedBy === undefined ? {} : { openedBy }),
  };
}

function factsOf(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    throw wrongUse('--facts is no JSON.');
  }
}
