/** The tables of changes of the registers, as Kysely sees them. */
import type { Generated } from 'kysely';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Jsonb } from './json.ts';

/** Changes of the registers, decided or not. */
export interface RegisterChangesTable {
  id: string;
  change: Jsonb<JsonObject>;
  proposed_by: string;
  proposed_at: string;
  decided: 'confirmed' | 'withdrawn' | null;
  decided_by: string | null;
  decided_at: string | null;
}

/** Insert-only: what happened to the registers and to API keys. */
interface RegisterLogTable {
  n: Generated<string>;
  at: string;
  who: string;
  what: string;
  subject: string;
  change_id: string | null;
  detail: Jsonb<JsonObject>;
}

/** All of them. */
export interface RegisterTables {
  register_changes: RegisterChangesTable;
  register_log: RegisterLogTable;
}
