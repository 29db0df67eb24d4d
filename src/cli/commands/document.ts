import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import { wantsForm, writeForms, type Forms } from '../forms.ts';
import type { CliIo } from '../io.ts';
import { everyRow } from '../pages.ts';
import { textOf } from '../text.ts';

interface Options extends Forms {
  readonly json?: true;
}

/** `document`: the documents of a case, or one of them as HTML or PDF. */
export const addDocument: AddCommand = (program, io, end) => {
  declare(
    program,
    'document <no> [number]',
    [
      'List the documents of a case, or print one as HTML or PDF.',
      '`number` is its place in the list or the number that it bears.',
    ],
    ['document OUT-02.1', 'document OUT-02.1 1 --html', 'document OUT-02.1 1 --pdf passport.pdf'],
  )
    .option('--html', 'print the HTML page')
    .option('--pdf <file>', 'write the PDF here')
    .action(async (no: string, number: string | undefined, options: Options) => {
      await showDocuments(io, no, number, options);
      end(EXIT.done);
    });
};

async function showDocuments(
  io: CliIo,
  no: string,
  number: string | undefined,
  options: Options,
): Promise<void> {
  const { findService } = await import('../service.ts');
  const service = await findService(io);
  const address = `/v1/cases/${encodeURIComponent(no)}/documents`;
  const all = await everyRow(service, address, 'documents');
  const wanted = number === undefined ? all : all.filter((one) => isNamed(one, number));
  const [first] = wanted;
  if (number !== undefined && first === undefined) {
    throw wrongUse(`${no} has no document ${number}; it has ${all.length}.`);
  }
  if (wantsForm(options)) {
    if (number === undefined || first === undefined) throw wrongUse('Say which document.');
    await writeForms(io, service, `${address}/${textOf(first['n'])}`, options);
  } else if (options.json === true) io.out(JSON.stringify({ documents: wanted }));
  else if (wanted.length === 0) io.err('There are none.');
  else for (const one of wanted) io.out(line(one));
}

function isNamed(document: JsonObject, number: string): boolean {
  return textOf(document['n']) === number || document['number'] === number;
}

function line(document: JsonObject): string {
  const [n, kind, number, status] = ['n', 'kind', 'number', 'status'].map((key) =>
    textOf(document[key]),
  );
  return `${n}. ${kind} ${number}: ${status}`;
}
