/** The monthly figures: as data, and as the report that is printed. */
import { createRoute, z } from '@hono/zod-openapi';
import { P, json, needs, page } from './route.ts';
import { Instant } from './schemas.ts';

const MONTH = String.raw`\d{4}-(?:0[1-9]|1[0-2])`;

const Cell = z
  .union([z.number().int(), z.literal('*')])
  .describe('`*`: under five, or it would tell one that is.');

/** The figures of a month. */
export const FiguresSchema = z
  .object({
    month: z.string().openapi({ example: '1958-01' }),
    madeAt: Instant,
    tables: z.array(
      z.object({
        name: z.string(),
        says: z.string().describe('What a cell counts.'),
        by: z.array(z.string()).describe('What the parts of a key are.'),
        rows: z.array(z.object({ key: z.array(z.string()), n: Cell })),
        total: Cell.optional(),
      }),
    ),
    times: z
      .array(
        z.object({
          procedure: z.string(),
          state: z.string(),
          n: Cell,
          medianDays: z.number().optional(),
          p90Days: z.number().optional(),
        }),
      )
      .describe(
        'How long cases stood in a state that they left in the month; for an exit also from the ' +
          'application to the decision.',
      ),
  })
  .openapi('Figures');

const FiguresQuery = z.object({
  month: z
    .string()
    .regex(new RegExp(`^${MONTH}$`))
    .optional()
    .openapi({ example: '1958-01' }),
});

const ReportParams = z.object({
  file: z
    .string()
    .regex(new RegExp(`^${MONTH}\\.(?:html|pdf)$`))
    .describe('Month and form: `1958-01.html`, `1958-01.pdf`.')
    .openapi({ param: { name: 'file', in: 'path' }, example: '1958-01.pdf' }),
});

/** Both calls. */
export const FIGURE_ROUTES = {
  readFigures: createRoute({
    method: 'get',
    path: '/v1/figures',
    summary: 'The monthly figures, as they may be published',
    ...needs('figures.read'),
    request: { query: FiguresQuery },
    responses: {
      200: json(FiguresSchema, 'Without a month: those of the latest report.'),
      400: P[400],
      401: P[401],
      403: P[403],
      404: P[404],
    },
  }),
  readReport: createRoute({
    method: 'get',
    path: '/v1/figures/{file}',
    summary: 'The monthly report as HTML or PDF',
    ...needs('figures.read'),
    request: { params: ReportParams },
    responses: {
      200: page('The report; stamped as a draft where it was made before its month was over.'),
      400: P[400],
      401: P[401],
      403: P[403],
      404: P[404],
    },
  }),
};
