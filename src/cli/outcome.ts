/**
 * Showing outcomes, and waiting for those that come later.
 */
import type { JsonObject } from '../../machines/kernel/types.ts';
import { CliFailure, EXIT } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import type { Answer, Service } from './service.ts';
import { ServiceProblem } from './service.ts';
import { textOf } from './text.ts';

/** Seconds that a command waits for an outcome in one request, and in all. */
export const WAIT_S = 60;
const WAIT_MS_MAX = 5 * 60_000;

/**
 * The outcome of an answer; where it is pending, it is fetched when it is there.
 * @throws CliFailure 3 where none comes within five minutes.
 */
export async function outcomeOf(service: Service, answer: Answer): Promise<JsonObject> {
  if (answer.status !== 202) return answer.body;
  const { location } = answer;
  if (location === undefined) throw new CliFailure(EXIT.away, 'The answer names no address.');
  const until = Date.now() + WAIT_MS_MAX;
  while (Date.now() < until) {
    await new Promise((resume) => setTimeout(resume, 1_000));
    const outcome = await fetched(service, location);
    if (outcome !== undefined) return outcome;
  }
  throw new CliFailure(
    EXIT.away,
    `No outcome within ${WAIT_MS_MAX / 60_000} minutes. The message is kept and will be answered; ` +
      `ask again at ${location}.`,
  );
}

async function fetched(service: Service, location: string): Promise<JsonObject | undefined> {
  try {
    return (await service.get(location)).body;
  } catch (error) {
    if (error instanceof ServiceProblem && error.code === 'OUTCOME_UNKNOWN') return undefined;
    throw error;
  }
}

/** Prints an outcome; the exit code says whether it was rejected. */
export function showOutcome(io: CliIo, outcome: JsonObject, json: boolean): number {
  if (json) io.out(JSON.stringify(outcome));
  else {
    io.out(`${textOf(outcome['outcome'])} · ${textOf(outcome['state'])} · ${codeLine(outcome)}`);
    if (outcome['note'] !== undefined) io.out(textOf(outcome['note']));
    const allowed = outcome['allowed'];
    if (Array.isArray(allowed) && allowed.length > 0) io.out(`possible now: ${allowed.join(', ')}`);
  }
  return outcome['outcome'] === 'rejected' ? EXIT.difference : EXIT.done;
}

function codeLine(outcome: JsonObject): string {
  const place = `number ${textOf(outcome['seq'])} in the file`;
  const code = outcome['code'];
  if (code === undefined) return place;
  const message = outcome['message'];
  return `${textOf(code)}${message === undefined ? '' : `: ${textOf(message)}`} · ${place}`;
}
