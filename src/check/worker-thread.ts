/**
 * A worker thread: one task after another, until it is ended.
 */
import { parentPort } from 'node:worker_threads';
import { doTask, type Task } from './tasks.ts';

parentPort?.on('message', (task: Task) => {
  const done = doTask(task, (progress) => parentPort?.postMessage({ progress }));
  parentPort?.postMessage({ done });
});
