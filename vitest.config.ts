import { defineConfig } from 'vitest/config';
import { testsOnPostgres } from './test/support/on-postgres.ts';

/** Folder for one JSON report of each project; `.ci/run` counts from these. */
const reports = process.env['VITEST_REPORTS_DIR'];
const project = process.argv[process.argv.indexOf('--project') + 1];
const reportFile = `${reports}/${project}-${process.pid}.json`;

/**
 * `fast` needs nothing, `e2e` finds or starts the servers it needs. `postgres` is those of `fast` that open
 * a registry wherever the run says, on PostgreSQL; the folders that try both databases by themselves
 * (`onBothDrivers`) are not in it.
 */
export default defineConfig({
  test: {
    reporters:
      reports === undefined ? ['default'] : ['default', ['json', { outputFile: reportFile }]],
    projects: [
      {
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'node_modules/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'postgres',
          include: [...testsOnPostgres()],
          env: { TEST_DATABASE: 'postgres' },
          globalSetup: 'test/support/shared-postgres.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/shared-postgres.ts',
          testTimeout: 180_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          // Real servers on a shared machine: a second look before a test counts as failed.
          retry: 1,
        },
      },
    ],
  },
});
