import type { Json, JsonObject } from '../../../machines/kernel/types.ts';
import { addressOf } from '../../api/address.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { CliIo } from '../io.ts';
import { textOf as text } from '../text.ts';

/** `case`: how a case stands. */
export const addCase: AddCommand = (program, io, end) => {
  declare(
    program,
    'case <no>',
    ['Show a case or a duty: its state, for whom it waits, what may be done.'],
    ['case OUT-01.1', 'case OUT-01.1 --json', 'case policy-notice/1958-1'],
  ).action(async (no: string, options: { readonly json?: true }) => {
    const { findService } = await import('../service.ts');
    const { body } = await (await findService(io)).get(addressOf(no));
    if (options.json === true) io.out(JSON.stringify(body));
    else show(io, body);
    end(EXIT.done);
  });
};

function show(io: CliIo, view: JsonObject): void {
  io.out(`${text(view['caseNo'])} · ${text(view['procedure'])} · ${text(view['state'])}`);
  const { interrupted } = view;
  if (interrupted !== undefined) {
    const { since, reason } = interrupted as JsonObject;
    io.out(`interrupted since ${text(since)}: ${text(reason)}; \`resume\` lets it go on`);
  }
  for (const one of list(view['awaiting'])) {
    const due = one['due'] === undefined ? '' : `, until ${text(one['due'])}`;
    io.out(
      `waits for ${text(one['who'])}: ${text(one['what'])} (since ${text(one['since'])}${due})`,
    );
  }
  for (const draft of list(view['drafts'])) {
    const lapsed = draft['lapsed'] === undefined ? '' : ` (lapsed: ${text(draft['lapsed'])})`;
    io.out(`draft ${text(draft['id'])}${lapsed}`);
  }
  for (const document of list(view['documents'])) {
    io.out(`${text(document['kind'])} ${text(document['number'])}: ${text(document['status'])}`);
  }
  const { allowed } = view;
  if (Array.isArray(allowed) && allowed.length > 0) io.out(`possible now: ${allowed.join(', ')}`);
  for (const past of list(view['recentOutcomes']).slice(-10)) {
    const code = past['code'] === undefined ? '' : ` ${text(past['code'])}`;
    io.out(`  ${text(past['seq'])}. ${text(past['id'])}: ${text(past['outcome'])}${code}`);
  }
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
}
