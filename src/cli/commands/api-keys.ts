import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { showDone } from '../done.ts';
import type { Done } from '../done.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import { everyRow } from '../pages.ts';
import type { Service } from '../service.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly name?: string;
  readonly power?: readonly string[];
  readonly days?: string;
  readonly overlap?: string;
}

const PATH = '/v1/api-keys';

/** `api-keys`: by what other services get in. */
export const addApiKeys: AddCommand = (program, io, end) => {
  declare(
    program,
    'api-keys [action] [id]',
    [
      'List the API keys of other services; add, rotate, revoke.',
      'A key is shown once, by add and rotate.',
    ],
    [
      'api-keys',
      'api-keys add --name approval-tool --power cases.read tasks.read --days 90',
      'api-keys rotate abcdefghijkm --overlap 48',
      'api-keys revoke abcdefghijkm',
    ],
  )
    .option('--name <name>', 'add: which service it is for')
    .option('--power <powers...>', 'add: what it may do, such as cases.read')
    .option('--days <days>', 'add, rotate: so long it is good (default: 90)')
    .option('--overlap <hours>', 'rotate: so long the earlier secret is good as well (default: 24)')
    .action(async (action: string | undefined, id: string | undefined, options: Options) => {
      const { findService } = await import('../service.ts');
      const done = await act(await findService(io), action, id, options);
      showDone(io, done, options.json === true);
      end(EXIT.done);
    });
};

async function act(
  service: Service,
  action: string | undefined,
  id: string | undefined,
  options: Options,
): Promise<Done> {
  if (action === undefined || action === 'list') return list(service);
  if (action === 'add') return add(service, options);
  if (action !== 'rotate' && action !== 'revoke') {
    throw wrongUse('An action is list, add, rotate or revoke.');
  }
  if (id === undefined) throw wrongUse('Name a key by its id.');
  const one = `${PATH}/${encodeURIComponent(id)}/${action}`;
  const { days, overlap } = options;
  const query = new URLSearchParams({
    ...(days !== undefined && { days }),
    ...(overlap !== undefined && { overlapHours: overlap }),
  });
  const { body } = await service.post(action === 'rotate' ? `${one}?${query.toString()}` : one, {});
  return action === 'rotate' ? withKey(body) : { body, lines: [lineOf(body)] };
}

async function list(service: Service): Promise<Done> {
  const apiKeys = await everyRow(service, PATH, 'apiKeys');
  return { body: { apiKeys }, lines: apiKeys.map(lineOf) };
}

async function add(service: Service, { name, power, days }: Options): Promise<Done> {
  if (name === undefined || power === undefined) throw wrongUse('Name --name and --power.');
  const { body } = await service.post(PATH, {
    name,
    powers: power,
    ...(days !== undefined && { days: Number(days) }),
  });
  return withKey(body);
}

function withKey(body: JsonObject): Done {
  return { body, lines: [lineOf(body), `Key, shown once: ${textOf(body['key'])}`] };
}

function lineOf(row: JsonObject): string {
  const powers = (row['powers'] as readonly string[]).join(', ');
  const revoked = row['revokedAt'];
  const state =
    revoked === undefined ? `until ${textOf(row['expiresAt'])}` : `revoked ${textOf(revoked)}`;
  return `${textOf(row['id'])} · ${textOf(row['name'])} · ${powers} · ${state}`;
}
