// The entry of a worker thread: TypeScript is read as it is.
import { register } from 'tsx/esm/api';

register();
await import('./worker-thread.ts');
