/**
 * The synthetic officers, in memory, who sign for tests.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Act } from '../../activities/contract.ts';
import type { Issuer, OfficerTerm, Registers, Substitution } from '../../activities/ports.ts';
import type { Json } from '../../machines/kernel/types.ts';
import { gatewayOf } from '../../src/officers/gateway.ts';
import type { Gateway } from '../../src/officers/gateway.ts';
import { loadPrivateKey, syntheticRegisters } from '../../src/officers/keys.ts';
import { signAct } from '../../src/officers/sign.ts';

/** When tests take place. */
export const NOW = new Date('2031-03-05T10:00:00.000Z');
/** The case that tests are about. */
export const CASE_NO = 'OUT-77';

/** What a test says of one signature; the rest is right. */
export interface Said {
  readonly iss?: string;
  /** Whose key is used; absent means that of `iss`. */
  readonly keyOf?: string;
  readonly act?: Act;
  readonly caseNo?: string;
  readonly jti?: string;
  readonly now?: Date;
  readonly lifetimeDays?: number;
}

/** Registers and keys in a folder of their own. */
export interface Offices {
  /** Folder of the keys. */
  readonly dataDir: string;
  readonly officers: OfficerTerm[];
  readonly issuers: Issuer[];
  readonly registers: Registers;
  /** Signature of an officer (by their own key unless said otherwise) over a content. */
  sign(sub: string, id: string, content: Json, said?: Said): Promise<string>;
  /** The service's own key. */
  readonly gateway: Gateway;
  close(): Promise<void>;
}

/** Opens the offices; call `close` at the end. */
export async function openOffices(): Promise<Offices> {
  const dataDir = await mkdtemp(join(tmpdir(), 'offices-'));
  const made = await syntheticRegisters(dataDir);
  const officers = [...made.officers];
  const issuers = [...made.issuers];
  return {
    dataDir,
    officers,
    issuers,
    registers: registersOf(officers, issuers),
    async sign(sub, id, content, said = {}) {
      const iss = said.iss ?? sub;
      const { keyOf: owner = iss, ...rest } = said;
      const key = await loadPrivateKey(dataDir, owner);
      const common = { act: 'submit', caseNo: CASE_NO, jti: id, now: NOW } as const;
      return await signAct({ ...common, ...rest, key, iss, sub, content });
    },
    gateway: gatewayOf(dataDir),
    close: () => rm(dataDir, { recursive: true }),
  };
}

/** Registers over lists. */
export function registersOf(
  officers: readonly OfficerTerm[],
  issuers: readonly Issuer[],
  substitutions: readonly Substitution[] = [],
): Registers {
  return {
    named: async (names) => {
      const own = substitutions.filter(({ substitute }) => names.officers.includes(substitute));
      const ids = [...names.officers, ...own.map(({ absentee }) => absentee)];
      return {
        officers: officers.filter(({ id }) => ids.includes(id)),
        issuers: issuers.filter(({ iss }) => names.issuers.includes(iss)),
        substitutions: own,
      };
    },
  };
}
