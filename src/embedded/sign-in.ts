/**
 * By whose tokens officers sign in: an issuer that was named, else, where the registry is the embedded
 * one, the development issuer at the API's own address.
 */
import type { Settings } from '../config/settings.ts';
import { tokenIssuerKey } from '../officers/keys.ts';
import type { Registry } from '../registry/types.ts';
import { createDevelopmentIssuer } from '../sign-in/development.ts';
import type { SignIn } from '../sign-in/identify.ts';
import { createProveToken } from '../sign-in/oidc.ts';
import type { listen } from './listener.ts';

type Answer = Parameters<typeof listen>[0]['fetch'];

interface Prepared {
  readonly proving: Pick<SignIn, 'proveToken'>;
  /** The application, and beside it the development issuer where there is one. */
  readonly beside: (app: Answer) => Answer;
}

/** Path of the development issuer. */
const PATH = '/issuer';

/** Prepares sign-in of the API that listens at `url`. */
export async function prepareSignIn(
  { oidc, databaseUrl, dataDir }: Settings,
  registers: Registry,
  url: string,
): Promise<Prepared> {
  const { issuer } = oidc;
  if (issuer !== undefined) {
    return { proving: { proveToken: createProveToken({ ...oidc, issuer }) }, beside: (app) => app };
  }
  if (databaseUrl !== undefined) return { proving: {}, beside: (app) => app };
  const own = `${url}${PATH}`;
  const { audience } = oidc;
  const key = await tokenIssuerKey(dataDir);
  const now = (): Date => new Date();
  const made = createDevelopmentIssuer({ url: own, key, audience, registers, now });
  // Asked in this process: no way round over the network.
  const send: typeof fetch = async (input, init) => made.fetch(new Request(input, init));
  const options = { issuer: own, audience, officerClaim: 'sub' };
  return {
    proving: { proveToken: createProveToken(options, send) },
    beside: (app) => (request, connection) =>
      new URL(request.url).pathname.startsWith(`${PATH}/`)
        ? made.fetch(request)
        : app(request, connection),
  };
}
