/**
 * Run as a program by `sdk-server.ts`: lets the SDK download its dev server into the folder of the
 * first argument, starting it once to see that it runs.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const downloadDir = process.argv[2];
if (downloadDir === undefined) throw new Error('Name the folder to download into.');
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir } },
});
await environment.teardown();
