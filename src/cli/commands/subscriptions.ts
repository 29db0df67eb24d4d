import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { showDone } from '../done.ts';
import type { Done } from '../done.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import type { Service } from '../service.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly url?: string;
  readonly kind?: readonly string[];
  readonly role?: readonly string[];
  readonly procedure?: string;
  readonly province?: string;
  readonly overlap?: string;
  readonly letter?: string;
}

const PATH = '/v1/subscriptions';

/** `subscriptions`: who is told by webhook. */
export const addSubscriptions: AddCommand = (program, io, end) => {
  declare(
    program,
    'subscriptions [action] [id]',
    [
      'List who is told by webhook; add, rotate, test, dead-letters, redeliver.',
      'A secret is shown once, by add and rotate.',
    ],
    [
      'subscriptions',
      'subscriptions add --url https://hooks.example.org/cases --kind task.opened case.closed',
      'subscriptions rotate sub_4rVmVQ0c1D9YwqXh --overlap 48',
      'subscriptions dead-letters sub_4rVmVQ0c1D9YwqXh',
      'subscriptions redeliver sub_4rVmVQ0c1D9YwqXh --letter 17',
    ],
  )
    .option('--url <url>', 'add: where to; https, and no private address')
    .option('--kind <kinds...>', 'add: what it is told of, such as task.opened or letter.M9')
    .option('--role <roles...>', 'add: only tasks for these roles, and letters to their bodies')
    .option('--procedure <name>', 'add: only cases of it')
    .option('--province <name>', 'add: only cases of it')
    .option('--overlap <hours>', 'rotate: so long the earlier secret signs as well (default: 24)')
    .option('--letter <id>', 'redeliver: which dead letter')
    .action(async (action: string | undefined, id: string | undefined, options: Options) => {
      const { findService } = await import('../service.ts');
      const done = await act(await findService(io), action, id, options);
      showDone(io, done, options.json === true);
      end(EXIT.done);
    });
};

/** What is done with one subscription. */
const OF_ONE: readonly string[] = ['rotate', 'test', 'dead-letters', 'redeliver'];

async function act(
  service: Service,
  action: string | undefined,
  id: string | undefined,
  options: Options,
): Promise<Done> {
  if (action === undefined || action === 'list') return list(service);
  if (action === 'add') return add(service, options);
  if (!OF_ONE.includes(action)) throw wrongUse(`An action is list, add, ${OF_ONE.join(', ')}.`);
  if (id === undefined) throw wrongUse('Name a subscription by its id.');
  const one = `${PATH}/${encodeURIComponent(id)}`;
  switch (action) {
    case 'rotate': {
      const query = options.overlap === undefined ? '' : `?overlapHours=${options.overlap}`;
      const { body } = await service.post(`${one}/rotate-secret${query}`, {});
      const until = textOf(body['earlierUntil']);
      return { body, lines: [`${textOf(body['secret'])} (the earlier one signs until ${until})`] };
    }
    case 'test': {
      const { body } = await service.post(`${one}/test`, {});
      return { body, lines: [textOf(body['failure'] ?? 'It was taken.')] };
    }
    case 'dead-letters': {
      const { body } = await service.get(`${one}/dead-letters`);
      return { body, lines: rowsOf(body, 'deadLetters').map(letterLine) };
    }
    case 'redeliver': {
      if (options.letter === undefined) throw wrongUse('Say with --letter which one.');
      const letter = `${one}/dead-letters/${encodeURIComponent(options.letter)}`;
      const { body } = await service.post(`${letter}/redeliver`, {});
      return { body, lines: [`On its way again: ${letterLine(body)}`] };
    }
    default:
      throw new Error(`${action} is not done.`);
  }
}

async function list(service: Service): Promise<Done> {
  const { body } = await service.get(PATH);
  return { body, lines: rowsOf(body, 'subscriptions').map(subscriptionLine) };
}

async function add(service: Service, options: Options): Promise<Done> {
  const { url, kind, role, procedure, province } = options;
  if (url === undefined || kind === undefined) throw wrongUse('Name --url and --kind.');
  const { body } = await service.post(PATH, {
    url,
    kinds: kind,
    ...(role !== undefined && { roles: role }),
    ...(procedure !== undefined && { procedure }),
    ...(province !== undefined && { province }),
  });
  return { body, lines: [subscriptionLine(body), `Secret, shown once: ${textOf(body['secret'])}`] };
}

function rowsOf(body: JsonObject, name: string): readonly JsonObject[] {
  return body[name] as readonly JsonObject[];
}

function subscriptionLine(row: JsonObject): string {
  const disabled = row['disabled'] as JsonObject | undefined;
  const state = disabled === undefined ? '' : ` · disabled: ${textOf(disabled['reason'])}`;
  const counts = `${textOf(row['pending'])} under way, ${textOf(row['dead'])} dead`;
  const kinds = (row['kinds'] as readonly string[]).join(', ');
  return `${textOf(row['id'])} · ${textOf(row['url'])} · ${kinds} · ${counts}${state}`;
}

function letterLine(row: JsonObject): string {
  const about = `${textOf(row['caseNo'])} · ${textOf(row['type'])}`;
  return `${textOf(row['id'])} · ${about} since ${textOf(row['since'])}: ${textOf(row['failure'])}`;
}
