/**
 * What the Temporal Web UI tells of a case: search attributes and the details on its tab. Both travel
 * through logs and URLs: no personal data, no reasons, no statement.
 */
import {
  SearchAttributeType,
  defineSearchAttributeKey,
  type SearchAttributeUpdatePair,
  type SearchAttributes,
} from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { Opening } from '../machines/kernel/types.ts';
import { provinceOf } from '../machines/shared/province.ts';
import type { HostView } from './host/host.ts';

const { KEYWORD, KEYWORD_LIST, DATETIME } = SearchAttributeType;
const KEYS = {
  state: defineSearchAttributeKey('CrossingState', KEYWORD),
  procedure: defineSearchAttributeKey('CrossingProcedure', KEYWORD),
  province: defineSearchAttributeKey('CrossingProvince', KEYWORD),
  awaits: defineSearchAttributeKey('CrossingAwaits', KEYWORD_LIST),
  since: defineSearchAttributeKey('CrossingSince', DATETIME),
  due: defineSearchAttributeKey('CrossingDue', DATETIME),
};

/** Tells what changed since it told last; the first time, everything. */
export function teller(opening: Opening): (view: HostView) => void {
  const told = new Map<string, string>();
  const province = provinceOf(opening.facts);
  return (view) => {
    const pairs = attributesOf(view, province).filter(({ key, value }) => {
      const text = JSON.stringify(value);
      if (told.get(key.name) === text) return false;
      told.set(key.name, text);
      return true;
    });
    if (pairs.length > 0) upsertSearchAttributes(readable(pairs));
    setCurrentDetails(detailsOf(view));
  };
}

/**
 * The older form where one is taken away: an empty list. The newer one writes `null`, which clients of
 * other languages cannot read as a date.
 */
function readable(pairs: readonly SearchAttributeUpdatePair[]) {
  if (pairs.every(({ value }) => value !== null)) return [...pairs];
  return Object.fromEntries(
    pairs.map(({ key, value }) => [key.name, value === null ? [] : [value].flat()] as const),
  ) as SearchAttributes;
}

function attributesOf(view: HostView, province: string): SearchAttributeUpdatePair[] {
  const who = [
    ...new Set([
      ...view.tasks.flatMap(({ roles }) => roles),
      ...view.awaiting.filter(({ who: body }) => !body.includes('-')).map(({ who: body }) => body),
    ]),
  ];
  const since = view.awaiting.map((awaited) => awaited.since).sort()[0];
  const due = view.awaiting.flatMap((awaited) => awaited.due ?? []).sort()[0];
  return [
    { key: KEYS.state, value: view.halted === undefined ? view.state : 'halted' },
    { key: KEYS.procedure, value: view.procedure },
    { key: KEYS.province, value: province },
    { key: KEYS.awaits, value: who },
    { key: KEYS.since, value: since === undefined ? null : new Date(since) },
    { key: KEYS.due, value: due === undefined ? null : new Date(due) },
  ];
}

/** Markdown, short: state, for whom the case waits and since when, what may be done. */
export function detailsOf(view: HostView): string {
  const lines = view.awaiting.map(
    ({ who, what, since, due }) =>
      `- **${who}**: ${what}, since ${since.slice(0, 10)}${due === undefined ? '' : `, due ${due.slice(0, 10)}`}`,
  );
  const halted =
    view.halted === undefined
      ? []
      : [`**Halted** since ${view.halted.since}: ${view.halted.code}, ${view.halted.reason}`, ''];
  return [
    ...halted,
    `State: **${view.state}** (entry ${view.seq} of the file)`,
    '',
    // The Web UI's Markdown wants an empty line before a list.
    ...(lines.length === 0 ? ['Nobody is awaited.'] : ['Awaited:', '', ...lines]),
    '',
    `May be entered now: ${enterable(view)}`,
  ].join('\n');
}

/** What answers an open task comes first: the Web UI shows some lines of this only. */
function enterable({ allowed, tasks }: HostView): string {
  if (allowed.length === 0) return 'nothing';
  const asked = new Set(tasks.flatMap(({ events }) => events));
  const answers = allowed.filter((type) => asked.has(type)).map((type) => `**${type}**`);
  return [...answers, ...allowed.filter((type) => !asked.has(type))].join(', ');
}
