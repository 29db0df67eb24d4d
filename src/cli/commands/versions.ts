import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { textOf } from '../text.ts';

/** `versions`: what files name, and so must stay in the code. */
export const addVersions: AddCommand = (program, io, end) => {
  declare(
    program,
    'versions',
    [
      'List the chart and policy versions that files name, with open cases and files.',
      'A chart without an open case can leave the code; a policy only where no line has it:',
      'documents of closed cases, and replays of moved ones, still read it.',
    ],
    ['versions', 'versions --json'],
  ).action(async (options: { readonly json?: true }) => {
    const { findService } = await import('../service.ts');
    const { body } = await (await findService(io)).get('/v1/versions');
    if (options.json === true) io.out(JSON.stringify(body));
    else for (const row of body['versions'] as readonly JsonObject[]) io.out(lineOf(row));
    end(EXIT.done);
  });
};

function lineOf(row: JsonObject): string {
  const { procedure, chartVersion, policyVersion, cases, files } = row;
  const names = `chart ${textOf(chartVersion)} · policy ${textOf(policyVersion)}`;
  return `${textOf(procedure)} · ${names} · ${textOf(cases)} open · ${textOf(files)} files`;
}
