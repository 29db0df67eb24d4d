/**
 * How large and how deep a JSON value is, and whether a database and a reader can hold it. Walks
 * without recursion: what arrives may be nested deeper than any stack.
 */
/** Levels of lists and objects that a message may have. */
export const MAX_DEPTH = 32;

/** What weighing found. */
export interface Weight {
  /** Bytes as compact JSON in UTF-8. */
  readonly bytes: number;
  /** No NUL, no lone surrogate, every number finite, at most `MAX_DEPTH` levels. */
  readonly storable: boolean;
}

/** As `Weight`, with the deepest level of the value. */
export interface TotalWeight extends Weight {
  readonly depth: number;
}

/** Bytes and faults of one text as a JSON string. */
function weighText(text: string): Weight {
  let bytes = 2;
  let storable = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.codePointAt(at) ?? 0;
    if (code === 0x22 || code === 0x5c) bytes += 2;
    else if (code < 0x20) {
      bytes += '\b\f\n\r\t'.includes(text.charAt(at)) ? 2 : 6;
      storable &&= code !== 0;
    } else if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code <= 0xdfff) {
      // A whole pair is one code point above 0xffff; what is seen here stands alone.
      bytes += 6;
      storable = false;
    } else if (code < 0x10000) bytes += 3;
    else {
      bytes += 4;
      at += 1;
    }
  }
  return { bytes, storable };
}

/** The values inside a list or object, and the bytes of what stands around them. */
function open(value: object, push: (item: unknown) => void): Weight {
  if (Array.isArray(value)) {
    value.forEach(push);
    return { bytes: 2 + Math.max(0, value.length - 1), storable: true };
  }
  let bytes = 2;
  let storable = true;
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  for (const [key, item] of fields) {
    const weight = weighText(key);
    bytes += weight.bytes + 1;
    storable &&= weight.storable;
    push(item);
  }
  return { bytes: bytes + Math.max(0, fields.length - 1), storable };
}

/** Weighs a value. Deterministic, never throws on JSON. */
export function weigh(value: unknown): TotalWeight {
  let bytes = 0;
  let deepest = 0;
  let storable = true;
  const waiting: { item: unknown; depth: number }[] = [{ item: value, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { item, depth } = next;
    if (typeof item === 'string') {
      const weight = weighText(item);
      bytes += weight.bytes;
      storable &&= weight.storable;
    } else if (typeof item === 'object' && item !== null) {
      deepest = Math.max(deepest, depth + 1);
      const weight = open(item, (inner) => waiting.push({ item: inner, depth: depth + 1 }));
      bytes += weight.bytes;
      storable &&= weight.storable && depth < MAX_DEPTH;
    } else {
      bytes += String(item).length;
      storable &&= typeof item !== 'number' || Number.isFinite(item);
    }
  }
  return { bytes, storable, depth: deepest };
}
