/** The rule that an outcome rests on, as its chart says. */
import { procedureOf } from '../machines/registry.ts';
import type { Table } from './contract.ts';

/**
 * The outcomes with their rules: the clause that was decided on where the registry has one, else what
 * the outcome cites in its chart, invariants left out. Other tables stay as they are.
 */
export function withRules(table: Table): Table {
  if (table.name !== 'outcomes') return table;
  const rows = table.rows.map(({ key: [procedure = '', outcome = '', clause = ''], n }) => ({
    key: [procedure, outcome, clause === '' ? citedBy(procedure, outcome) : clause],
    n,
  }));
  return { ...table, rows };
}

function citedBy(procedure: string, outcome: string): string {
  const { machine } = procedureOf(procedure) ?? {};
  const { meta } = machine?.root.states['main']?.states['outcome']?.states[outcome] ?? {};
  const rule = (meta as { readonly rule?: string } | undefined)?.rule ?? '';
  return rule
    .split(', ')
    .filter((cited) => !/^I\d/.test(cited))
    .join(', ');
}
