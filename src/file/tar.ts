/**
 * A plain tar (POSIX ustar), as any `tar` opens it, and with one spelling only: no owner, no date, no
 * compression, nothing in the padding. Whatever differs from that spelling is found when it is read.
 */

const BLOCK = 512;

/** One file of an archive. */
export interface TarFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The archive is not as this module writes it; `path` is the file at which it differs. */
export class TarFault extends Error {
  readonly path: string;
  constructor(path: string, reason: string) {
    super(reason);
    this.name = 'TarFault';
    this.path = path;
  }
}

/**
 * The archive of these files, in their order. The same files give the same bytes.
 * @throws Error where a path is not short plain ASCII.
 */
export function writeTar(files: readonly TarFile[]): Uint8Array {
  const parts = files.flatMap(({ path, bytes }) => [
    headerOf(path, bytes.length),
    bytes,
    new Uint8Array(padding(bytes.length)),
  ]);
  return Uint8Array.from(Buffer.concat([...parts, new Uint8Array(2 * BLOCK)]));
}

/** Bytes that a file takes in the archive. */
function padding(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/**
 * The file of this path at a place of the archive, and where the next one begins. `size` is what it has
 * to be; absent: what its own header says.
 * @throws TarFault where another file stands there, or it is not as this module writes it.
 */
export function fileAt(
  archive: Uint8Array,
  at: number,
  path: string,
  size = sizeIn(archive.subarray(at, at + BLOCK)),
): { readonly bytes: Uint8Array; readonly next: number } {
  const begin = at + BLOCK;
  const end = begin + size;
  const next = end + padding(size);
  if (!isEqual(archive.subarray(at, begin), headerOf(path, size))) {
    throw new TarFault(path, 'its header in the archive is another, or the file is missing');
  }
  if (next > archive.length) throw new TarFault(path, 'the archive ends within it');
  if (!isZero(archive.subarray(end, next))) {
    throw new TarFault(path, 'something stands between it and the next file');
  }
  return { bytes: archive.subarray(begin, end), next };
}

/**
 * Makes sure that the archive ends here.
 * @throws TarFault where it does not.
 */
export function endsAt(archive: Uint8Array, at: number): void {
  if (archive.length === at + 2 * BLOCK && isZero(archive.subarray(at))) return;
  throw new TarFault('', 'the archive does not end after its last file');
}

/** 0 where the header says none. */
function sizeIn(header: Uint8Array): number {
  const text = Buffer.from(header.subarray(124, 135)).toString('latin1');
  return /^[0-7]{11}$/.test(text) ? Number.parseInt(text, 8) : 0;
}

function headerOf(path: string, size: number): Uint8Array {
  if (!/^[\x21-\x7e]{1,100}$/.test(path)) throw new Error(`${path} cannot stand in an archive.`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
  header.write(path, 0, 'latin1');
  header.write(octal(0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\u000000', 257, 'latin1');
  header.write(octal(0, 7), 329);
  header.write(octal(0, 7), 337);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148, 'latin1');
  return Uint8Array.from(header);
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one).equals(other);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
