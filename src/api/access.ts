/**
 * Who may call: whoever proves who he is, and holds the power that the call needs. Decisions need no
 * power; they are signed.
 */
import type { Context, MiddlewareHandler } from 'hono';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { POWERS, holds } from './powers.ts';
import type { Caller, Power } from './powers.ts';
import { Problem } from './problems.ts';
import { refuseUnseen } from './visibility.ts';

/** Lets a request through whose caller holds the power, and leaves the caller for the handlers. */
export function needing(
  power: Power,
  deps: Pick<ApiDeps, 'identify' | 'registry'>,
): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const caller = await callerOf(c, deps);
    if (!holds(caller, power)) {
      throw new Problem('NOT_PERMITTED', `This needs the power ${power}: ${POWERS[power].says}.`);
    }
    await refuseUnseen(c, deps, caller);
    c.set('caller', caller);
    await next();
  };
}

/**
 * Who calls.
 * @throws Problem NOT_SIGNED_IN where nobody proves to.
 */
export async function callerOf(
  c: Context<ApiEnv>,
  { identify }: Pick<ApiDeps, 'identify'>,
): Promise<Caller> {
  const bearer = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
  const found = bearer === undefined ? undefined : await identify(bearer);
  if (found !== undefined && found.kind !== 'nobody') return found;
  const why = found === undefined ? 'There is no bearer token' : `Nobody gets in: ${found.fault}`;
  throw new Problem(
    'NOT_SIGNED_IN',
    `${why}. Send \`Authorization: Bearer …\` with the token that start printed (file \`token\` of the data folder), a token of \`crossing-cases sign-in\` or of the issuer, or an API key.`,
  );
}

/** A caller as something is counted or kept for him: one’s own is nobody else’s. */
export function nameOf(caller: Caller | undefined): string {
  switch (caller?.kind) {
    case 'officer':
      return `officer ${caller.officer.id}`;
    case 'service':
      return `service ${caller.name}`;
    case 'operator':
      return 'operator';
    case undefined:
      return 'anyone';
  }
}
