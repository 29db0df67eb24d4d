/**
 * The monthly report before it has a form: the figures as they may be published, in words. HTML and
 * PDF are written from this alone.
 */
import type { Report } from '../../activities/contract.ts';

/** A table of the report. */
export interface ReportTable {
  readonly title: string;
  readonly says: string;
  /** Over the columns of numbers. */
  readonly columns: readonly string[];
  /** What is counted, in words, and the number of each column. */
  readonly rows: readonly { readonly label: string; readonly cells: readonly string[] }[];
  /** Below the rows, where the table is summed. */
  readonly total?: string;
}

/** Everything that stands on a report. */
export interface ReportPage {
  readonly title: string;
  /** The month, `YYYY-MM`: the number of a report. */
  readonly number: string;
  /** `draft`: made before its month was over. */
  readonly status: 'draft' | 'valid';
  readonly says: string;
  readonly tables: readonly ReportTable[];
  /** Titles of the tables that have nothing to count in this month. */
  readonly empty: readonly string[];
  readonly proof: string;
  /** ISO instant at which it was made: the date of the report as a file. */
  readonly at: string;
}

const SAYS =
  'What the registry counted in this month. “*” stands for a number under five, or for one from which such a number could be reckoned.';

/** The page of a report. */
export function reportPageOf({ month, madeAt, tables, times }: Report): ReportPage {
  const all: readonly ReportTable[] = [...tables.map(tableOf), timesOf(times)];
  return {
    title: 'Monthly report',
    number: month,
    status: madeAt < endOf(month) ? 'draft' : 'valid',
    says: SAYS,
    tables: all.filter(({ rows }) => rows.length > 0),
    empty: all.filter(({ rows }) => rows.length === 0).map(({ title }) => title),
    proof: `Figures of ${month}, made ${madeAt} from the registry`,
    at: madeAt,
  };
}

function tableOf({ name, says, rows, total }: Report['tables'][number]): ReportTable {
  return {
    title: titled(name),
    says,
    columns: [],
    rows: rows.map(({ key, n }) => ({ label: labelOf(key), cells: [String(n)] })),
    ...(total !== undefined && { total: String(total) }),
  };
}

function timesOf(times: Report['times']): ReportTable {
  return {
    title: 'Time in state',
    says: 'Days in a state that was left in the month; for an exit also from the application to the decision.',
    columns: ['cases', 'median', '90 %'],
    rows: times.map(({ procedure, state, n, medianDays, p90Days }) => ({
      label: labelOf([procedure, state]),
      cells: [String(n), daysOf(medianDays), daysOf(p90Days)],
    })),
  };
}

function daysOf(days: number | undefined): string {
  return days === undefined ? '*' : String(days);
}

/** The parts of a key that say something. */
function labelOf(key: readonly string[]): string {
  return key.filter((part) => part !== '').join(' · ');
}

function titled(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The first instant after a month. */
function endOf(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString();
}
