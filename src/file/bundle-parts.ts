/** Single files out of a bundle. Nothing of it is proven here: `verify-bundle.ts` does that. */
import { Manifest, PATHS } from './bundle.ts';
import { TarFault, fileAt } from './tar.ts';

/** The JSON in a file of a bundle; `undefined` where there is no such file, or the bytes are no bundle. */
export function jsonIn(bundle: Uint8Array, wanted: string): unknown {
  try {
    const first = fileAt(bundle, 0, PATHS.manifest);
    const manifest = Manifest.safeParse(read(first.bytes));
    if (!manifest.success) return undefined;
    let at = fileAt(bundle, first.next, PATHS.signature).next;
    for (const { path, size } of manifest.data.files) {
      const file = fileAt(bundle, at, path, size);
      if (path === wanted) return read(file.bytes);
      at = file.next;
    }
    return undefined;
  } catch (error) {
    if (error instanceof TarFault || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function read(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}
