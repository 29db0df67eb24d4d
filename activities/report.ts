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
    await store.putReport({ month, madeAt: now().toISOString(), ...published(figures) });
  };
}
