/**
 * What clients of the API see, as the page has it: tasks through reads, and reads while others decide.
 */
import { POLL_MS } from '../load/visible.ts';
import type { Pair } from '../compare.ts';
import { READ } from '../reads.ts';
import type { ReadKind, ReadsFigures } from '../reads.ts';
import type { VisibleFigures } from './figures-file.ts';
import { pair, ratio, table } from './tables.ts';

/** Decision to the task seen. */
export function visibleSection(rows: readonly VisibleFigures[]): string {
  return [
    '### Until the next task is seen through the API',
    `A client that knows nothing but the API: it sends the decision and waits for the reply (\`Prefer: wait\`), then reads \`GET /v1/cases/{no}\` until an open task is in it that was not there before. Where the first read does not show it, it reads again every ${POLL_MS} ms, with \`If-None-Match\`. The time is from sending the decision to having read the task.`,
    table(
      ['clients', 'decision → task seen, p50 (p99)', 'reads a task: service', 'bare'],
      rows.map(({ clients, visible, reads: [service, bare] }) => [
        String(clients),
        strong(visible),
        ratio(service),
        ratio(bare),
      ]),
    ),
  ].join('\n\n');
}

const SAYS: Readonly<Record<ReadKind, string>> = {
  case: 'a case: `GET /v1/cases/{no}`',
  list: 'the first 50 tasks of a role: `GET /v1/tasks`',
};

/** Reads at rest and while others decide. */
export function readsSection({ readers, deciders, kinds, reply }: ReadsFigures): string {
  return [
    '### Reads while others decide',
    `${readers} clients read, each a case and a list of tasks in turns and without a pause, at rest and while ${deciders} others decide. The first two columns compare a side with itself, the last two the service with the bare workflow, whose answers are its plain rows: no sign-in, no outcomes, nothing on who may decide what. Meanwhile a decision and its reply take ${pair(reply)} of the bare ones, p50 (p99).`,
    table(
      [
        'read, p50 (p99)',
        'service: while deciding, to at rest',
        'bare: likewise',
        'service to bare: at rest',
        'while deciding',
      ],
      READ.map((kind) => {
        const { busy, atRest, whileDeciding } = kinds[kind];
        const cells = [busy.service, busy.bare, atRest, whileDeciding];
        return [SAYS[kind], strong(busy.service), ...cells.slice(1).map(pair)];
      }),
    ),
  ].join('\n\n');
}

function strong([p50, p99]: Pair): string {
  return `**${ratio(p50)}** (${ratio(p99)})`;
}
