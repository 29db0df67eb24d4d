/** The kinds of channels, and which body each may serve. */
import { ROLES } from '../../machines/shared/officers.ts';

/** Channels by name. */
export const CHANNEL_KINDS = ['http', 'by-hand', 'simulated', 'outbox', 'cases'] as const;

/** Name of a kind of channel. */
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Bodies outside, each with the role of those who enter what it answers. */
export const OUTSIDE: Readonly<Record<string, string>> = {
  counterpart: 'CPL-LN',
  'home-authority': 'HAC-CL',
};

/** Letters to a case: an instruction that a duty hands on. */
export const TO_CASES = 'case';

/** Bodies of our own, whose letters stand in the outbox. */
export const OWN_BODIES: readonly string[] = [...new Set<string>(Object.values(ROLES))];

/** Why a body cannot be served like this, in words; `undefined` where it can. */
export function faultOfKind(body: string, kind: ChannelKind): string | undefined {
  if ((body === TO_CASES) !== (kind === 'cases')) {
    return 'letters to a case go through the channel cases, and no others do';
  }
  const isOutside = Object.hasOwn(OUTSIDE, body);
  if (!isOutside && (kind === 'http' || kind === 'simulated')) {
    return `${kind} is for bodies outside: ${Object.keys(OUTSIDE).join(', ')}`;
  }
  return undefined;
}

/** Every body that a channel can serve. */
export const BODIES: readonly string[] = [...Object.keys(OUTSIDE), TO_CASES, ...OWN_BODIES];
