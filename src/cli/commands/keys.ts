import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import { textOf } from '../text.ts';

/** `keys rotate`: another master key, and every data key under it. */
export const addKeys: AddCommand = (program, io, end) => {
  declare(
    program,
    'keys <what>',
    [
      'Change the master key (`keys rotate`) that keeps what is known of persons.',
      'Every data key is wrapped anew; the earlier master key is dropped at the end. Stopped half way, it goes on when called again.',
    ],
    ['keys rotate', 'keys rotate --json'],
  ).action(async (what: string, options: { readonly json?: true }) => {
    if (what !== 'rotate') throw wrongUse(`There is no \`keys ${what}\`; use \`keys rotate\`.`);
    const { findService } = await import('../service.ts');
    const service = await findService(io);
    for (;;) {
      const { body } = await service.post('/v1/keys/rotation', {});
      const { masterId, wrapped, left, done, earlier } = body;
      if (options.json === true) io.out(JSON.stringify(body));
      else
        io.out(`${textOf(wrapped)} wrapped anew under ${textOf(masterId)}, ${textOf(left)} left`);
      if (done !== true) continue;
      if (options.json !== true) io.out(lastWords(earlier));
      return end(EXIT.done);
    }
  });
};

function lastWords(earlier: unknown): string {
  return Array.isArray(earlier) && earlier.length > 0
    ? `Done. Take these out of the file of the master keys: ${earlier.join(', ')}.`
    : 'Done. The earlier master key is gone; make a back-up of the registry and of the new one, apart.';
}
