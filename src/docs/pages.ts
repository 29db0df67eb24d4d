/**
 * Every page that `npm run docs` writes, as text by path.
 */
import { format, resolveConfig } from 'prettier';
import { duties, procedures } from '../../machines/registry.ts';
import { chartSvg, simpleSvg } from './charts/charts.ts';
import { chartsPage } from './charts-page.ts';
import { proofs } from './proofs.ts';
import { ROOT } from './repository.ts';
import { gaps, rulesPage } from './rules-page.ts';
import { tracesOf } from './traces.ts';

/** The pages, and what is missing in them. */
export interface Pages {
  /** Text by path from the root. */
  readonly texts: Readonly<Record<string, string>>;
  /** Clauses without a test or a reason, and reasons that have become stale. */
  readonly gaps: readonly string[];
}

/** Makes all pages from the charts, the code and the tests as they are now. */
export async function pages(): Promise<Pages> {
  const all = [...Object.values(procedures), ...Object.values(duties)];
  const proven = proofs();
  const options = await resolveConfig(`${ROOT}package.json`);
  const markdown = (text: string): Promise<string> =>
    format(text, { ...options, parser: 'markdown' });
  const texts: Record<string, string> = {
    'docs/rules.md': await markdown(rulesPage(tracesOf(all), proven)),
    'docs/charts/README.md': await markdown(chartsPage(all)),
  };
  for (const procedure of all) texts[`docs/charts/${procedure.name}.svg`] = chartSvg(procedure);
  const { outbound } = procedures;
  if (outbound !== undefined) texts['docs/charts/outbound-main.svg'] = simpleSvg(outbound);
  return { texts, gaps: gaps(proven) };
}
