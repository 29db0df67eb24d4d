/** `npm run temporal-1.32`: builds the production-like server that bench, soak and skipped time use. */
import { build, programFolder } from './temporal-1.32.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

await build(say);
say(`Temporal 1.32.1: ${programFolder()}`);
