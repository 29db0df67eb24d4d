/**
 * Two independent readings of the rules, compared case by case: the charts, and a plain interpreter that
 * shares no line with them. Cases are generated from a seed; CI takes another range of seeds each time
 * and prints it, so that a difference can be looked at again.
 */
import { describe, expect, it } from 'vitest';
import { tryCaseFile } from '../src/cases/try.ts';
import { generateCase } from './oracle/generate.ts';
import { runOracle } from './oracle/oracle.ts';

const FIRST = Number(process.env['CASE_SEED'] ?? Math.floor(Date.now() / 1000) % 1_000_000);
const COUNT = Number(process.env['CASE_COUNT'] ?? 600);

/** The generated case with the oracle's answers as its expectations. */
function expectedCase(seed: number): Record<string, unknown> {
  const { caseNo, procedure, config, facts, events } = generateCase(seed);
  const { entries, expected } = runOracle({ procedure, config, facts, events });
  return {
    format: 'case-file/1',
    caseNo,
    procedure,
    title: `generated from seed ${seed}`,
    rules: [],
    config,
    facts,
    events: entries,
    expected,
    cableReading: '',
  };
}

describe('the charts and an independent reading of the rules', () => {
  it(
    `agree on every event of ${COUNT} generated cases from seed ${FIRST}`,
    () => {
      const different: unknown[] = [];
      for (let seed = FIRST; seed < FIRST + COUNT; seed += 1) {
        const { passed, differences } = tryCaseFile(expectedCase(seed));
        if (!passed) different.push({ seed, first: differences[0] });
      }
      expect(different.slice(0, 10)).toEqual([]);
    },
    60_000 + COUNT * 200,
  );
});
