/** Channels: listed, set, and what was refused on them. */
import type { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Issuer } from '../../activities/ports.ts';
import { officerOf } from '../../machines/shared/officers.ts';
import { OUTSIDE, faultOfKind } from '../counterpart/kinds.ts';
import type { ChannelSettings } from '../registry/channels.ts';
import type { MayCall } from '../webhooks/addresses.ts';
import { faultOfUrl } from '../webhooks/post.ts';
import { CHANNEL_ROUTES as routes } from './channel-routes.ts';
import type { ChannelInput } from './channel-routes.ts';
import type { ApiDeps, ApiEnv, ApiRegistry } from './deps.ts';
import type { Caller } from './powers.ts';
import { Problem } from './problems.ts';

type Input = z.infer<typeof ChannelInput>;

/** Adds the calls to the application. */
export function addChannelRoutes(app: OpenAPIHono<ApiEnv>, { registry, webhooks }: ApiDeps): void {
  app.openapi(routes.listChannels, async (c) => {
    return c.json({ channels: (await registry.channels()).map(shown) }, 200);
  });
  app.openapi(routes.setChannel, async (c) => {
    const { body } = c.req.valid('param');
    const settings = settingsOf(body, c.req.valid('json'));
    if (settings.channel === 'http') await refuseUnfit(registry, settings, webhooks.mayCall);
    const at = new Date().toISOString();
    await registry.setChannel({ settings, by: nameOf(c.get('caller')), at });
    return c.json(shown(settings), 200);
  });
  app.openapi(routes.listChannelChanges, async (c) => {
    const changes = await registry.channelChanges(c.req.valid('param').body);
    return c.json(
      { changes: changes.map((one) => ({ ...one, settings: shown(one.settings) })) },
      200,
    );
  });
  app.openapi(routes.listRefusedReplies, async (c) => {
    const refused = await registry.refusedReplies(c.req.valid('param').body);
    return c.json({ refused: [...refused] }, 200);
  });
}

/** What is set; what another kind of channel would need is refused, so that nobody relies on it. */
function settingsOf(body: string, { channel, ...given }: Input): ChannelSettings {
  const fault = faultOfKind(body, channel);
  if (fault !== undefined) throw new Problem('CHANNEL_UNFIT', `${fault}.`);
  if (channel !== 'http') {
    const [surplus] = Object.keys(given);
    if (surplus === undefined) return { body, channel };
    throw new Problem('CHANNEL_UNFIT', `\`${surplus}\` is for the channel http alone.`);
  }
  const { address, issuer, ourKey } = given;
  const keys = given.keys?.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid }));
  if (address === undefined || keys === undefined || issuer === undefined) {
    throw new Problem('CHANNEL_UNFIT', 'The channel http needs `address`, `keys` and `issuer`.');
  }
  return { body, channel, address, keys, issuer, ...(ourKey !== undefined && { ourKey }) };
}

/** Nobody speaks for anybody by a channel: whom its issuer speaks for, the register of issuers says. */
async function refuseUnfit(
  registry: ApiRegistry,
  settings: ChannelSettings,
  mayCall: MayCall,
): Promise<void> {
  const [issuer] = await registry.issuers([settings.issuer ?? '']);
  const fault = faultOfUrl(settings.address ?? '', mayCall) ?? faultOfIssuer(settings.body, issuer);
  if (fault !== undefined) throw new Problem('CHANNEL_UNFIT', `${fault}.`);
}

/** Why an issuer cannot speak for those who enter what a body answers, in words. */
export function faultOfIssuer(body: string, issuer: Issuer | undefined): string | undefined {
  const role = OUTSIDE[body];
  if (issuer === undefined) return 'the register has no such issuer';
  const [officer, ...others] = issuer.speaksFor;
  const isOne = officer !== undefined && others.length === 0 && officerOf(officer).role === role;
  return isOne ? undefined : `its issuer has to speak for one ${role ?? 'liaison'} and nobody else`;
}

function shown(settings: ChannelSettings) {
  const { keys, ...rest } = settings;
  const known = keys?.map(({ x = '', kid = '' }) => ({
    kty: 'OKP' as const,
    crv: 'Ed25519' as const,
    x,
    kid,
  }));
  return { ...rest, ...(known && { keys: known }) };
}

function nameOf(caller: Caller): string {
  switch (caller.kind) {
    case 'operator':
      return 'operator';
    case 'officer':
      return caller.officer.id;
    case 'service':
      return caller.name;
  }
}
