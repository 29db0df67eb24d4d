#!/usr/bin/env node
// No build step: TypeScript is read as it is.
import { register } from 'tsx/esm/api';

register();
const { run } = await import('../src/cli/main.ts');
process.exitCode = await run(process.argv.slice(2));
// Threads of the Temporal SDK can outlive a start that failed; nothing is left to wait for.
setTimeout(() => process.exit(), 1_000).unref();
