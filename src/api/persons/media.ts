/**
 * Types of stored files, told by their first bytes: what a client says of its content is not believed.
 */

/** Bytes of a stored file at most: 5 MiB. */
export const FILE_BYTES_MAX = 5_242_880;

const SIGNATURES = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff],
} as const;

const TEXT = 'text/plain';

/** Every type there is. */
export const MEDIA_TYPES: readonly string[] = [...Object.keys(SIGNATURES), TEXT];

/** The type of a `Content-Type`, without parameters; `undefined` where it is not taken here. */
export function mediaTypeOf(header: string | undefined): string | undefined {
  const type = header?.split(';')[0]?.trim().toLowerCase();
  return MEDIA_TYPES.find((known) => known === type);
}

/** Whether the content is what its type says. Text: UTF-8 without control characters but line ends and tabs. */
export function isOfType(bytes: Uint8Array, mediaType: string): boolean {
  if (bytes.length === 0) return false;
  if (mediaType === TEXT) return isText(bytes);
  const signature = SIGNATURES[mediaType as keyof typeof SIGNATURES] as
    readonly number[] | undefined;
  return signature?.every((byte, at) => bytes[at] === byte) ?? false;
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte === 0x7f || (byte < 0x20 && ![0x09, 0x0a, 0x0d].includes(byte)))) {
    return false;
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
