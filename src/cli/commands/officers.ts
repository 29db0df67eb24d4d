import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { everyRow } from '../pages.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly role?: string;
  readonly body?: string;
}

/** `officers`: the register of officers. */
export const addOfficers: AddCommand = (program, io, end) => {
  declare(
    program,
    'officers',
    ['List the register of officers, with their terms.'],
    ['officers', 'officers --role EMB-HD', 'officers --body PSO --json'],
  )
    .option('--role <role>', 'only officers of this role')
    .option('--body <body>', 'only officers of this body')
    .action(async ({ json, role, body }: Options) => {
      const { findService } = await import('../service.ts');
      const service = await findService(io);
      const officers = await everyRow(service, '/v1/officers', 'officers', {
        ...(role !== undefined && { role }),
        ...(body !== undefined && { body }),
      });
      if (json === true) io.out(JSON.stringify({ officers }));
      else if (officers.length === 0) io.err('There are none.');
      else for (const officer of officers) io.out(lineOf(officer));
      end(EXIT.done);
    });
};

function lineOf({ id, role, body, province, from, until }: JsonObject): string {
  const place = province === undefined ? '' : ` · ${textOf(province)}`;
  const begins = from === undefined ? '' : ` · from ${textOf(from)}`;
  const ends = until === undefined ? '' : ` · until ${textOf(until)}`;
  return `${textOf(id)} · ${textOf(role)} · ${textOf(body)}${place}${begins}${ends}`;
}
