/**
 * What may be said in a case of illegal crossing, outbound and inbound.
 */
import type { Vocabulary } from '../../kernel/vocabulary.ts';
import { EVERY_PROCEDURE } from './every.ts';
import { PERSON } from './person.ts';
import { RETURNING } from './return.ts';
import { SETTLEMENT } from './settlement.ts';

/** Rows that both procedures have. */
export const CROSSING = {
  ...PERSON,
  ...SETTLEMENT,
  ...RETURNING,
  ...EVERY_PROCEDURE,
} as const satisfies Vocabulary;
