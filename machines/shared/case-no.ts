/** Numbers of cases (contract §1). */

/** A case number: no personal data, never used again. */
export const CASE_NO = /^[A-Z0-9][A-Za-z0-9.-]{0,63}$/;
