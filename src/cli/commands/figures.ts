import type { Report } from '../../../activities/contract.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { wantsForm, writeForms, type Forms } from '../forms.ts';
import { textOf } from '../text.ts';

interface Options extends Forms {
  readonly json?: true;
  readonly month?: string;
}

/** `figures`: the monthly figures. */
export const addFigures: AddCommand = (program, io, end) => {
  declare(
    program,
    'figures',
    [
      'Show the monthly figures, as they may be published.',
      '`*` stands for a cell under five, or one that would tell such a cell.',
    ],
    ['figures', 'figures --month 1958-01', 'figures --pdf report.pdf'],
  )
    .option('--month <month>', 'the month (YYYY-MM); otherwise the latest report')
    .option('--html', 'print the report as an HTML page')
    .option('--pdf <file>', 'write the report as PDF here')
    .action(async ({ json, month, ...forms }: Options) => {
      const { findService } = await import('../service.ts');
      const query = month === undefined ? '' : `?${new URLSearchParams({ month }).toString()}`;
      const service = await findService(io);
      const { body } = await service.get(`/v1/figures${query}`);
      if (wantsForm(forms))
        await writeForms(io, service, `/v1/figures/${textOf(body['month'])}`, forms);
      else if (json === true) io.out(JSON.stringify(body));
      else for (const line of linesOf(body as unknown as Report)) io.out(line);
      end(EXIT.done);
    });
};

function linesOf({ month, madeAt, tables, times }: Report): readonly string[] {
  const filled = tables.filter(({ rows }) => rows.length > 0);
  return [
    `Figures of ${month}, made ${madeAt}`,
    ...filled.flatMap(({ name, says, rows, total }) => [
      '',
      `${name}: ${says}`,
      ...rows.map(({ key, n }) => `  ${key.join(' · ')}: ${n}`),
      ...(total === undefined ? [] : [`  all: ${total}`]),
    ]),
    ...(times.length === 0 ? [] : ['', 'times: Days in a state that was left in the month.']),
    ...times.map(({ procedure, state, n, medianDays, p90Days }) => {
      const days = medianDays === undefined ? '' : `, median ${medianDays}, 90 % ${p90Days ?? ''}`;
      return `  ${procedure} · ${state}: ${n}${days}`;
    }),
  ];
}
