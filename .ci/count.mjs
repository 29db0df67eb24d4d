/**
 * Counts the tests of all reports in a folder. `node .ci/count.mjs FOLDER STATUS`: STATUS is the exit
 * code of the command that ran them. Prints the failed ones, and the count as its last line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder = '', status = '0'] = process.argv.slice(2);
const count = { passed: 0, failed: 0, skipped: 0 };

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const { testResults } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  for (const { name: file, status: ended, message, assertionResults } of testResults) {
    for (const { status: how, fullName } of assertionResults) {
      if (how === 'passed') count.passed += 1;
      else if (how !== 'failed') count.skipped += 1;
      else {
        count.failed += 1;
        console.log(`failed: ${fullName}`);
      }
    }
    // A file that could not be loaded, or whose set-up failed, has no failed test of its own.
    if (ended === 'failed' && !assertionResults.some(({ status: how }) => how === 'failed')) {
      count.failed += 1;
      console.log(`failed: ${file}: ${message}`);
    }
  }
}

if (count.passed + count.failed === 0) {
  count.failed = 1;
  console.log('failed: no test ran');
} else if (status !== '0' && count.failed === 0) {
  count.failed = 1;
  console.log('failed: format, types, lint, or the run of the tests itself (see above)');
}

const skipped = count.skipped === 0 ? '' : `, ${count.skipped} skipped`;
console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
process.exitCode = count.failed === 0 ? 0 : 1;
