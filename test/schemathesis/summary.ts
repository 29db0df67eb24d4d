/** Which statuses each call was answered with, and the calls that nobody got done. */

/** By call, how often each status came. */
export type Seen = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Calls that a run cannot get done, each with the reason. */
const OUT_OF_REACH: Readonly<Record<string, string>> = {};

/** A line for each call, and what is not as it should be. */
export function summarize(
  calls: readonly string[],
  seen: Seen,
): { readonly lines: readonly string[]; readonly faults: readonly string[] } {
  const width = Math.max(...calls.map((call) => call.length));
  const lines = calls.map((call) => {
    const statuses = Object.entries(seen[call] ?? {}).toSorted(([one], [other]) =>
      one < other ? -1 : 1,
    );
    return `${call.padEnd(width)}  ${statuses.map(([status, n]) => `${status}×${n}`).join(' ')}`;
  });
  const done = (call: string): boolean =>
    Object.keys(seen[call] ?? {}).some((status) => status.startsWith('2'));
  const never = calls.filter((call) => !done(call) && OUT_OF_REACH[call] === undefined);
  const stale = Object.keys(OUT_OF_REACH).filter((call) => !calls.includes(call) || done(call));
  return {
    lines,
    faults: [
      ...never.map((call) => `${call}: never got a 2xx; give it a request in seeds.ts`),
      ...stale.map((call) => `${call}: is out of reach no more`),
    ],
  };
}
