/**
 * The form of events, for the edges: a zod schema of each event type, built from the vocabulary.
 * Charts never import this file.
 */
import { z } from 'zod';
import {
  COORDINATION_EVENTS,
  INSTRUCTION_EVENTS,
  LIST_EVENTS,
  POLICY_NOTICE_EVENTS,
  PREVENTION_EVENTS,
} from '../duties/vocabulary.ts';
import { EXIT_EVENTS } from '../exit/vocabulary.ts';
import { INBOUND_EVENTS } from '../inbound/vocabulary.ts';
import { BOUNDS } from '../kernel/bounds.ts';
import { isDate, isInstant, isPartialDate } from '../kernel/instants.ts';
import type { EventRow, Field, Vocabulary } from '../kernel/vocabulary.ts';
import { OUTBOUND_EVENTS } from '../outbound/vocabulary.ts';

const VOCABULARIES: Readonly<Record<string, Vocabulary>> = {
  outbound: OUTBOUND_EVENTS,
  inbound: INBOUND_EVENTS,
  exit: EXIT_EVENTS,
  'policy-notice': POLICY_NOTICE_EVENTS,
  'prevention-measure': PREVENTION_EVENTS,
  coordination: COORDINATION_EVENTS,
  'registration-list': LIST_EVENTS,
  'views-and-instructions': INSTRUCTION_EVENTS,
};

const Text = z.string().max(BOUNDS.textChars);

/** Fields that every event has. */
const ENVELOPE = {
  id: z.string().max(BOUNDS.idChars).describe('Chosen by the sender; makes a retry harmless.'),
  type: z.string().describe('Event type.'),
  at: z
    .string()
    .refine((text) => isDate(text) || isInstant(text), 'is no ISO date or instant')
    .describe('ISO date or instant: when it happened.'),
  by: Text.optional().describe('Officer id, or the name of an authority.'),
  second: Text.optional().describe('Officer id of the second pair of eyes.'),
  reasons: Text.optional().describe('Reasons, for the file alone.'),
} as const;

/** Whether every text and list of a value is within its bounds, at any depth. */
function isBounded(value: unknown): boolean {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string' && next.length > BOUNDS.textChars) return false;
    if (typeof next !== 'object' || next === null) continue;
    const items: unknown[] = Object.values(next);
    if (items.length > BOUNDS.listItems) return false;
    waiting.push(...items);
  }
  return true;
}

function textOf(values: readonly string[] | undefined): z.ZodType {
  return values === undefined ? Text : z.enum(values);
}

function schemaOfField(field: Field): z.ZodType {
  const schema = schemaOfKind(field);
  return field.filled === true ? schema.refine(isFilled, 'is empty') : schema;
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : String(value).trim() !== '';
}

function schemaOfKind({ kind, values }: Field): z.ZodType {
  switch (kind) {
    case 'flag':
    case 'signed':
      return z.boolean();
    case 'count':
      return z.int().nonnegative();
    case 'date':
      return z
        .string()
        .refine(
          (text) => isPartialDate(text) || isInstant(text),
          'is no year, month, day or instant',
        );
    case 'texts':
      return z.array(textOf(values)).max(BOUNDS.listItems);
    case 'names':
      return z.looseObject(
        Object.fromEntries((values ?? []).map((key) => [key, z.boolean().optional()])),
      );
    case 'object':
      return z.looseObject({}).refine(isBounded, 'is too large');
    case 'any':
      return z.unknown().refine(isBounded, 'is too large');
    default:
      return textOf(values);
  }
}

/** The form of one event type. Absent fields are no fault of the form: the rules name them. */
function schemaOfRow(type: string, row: EventRow): z.ZodObject {
  const fields = Object.entries(row.fields).map(
    ([name, field]) => [name, schemaOfField(field).optional().describe(field.says)] as const,
  );
  return z
    .looseObject({ ...ENVELOPE, type: z.literal(type), ...Object.fromEntries(fields) })
    .describe(`${row.says} (${row.rule})`);
}

const built = new Map<Vocabulary, Map<string, z.ZodObject>>();

/** The schemas of a procedure's events by type; empty for a procedure that there is not. */
export function eventSchemas(procedure: string): ReadonlyMap<string, z.ZodObject> {
  const vocabulary = Object.hasOwn(VOCABULARIES, procedure) ? VOCABULARIES[procedure] : undefined;
  if (vocabulary === undefined) return new Map();
  const found = built.get(vocabulary);
  if (found !== undefined) return found;
  const schemas = new Map(
    Object.entries(vocabulary).map(([type, row]) => [type, schemaOfRow(type, row)]),
  );
  built.set(vocabulary, schemas);
  return schemas;
}

/**
 * The first field of a wrong type or value, in words without the value; `undefined` where there is
 * none. Absent fields (but `id` and `at`) and unknown ones are not its business, nor is an event
 * type that the procedure does not know.
 */
export function formOf(procedure: string, event: unknown): string | undefined {
  const type = (event as { type?: unknown } | null)?.type;
  if (typeof type !== 'string') return 'type: is no text';
  const result = eventSchemas(procedure).get(type)?.safeParse(event);
  if (result === undefined || result.success) return undefined;
  const issue = result.error.issues[0];
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is malformed'}`;
}
