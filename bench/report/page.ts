/**
 * `docs/bench.md`, written by the command.
 */
import type { Left } from '../histories.ts';
import { PARTS } from '../parts.ts';
import type { ServerName } from '../servers.ts';
import type { ComparedFigures, Figures, RunFigures } from './figures-file.ts';
import { percent } from './picture.ts';
import { readsSection, visibleSection } from './api-rows.ts';
import { mark, pair, ratio, table } from './tables.ts';
import { GROWTH, LEFT, MEMORY, STEP, TARGETS, TASK_LIST } from './targets.ts';

/** Where the picture of a run lies, below `docs/`. */
export function pictureName(server: ServerName): string {
  return `bench/decision-${server}.svg`;
}

const SERVERS: readonly (readonly [ServerName, string])[] = [
  ['1.32.1', 'Temporal 1.32.1 and PostgreSQL'],
  ['dev', 'the dev server and PGlite'],
];

/** The page. */
export function pageOf(figures: Figures): string {
  const parts = [
    '# Measured',
    'Written by `npm run bench -- all --write`; do not edit. Timings are ratios within one run, service to bare: below 1, the service is faster. *Bare* is `bench/bare/`: a plain update and one ordinary activity that writes the same rows, without admission, signatures, chart or hash. Both stand behind HTTP, on the same server and database, and are loaded in turns by the same driver; a client takes the next decision once its task can be read, in cases of four decisions.',
    ...SERVERS.flatMap(([server, words]) => {
      const run = figures.runs[server];
      return run === undefined ? [] : [sideBySide(server, words, run)];
    }),
    tasks(figures),
    memory(figures),
    step(figures),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function sideBySide(server: ServerName, words: string, run: RunFigures): string {
  return [
    `## Side by side on ${words}\n\n\`npm run bench -- --server ${server} --write\``,
    table(
      [
        'clients',
        'decision → next task, p50 (p99)',
        'target',
        'decision → reply, p50 (p99)',
        'start → first task, p50',
        'cases a second',
        'processor time a case',
      ],
      run.compared.map((one) => comparedRow(server, one)),
    ),
    `Worker errors logged: ${run.errors}. The hundredth decision of a case costs ${ratio(run.growth)} of the tenth (at most ${GROWTH}${mark(run.growth <= GROWTH)}).`,
    ...(run.visible === undefined ? [] : [visibleSection(run.visible)]),
    ...(run.reads === undefined ? [] : [readsSection(run.reads)]),
    `### What a decision leaves\n\nTarget: ${LEFT.events} events and ${LEFT.actions} billable actions, one more of each where a search attribute changes.`,
    table(
      ['decision', 'service: events', 'bytes', 'actions', 'bare: events', 'bytes', 'actions'],
      run.left.service.map((left, at) => leftRow(left, run.left.bare[at])),
    ),
    `### Where its time goes, at one client\n\n![The parts of a decision](${pictureName(server)})`,
    table(
      ['part', 'share', 'what it is'],
      PARTS.map(({ name, says }) => [name, percent(run.parts[name]), says]),
    ),
  ].join('\n\n');
}

function comparedRow(server: ServerName, one: ComparedFigures): readonly string[] {
  const target = TARGETS[server].nextTask[one.clients];
  const cases = TARGETS[server].casesASecond;
  const reached = target !== undefined && one.nextTask[0] <= target;
  return [
    String(one.clients),
    `**${ratio(one.nextTask[0])}** (${ratio(one.nextTask[1])})`,
    target === undefined ? '' : `${ratio(target)}${mark(reached)}`,
    pair(one.reply),
    ratio(one.firstTask[0]),
    `${ratio(one.casesASecond)}${cases === undefined ? '' : mark(one.casesASecond >= cases)}`,
    ratio(one.cpu),
  ];
}

function leftRow(service: Left, bare: Left | undefined): readonly string[] {
  const more = service.attributes ? 1 : 0;
  const asAsked = service.events <= LEFT.events + more && service.actions <= LEFT.actions + more;
  return [
    service.type + (service.attributes ? ' (attributes change)' : ''),
    `${service.events}${mark(asAsked)}`,
    String(service.bytes),
    String(service.actions),
    String(bare?.events ?? ''),
    String(bare?.bytes ?? ''),
    String(bare?.actions ?? ''),
  ];
}

function memory({ memory: found }: Figures): string {
  if (found === undefined) return '';
  const { kBaCase, cached, cases, residentMB, errors } = found;
  return `## Memory\n\n\`npm run bench -- memory --write\`: the worker as its own process, read from \`/proc\`.\n\n${table(
    ['what', 'measured', 'target'],
    [
      [
        'kB a cached waiting case',
        String(kBaCase),
        `${MEMORY.kBaCase}${mark(kBaCase <= MEMORY.kBaCase)}`,
      ],
      [
        `MB of a worker with ${cases} waiting cases, ${cached} of them cached`,
        String(residentMB),
        `${MEMORY.residentMB}${mark(residentMB <= MEMORY.residentMB)}`,
      ],
      ['worker errors logged', String(errors), `0${mark(errors === 0)}`],
    ],
  )}`;
}

function step({ step: found }: Figures): string {
  if (found === undefined) return '';
  return `## A pure step\n\n\`npm run bench -- step --write\`: ${ratio(found.ratio)} times a bare XState \`transition\` of the same chart (at most ${STEP.ratio}${mark(found.ratio <= STEP.ratio)}); its median is ${found.under ? '' : 'not '}under ${STEP.ms} ms${mark(found.under)}.`;
}

function tasks({ tasks: found }: Figures): string {
  if (found === undefined) return '';
  const { open, lists } = found;
  return `## The task list of an officer\n\n\`npm run bench -- tasks --write\`: ${open} open tasks under one role on PostgreSQL; a page of 50, with the way to the database and back, under ${TASK_LIST.ms} ms at the median.\n\n${table(
    ['list', `under ${TASK_LIST.ms} ms`],
    lists.map(({ list, under }) => [list, mark(under).trim()]),
  )}`;
}
