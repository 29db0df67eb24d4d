/** The monthly report: figures asked of the registry, small cells taken out, kept. */
import type { ReportActivities } from './contract.ts';
import { published } from './figures.ts';
import { withRules } from './rules.ts';
import type { ReportStore } from './ports.ts';

/** Implements `ReportActivities.makeReport` over its port. Made again, a report replaces itself. */
export function createMakeReport(deps: {
  readonly store: ReportStore;
  /** Default: the machine's clock. */
  readonly now?: () => Date;
}): ReportActivities['makeReport'] {
  const { store, now = () => new Date() } = deps;
  return async ({ month }) => {
    const { tables, times } = await store.figures(month);
    const figures = { tables: tables.map(withRules), times };
    const [before, after] = await Promise.all([-1, 1].map((by) => store.report(beside(month, by))));
    const may = published(figures, { before, after });
    await store.putReport({ month, madeAt: now().toISOString(), ...may });
  };
}

/** A month some months later, as `YYYY-MM`. */
function beside(month: string, by: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}
