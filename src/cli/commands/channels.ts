import type { JsonObject } from '../../../machines/kernel/types.ts';
import type { AddCommand } from '../command.ts';
import { declare } from '../command.ts';
import { EXIT, wrongUse } from '../exit-codes.ts';
import { readObject } from '../io.ts';
import { textOf } from '../text.ts';

interface Options {
  readonly json?: true;
  readonly set?: string;
  readonly address?: string;
  readonly keys?: string;
  readonly issuer?: string;
  readonly ourKey?: string;
}

/** `channels`: which body is reached how. */
export const addChannels: AddCommand = (program, io, end) => {
  declare(
    program,
    'channels [body]',
    [
      'List which channel serves which body, or set one.',
      'Kinds: http, by-hand, simulated, outbox, cases. A change is logged with who made it.',
    ],
    [
      'channels',
      'channels counterpart --set by-hand',
      'channels counterpart --set http --address https://other.example/letters --keys jwks.json --issuer other-side',
    ],
  )
    .option('--set <kind>', 'serve the body by this channel from now on')
    .option('--address <url>', 'http: where letters are posted')
    .option('--keys <file>', 'http: their public keys, as a JWK set')
    .option('--issuer <iss>', 'http: their issuer, who speaks for one liaison officer')
    .option('--our-key <kid>', 'http: the key that signs our letters')
    .action(async (body: string | undefined, options: Options) => {
      const { findService } = await import('../service.ts');
      const { set, address, keys, issuer, ourKey, json } = options;
      if (set === undefined && [address, keys, issuer, ourKey].some((one) => one !== undefined)) {
        throw wrongUse('Say with --set which channel it is.');
      }
      const service = await findService(io);
      if (set === undefined) {
        const channels = (await service.get('/v1/channels')).body['channels'];
        const all = channels as readonly JsonObject[];
        const found = all.filter((one) => body === undefined || one['body'] === body);
        if (body !== undefined && found.length === 0) {
          const bodies = all.map((one) => textOf(one['body'])).join(', ');
          throw wrongUse(`No channel serves ${body}; there are those of ${bodies}.`);
        }
        if (json === true) io.out(JSON.stringify({ channels: found }));
        else for (const one of found) io.out(line(one));
      } else {
        if (body === undefined) throw wrongUse('Say whose channel it is.');
        const known = keys === undefined ? {} : { keys: await keysIn(keys) };
        const given = { channel: set, address, issuer, ourKey };
        const present = Object.entries(given).filter(([, value]) => value !== undefined);
        const settings = { ...(Object.fromEntries(present) as JsonObject), ...known };
        const answer = await service.put(`/v1/channels/${encodeURIComponent(body)}`, settings);
        io.out(json === true ? JSON.stringify(answer.body) : line(answer.body));
      }
      end(EXIT.done);
    });

  /** The public halves alone, whatever else the file has. */
  async function keysIn(file: string): Promise<readonly JsonObject[]> {
    const { keys } = await readObject(io, file);
    if (!Array.isArray(keys)) throw wrongUse(`${file} is no JWK set: it has no list \`keys\`.`);
    return (keys as readonly JsonObject[]).map(
      ({ kty = null, crv = null, x = null, kid = null }) => ({ kty, crv, x, kid }),
    );
  }
};

function line({ body, channel, address, issuer }: JsonObject): string {
  const where = address === undefined ? '' : ` · ${textOf(address)} · issuer ${textOf(issuer)}`;
  return `${textOf(body)} · ${textOf(channel)}${where}`;
}
