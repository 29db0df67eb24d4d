/**
 * What an event says that has to be compared with what stands outside its case: numbers of documents given
 * by hand, and cases named.
 */
import { enclosedIn } from '../duties/instruction.ts';
import type { JsonObject } from '../kernel/types.ts';
import type { DocumentKind } from './setup.ts';

/** A document number that an event gives by hand. */
export interface Numbered {
  /** Field that gives it. */
  readonly field: string;
  readonly kind: DocumentKind;
  readonly number: string;
}

/** Fields that number a document, by event type. */
const NUMBERS: Readonly<Record<string, Readonly<Record<string, DocumentKind>>>> = {
  'passport.approved': { passportNo: 'emigrant-passport' },
  'renunciation.approved': { certificateNo: 'renunciation-certificate' },
  'residence.granted': { permitNo: 'residence-permit' },
  'documents.issued': { exitPermitNo: 'exit-permit', passportNo: 'passport' },
};

/** The numbers that an event gives; none where they are to be drawn. */
export function numbersIn(event: JsonObject): readonly Numbered[] {
  const type = event['type'];
  const fields = typeof type === 'string' && Object.hasOwn(NUMBERS, type) ? NUMBERS[type] : {};
  return Object.entries(fields ?? {}).flatMap(([field, kind]) => {
    const number = event[field];
    return typeof number === 'string' && number.trim() !== '' ? [{ field, kind, number }] : [];
  });
}

/** The cases to which an event hands something on. */
export function casesIn(event: JsonObject): readonly string[] {
  if (event['type'] !== 'instruction.issued') return [];
  return (enclosedIn(event) ?? []).map(({ caseNo }) => caseNo);
}
