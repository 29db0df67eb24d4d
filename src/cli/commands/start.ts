import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { settingsOf } from '../io.ts';

/** `start`: the whole embedded stack, until it is told to end. */
export const addStart: AddCommand = (program, io, end) => {
  declare(
    program,
    'start',
    [
      'Start everything: Temporal, registry, worker, API.',
      'The sample cases are played in on the first start. Ctrl-C ends it; the cases stay.',
    ],
    ['start', 'start --api-only', '--help'],
  )
    .option('--api-only', 'no worker here: another process runs `src/worker.ts`')
    .action(async (options: { readonly json?: true; readonly apiOnly?: true }) => {
      const settings = settingsOf(io);
      const { serve } = await import('../../server.ts');
      await serve(settings, io, { json: options.json === true, worker: options.apiOnly !== true });
      end(EXIT.done);
    });
};
