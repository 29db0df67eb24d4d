/**
 * `npm run mutants`: every seeded fault with what saw it. Ends with 1 where one was not seen, or where
 * something is seen without any.
 */
import { fateOf, fits, type Fate } from './run.ts';
import { MUTATIONS } from './mutations.ts';

const SIDE_BY_SIDE = 2;

const [only] = process.argv.slice(2);
// The list has to follow the sources: all must fit before any is tried.
await Promise.all(MUTATIONS.map(fits));
const wanted = MUTATIONS.filter(({ name }) => only === undefined || name.includes(only));
const waiting = [undefined, ...wanted];
const fates: Fate[] = [];
await Promise.all(
  Array.from({ length: SIDE_BY_SIDE }, async () => {
    while (waiting.length > 0) {
      const fate = await fateOf(waiting.shift());
      fates.push(fate);
      process.stdout.write(`${fate.mutation}\n    ${fate.by ?? 'NOT SEEN'}\n`);
    }
  }),
);
const survivors = fates.filter(({ mutation, by }) => mutation !== 'none' && by === undefined);
const isSound = fates.every(({ mutation, by }) => mutation !== 'none' || by === undefined);
process.stdout.write(
  `${wanted.length - survivors.length} of ${wanted.length} seeded faults seen` +
    `${isSound ? '; none is seen in the sources as they are' : '; A FAULT WITHOUT A SEED'}\n`,
);
process.exitCode = survivors.length === 0 && isSound ? 0 : 1;
