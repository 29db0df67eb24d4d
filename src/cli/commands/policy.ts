import type { Json, JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { textOf as text } from '../text.ts';

interface PolicyOptions {
  readonly to: string;
  readonly json?: true;
}

/** `policy`: the dry run of a move to another version of the policy. */
export const addPolicy: AddCommand = (program, io, end) => {
  declare(
    program,
    'policy <no>',
    [
      'Show what a move of a case to another version of the policy would change.',
      'Nothing is changed: two ministries move a case, by the event `policy.moved`.',
    ],
    [
      'policy OUT-01.1 --to 1957-12-17.2',
      'submit --case OUT-01.1 --as MFA-CD-1 --second MPS-CD-1 move.json',
    ],
  )
    .requiredOption('--to <version>', 'the version that the case would go over to')
    .action(async (no: string, { to, json }: PolicyOptions) => {
      const { findService } = await import('../service.ts');
      const path = `/v1/cases/${encodeURIComponent(no)}/policy-moves/${encodeURIComponent(to)}`;
      const { body } = await (await findService(io)).get(path);
      if (json === true) io.out(JSON.stringify(body));
      else show(io, body);
      end(body['possible'] === true ? EXIT.done : EXIT.difference);
    });
};

function show(io: CliIo, preview: JsonObject): void {
  io.out(`policy ${text(preview['from'])} → ${text(preview['to'])}`);
  if (preview['possible'] !== true) {
    io.out(`not possible: ${text(preview['code'])}, ${text(preview['message'])}`);
    return;
  }
  const changes = preview['changes'] as readonly JsonObject[];
  if (changes.length === 0) io.out('no date would change');
  for (const { of, id, from, to } of changes) {
    io.out(`${text(of)} ${text(id)}: ${dateOf(from)} → ${dateOf(to)}`);
  }
}

function dateOf(value: Json | undefined): string {
  return value === undefined ? 'no time runs' : text(value);
}
