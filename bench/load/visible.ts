/**
 * A client that sees through the API alone: it decides, waits for the reply, and reads the case until the
 * task that comes next is in it.
 */
import type { Side } from '../sides/protocol.ts';
import { send } from './block.ts';
import type { Heard, Stage } from './block.ts';
import type { Script } from './decisions.ts';
import { get } from './http.ts';

/** Between two reads, where the first one does not show the task yet. */
export const POLL_MS = 10;

/** More reads for one task are a failure. */
const MOST_READS = 2_000;

/** Plays a case so. The reads after the first one name the `ETag` that is known. */
export async function playVisible(
  { side, opened }: Stage,
  { caseNo, opening, decisions }: Script,
  measured: Heard,
): Promise<void> {
  const started = performance.now();
  const seen = new Set<string>();
  if (opened !== true) await send(201, `${side.url}/v1/cases`, opening, side.token);
  await untilNew(side, caseNo, seen, () => undefined);
  for (const { body, asks } of decisions) {
    const begun = performance.now();
    const text = await send(200, `${side.url}/v1/cases/${caseNo}/events`, body, side.token);
    if (!text.includes('"accepted"')) throw new Error(`${side.name}: ${caseNo}: ${text}`);
    measured('reply', begun, performance.now());
    if (!asks) continue;
    await untilNew(side, caseNo, seen, () => measured('read', begun, performance.now()));
    measured('visible', begun, performance.now());
  }
  measured('case', started, performance.now());
}

/** Reads the case until it has an open task that was not seen; all that are there are seen then. */
async function untilNew(
  { url, token, name }: Side,
  caseNo: string,
  seen: Set<string>,
  onRead: () => void,
): Promise<void> {
  let known: string | undefined;
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    if (reads > 0) await new Promise((resume) => setTimeout(resume, POLL_MS));
    const answer = await get(`${url}/v1/cases/${caseNo}`, token, known);
    onRead();
    known = answer.etag;
    // 404: the bare side has answered before it has written its first rows.
    if (answer.status === 304 || answer.status === 404) continue;
    if (answer.status !== 200) throw new Error(`${name}: ${caseNo}: ${answer.status}`);
    const { tasks = [] } = JSON.parse(answer.text) as {
      tasks?: readonly { readonly id: string }[];
    };
    const fresh = tasks.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    if (fresh.length > 0) return;
  }
  throw new Error(`${name}: ${caseNo}: no task after ${MOST_READS} reads`);
}
