/**
 * How large a value is where it is stored: as compact JSON in UTF-8.
 */

/** Bytes of a JSON value. */
export function bytesOf(value: object): number {
  return utf8Bytes(JSON.stringify(value));
}

/** Bytes of a text in UTF-8; a lone surrogate counts as the character that replaces it. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x80) bytes += unit < 0x800 ? 1 : 2;
    // A pair is four bytes: two for each half.
    if (unit >= 0xd800 && unit <= 0xdbff && isLowHalf(text.charCodeAt(at + 1))) at += 1;
  }
  return bytes;
}

function isLowHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
