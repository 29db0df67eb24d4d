/**
 * What is known of the person of a case: sealed when it is put, opened when it is read, and each time
 * noted in the log of the case before anything is handed out.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { MasterKeys } from '../sealing/master-keys.ts';
import { open, seal } from '../sealing/seal.ts';
import type { SealContext } from '../sealing/seal.ts';
import type { Access, Scope, SealedCase, SealedItem, SealedStore } from './store.ts';

/** The same refusal is noted once in this time. */
const REFUSED_AGAIN_MS = 3_600_000;

/** Who reads or writes, and when. */
export interface Visitor extends Pick<Access, 'by' | 'actsFor' | 'at'> {
  readonly caseNo: string;
}

/** What is to be kept. */
export interface Content {
  readonly scope: Scope;
  readonly kind: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** What was kept, opened. */
export interface Opened extends Content {
  readonly ref: string;
  readonly version: number;
  readonly at: string;
  readonly by: string;
}

/** The keys of the case were destroyed; the certificate says when, by whom and why. */
export class Erased extends Error {
  constructor() {
    super('The keys were destroyed: what was sealed under them cannot be read again.');
    this.name = 'Erased';
  }
}

/** Everything about persons goes through here. */
export interface Vault {
  /** Keeps a block under its kind, in the place of an earlier one. @throws Erased. */
  putBlock(visitor: Visitor, content: Content): Promise<{ readonly version: number }>;
  /** Keeps a file under a new reference. @throws Erased. */
  storeFile(
    visitor: Visitor,
    content: Content,
    ref?: string,
  ): Promise<Pick<SealedItem, 'ref' | 'at' | 'by'>>;
  /**
   * Opens a block or a file, once `allowed` says so of its kind; `undefined` where there is none. A
   * reading that is not allowed is not noted. @throws Erased, or what `allowed` throws.
   */
  read(
    visitor: Visitor,
    ref: string,
    allowed?: (item: Pick<SealedItem, 'scope' | 'kind'>) => void,
  ): Promise<Opened | undefined>;
  /**
   * Whether `agrees` says so of a block, which goes nowhere else; `false` where there is none. Noted
   * where it does: that somebody is told so tells him what is in it.
   */
  compare(visitor: Visitor, ref: string, agrees: (bytes: Uint8Array) => boolean): Promise<boolean>;
  /**
   * Notes that this was asked for and not given; the same to the same caller once an hour, so that nobody
   * fills a log that is for ever.
   */
  refused(visitor: Visitor, asked: Pick<Access, 'what' | 'kind' | 'asked' | 'why'>): Promise<void>;
}

/** The vault over its keys and its store. */
export function createVault(store: SealedStore, masters: MasterKeys): Vault {
  const put = (visitor: Visitor, content: Content, givenRef?: string): Promise<SealedItem> =>
    store.withSealed(visitor.caseNo, async (sealed) => {
      await refuseErased(sealed);
      const { bytes, ...rest } = content;
      const ref = givenRef ?? `sf-${randomBytes(12).toString('hex')}`;
      const version = ((await sealed.item(ref))?.version ?? 0) + 1;
      const key = await keyFor(sealed, visitor, content.scope);
      const made = seal(bytes, key, contextOf(visitor.caseNo, { ref, kind: rest.kind, version }));
      const { by, at } = visitor;
      const size = bytes.length;
      const item = {
        ...rest,
        ref,
        version,
        size,
        sealed: made,
        digest: digestOfBytes(made),
        by,
        at,
      };
      await sealed.putItem(item);
      await sealed.note(accessOf('written', visitor, item));
      return item;
    });
  const keyFor = async (
    sealed: SealedCase,
    { caseNo, at }: Visitor,
    scope: Scope,
  ): Promise<Uint8Array> => {
    const context = keyContext(caseNo, scope);
    const known = await sealed.key(scope);
    if (known !== undefined) return masters.unwrap(known, context);
    const { key, kept } = await masters.make(context);
    await sealed.putKey(scope, kept, at);
    return key;
  };
  return {
    putBlock: (visitor, content) => put(visitor, content, content.kind),
    storeFile: (visitor, content, ref) => put(visitor, content, ref),
    read: (visitor, ref, allowed) =>
      store.withSealed(visitor.caseNo, async (sealed) => {
        await refuseErased(sealed);
        const item = await sealed.item(ref);
        if (item === undefined) return undefined;
        allowed?.(item);
        const { scope, kind, version, mediaType, at, by } = item;
        const bytes = await openItem(masters, sealed, visitor.caseNo, item);
        await sealed.note(accessOf('read', visitor, item));
        return { ref, scope, kind, version, mediaType, at, by, bytes };
      }),
    compare: (visitor, ref, agrees) =>
      store.withSealed(visitor.caseNo, async (sealed) => {
        const item = await sealed.item(ref);
        if (item === undefined || !agrees(await openItem(masters, sealed, visitor.caseNo, item)))
          return false;
        await sealed.note(accessOf('compared', visitor, item));
        return true;
      }),
    refused: (visitor, asked) =>
      store.withSealed(visitor.caseNo, (sealed) => noteRefusal(sealed, visitor, asked)),
  };
}

/** @throws Erased where there is no key any more. */
async function openItem(
  masters: MasterKeys,
  sealed: SealedCase,
  caseNo: string,
  item: SealedItem,
): Promise<Uint8Array> {
  const kept = await sealed.key(item.scope);
  if (kept === undefined) throw new Erased();
  const key = await masters.unwrap(kept, keyContext(caseNo, item.scope));
  return open(item.sealed, key, contextOf(caseNo, item));
}

async function noteRefusal(
  sealed: SealedCase,
  { by, actsFor, at }: Visitor,
  asked: Parameters<Vault['refused']>[1],
): Promise<void> {
  const acting = { by, ...(actsFor !== undefined && { actsFor }), at };
  const access: Access = { act: 'refused', ...asked, ...acting };
  const after = new Date(Date.parse(at) - REFUSED_AGAIN_MS).toISOString();
  if (!(await sealed.isNoted(access, after))) await sealed.note(access);
}

/** Base64url SHA-256. */
export function digestOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

/** What a data key is wrapped for. */
export function keyContext(caseNo: string, scope: Scope): SealContext {
  return { owner: caseNo, kind: `key of ${scope}`, version: 1 };
}

/** What a block or a file is sealed for. */
function contextOf(
  caseNo: string,
  { ref, kind, version }: Pick<SealedItem, 'ref' | 'kind' | 'version'>,
): SealContext {
  return { owner: caseNo, kind: ref === kind ? kind : `${kind} ${ref}`, version };
}

function accessOf(
  act: 'read' | 'written' | 'compared',
  { by, actsFor, at }: Visitor,
  { ref, kind, version }: Pick<SealedItem, 'ref' | 'kind' | 'version'>,
): Access {
  return { act, what: ref, kind, version, by, ...(actsFor !== undefined && { actsFor }), at };
}

async function refuseErased(sealed: SealedCase): Promise<void> {
  if ((await sealed.certificate()) !== undefined) throw new Erased();
}
