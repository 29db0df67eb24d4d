/**
 * What a live case may not be opened with although its chart could start from it, and what of its lengths
 * is less than the policy has. A recorded case takes no time and sends nothing: it is as it is told.
 */
import { isShorter } from './lengths.ts';
import type { Procedure } from './procedure.ts';
import { policyOf } from './step.ts';
import type { Opening, Policy } from './types.ts';

/**
 * Why a live case may not be opened like this, in words; `undefined` where it may, and for recorded cases.
 *
 * @throws KernelError where `config` names what the procedure does not have.
 */
export function faultOfLive(procedure: Procedure, opening: Opening): string | undefined {
  if (opening.clock === 'recorded') return undefined;
  const { delays, floors = {} } = policyOf(procedure, opening.config);
  const low = Object.entries(floors).find(([key, floor]) =>
    isShorter(delays[key] ?? '', floor, procedure.calendars),
  );
  if (low === undefined) return procedure.faultOfOpening?.(opening);
  const [key, floor] = low;
  return `config.delays.${key}: ${delays[key] ?? ''} is less than ${floor}: it is a safeguard that a live case does not go without`;
}

/** A length that protects a person, and is less than the policy has. */
export interface Shortened {
  /** Key of the policy. */
  readonly key: string;
  readonly length: string;
  /** What the version of the policy has. */
  readonly ofPolicy: string;
}

/** The safeguards of a case that its opening made shorter than its policy; mostly none. */
export function shortened(
  { policies, calendars }: Procedure,
  { version, delays }: Policy,
): readonly Shortened[] {
  const own = Object.hasOwn(policies, version) ? policies[version] : undefined;
  return Object.keys(own?.floors ?? {}).flatMap((key) => {
    const length = delays[key];
    const ofPolicy = own?.delays[key];
    if (length === undefined || ofPolicy === undefined || length === ofPolicy) return [];
    return isShorter(length, ofPolicy, calendars) ? [{ key, length, ofPolicy }] : [];
  });
}
