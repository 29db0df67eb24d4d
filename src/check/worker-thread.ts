/**
 * A worker thread: one task after another, until it is ended.
 */
import { parentPort, type MessagePort } from 'node:worker_threads';
import { doTask, type Task } from './tasks.ts';

function tell(port: MessagePort, message: unknown): void {
  // The second argument is for windows; a thread has no origin, and hands nothing over.
  port.postMessage(message, []);
}

const port = parentPort;
port?.on('message', (task: Task) => {
  const done = doTask(task, (progress) => tell(port, { progress }));
  tell(port, { done });
});
