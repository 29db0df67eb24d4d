/**
 * Words to write a vocabulary with: kinds of fields, and the roles that many rows share.
 */
import type { EventRow, Field } from '../../kernel/vocabulary.ts';

/** EMB-CO or PSO-IN, in every procedure. */
export const CASE_OFFICER: readonly string[] = ['EMB-CO', 'PSO-IN'];

/** The officers who answer for an office. */
export const HEADS: readonly string[] = ['EMB-HD', 'PSO-DR'];

/** Approvers of the ministries whose second signature makes two bodies. */
export const MINISTRIES: readonly string[] = ['MFA-CD', 'MPS-CD'];

/** Reasons are wanted, in the field of that name. */
export const REASONS: NonNullable<EventRow['reasons']> = { field: 'reasons' };

/** Opaque reference to a stored document. */
export function ref(says: string): Field {
  return { kind: 'ref', says };
}

/** Correlation with a letter. */
export const correlation: Field = {
  kind: 'correlation',
  says: 'Names the letter and every answer to it; chosen by the sender of the letter.',
};

/** Language that the person understands. */
export const language: Field = { kind: 'language', says: 'Language of the talk, BCP 47.' };

/** True where the person signed. */
export const signed: Field = { kind: 'signed', says: 'True: the person signed the statement.' };

/** Opaque id of who interpreted. */
export const interpreter: Field = {
  kind: 'text',
  optional: true,
  says: 'Opaque id of the interpreter, where there was one.',
};

/** A text, not evidence. */
export function text(says: string): Field {
  return { kind: 'text', says };
}

/** One of a few words. */
export function oneOf(values: readonly string[], says: string): Field {
  return { kind: 'text', values, says };
}

/** True or false. */
export function flag(says: string): Field {
  return { kind: 'flag', says };
}

/** A list of texts. */
export function texts(says: string, values?: readonly string[]): Field {
  return { kind: 'texts', says, ...(values && { values }) };
}

/** A text or a list that says something. */
export function filled(field: Field): Field {
  return { ...field, filled: true };
}

/** A field that may be absent. */
export function maybe(field: Field): Field {
  return { ...field, optional: true };
}

/**
 * Evidence that a person under age needs besides: the guardian's statement and the child's own
 * view.
 */
export const MINOR_FIELDS = {
  guardianRef: maybe(ref("Guardian's statement, for a person under age.")),
  childViewRef: maybe(ref("The child's own view, for a person under age.")),
} as const;

/** With a clearance of the protection officer a plain message leaves under a stay too. */
export const CLEARANCE = {
  protectionClearanceId: maybe(text('Clearance of the protection officer for this message.')),
} as const;
