/** Makes a halt visible outside the workflow. */
import type { CaseActivities } from './contract.ts';
import type { HaltStore } from './ports.ts';

/** Implements `CaseActivities.reportHalt` over its port. The first halt of a case stands. */
export function createReportHalt({
  store,
}: {
  readonly store: HaltStore;
}): CaseActivities['reportHalt'] {
  return ({ run, halt }) => store.reportHalt(run, halt);
}
