import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measure, OUTCOMES, REFUSALS, STATES } from './coverage.ts';
import { runOracle } from './oracle.ts';
import type { CaseFile, OracleEnd, OracleEntry } from './oracle.ts';

interface Sample extends CaseFile {
  caseNo: string;
  events: OracleEntry[];
  expected: OracleEnd;
}

const folder = new URL('../fixtures/cases/', import.meta.url);

function readSample(name: string): Sample {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sample;
}

describe('the oracle and the sample cases', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

  it('finds the samples', () => {
    expect(names.length).toBeGreaterThanOrEqual(15);
  });

  it.each(names)('%s', (name) => {
    const sample = readSample(name);
    const result = runOracle(sample);
    expect(result.entries).toEqual(sample.events);
    expect(result.expected).toEqual(sample.expected);
  });
});

describe('the generator', () => {
  const seen = measure(0, 1500);

  it('gives the same case for the same seed', () => {
    expect(measure(7, 9)).toEqual(measure(7, 9));
  });

  it.each(Object.keys(OUTCOMES))('reaches every outcome of %s', (procedure) => {
    const missing = (OUTCOMES[procedure] ?? []).filter(
      (name) => !seen.has(`${procedure} outcome.${name}`),
    );
    expect(missing).toEqual([]);
  });

  it.each(Object.keys(STATES))('reaches every state of %s', (procedure) => {
    const missing = (STATES[procedure] ?? []).filter((name) => !seen.has(`${procedure} ${name}`));
    expect(missing).toEqual([]);
  });

  it('reaches every refusal of a case', () => {
    expect(REFUSALS.filter((code) => !seen.has(`code ${code}`))).toEqual([]);
  });
});
