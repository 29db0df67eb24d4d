import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createProveToken } from '../../src/sign-in/oidc.ts';
import type { OidcOptions, ProveToken } from '../../src/sign-in/oidc.ts';
import { AUDIENCE, ISSUER, openIssuer } from '../support/issuer.ts';
import type { SaidToken, TestIssuer } from '../support/issuer.ts';

const NOW = new Date('2031-03-05T10:00:00.000Z');
const OPTIONS: OidcOptions = { issuer: ISSUER, audience: AUDIENCE, officerClaim: 'sub' };

let issuer: TestIssuer;
let prove: ProveToken;
beforeAll(async () => {
  issuer = await openIssuer();
  prove = createProveToken(OPTIONS, issuer.send);
});

async function said(what: SaidToken = {}) {
  return prove(await issuer.token('EMB-CO-1', { now: NOW, ...what }), NOW);
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'EMB-CO-1',
  iat: NOW.getTime() / 1000,
  exp: NOW.getTime() / 1000 + 600,
};

describe('a token of the issuer', () => {
  it('proves the officer whom it names', async () => {
    expect(await said()).toEqual({ officer: 'EMB-CO-1' });
    expect(await said({ claims: { aud: ['else', AUDIENCE] } })).toEqual({ officer: 'EMB-CO-1' });
  });

  it('names the officer in the claim that was configured', async () => {
    const other = createProveToken({ ...OPTIONS, officerClaim: 'office' }, issuer.send);
    const token = await issuer.token('x', { now: NOW, claims: { office: 'PSO-DR-2' } });
    expect(await other(token, NOW)).toEqual({ officer: 'PSO-DR-2' });
    expect(await other(await issuer.token('x', { now: NOW }), NOW)).toMatchObject({
      fault: expect.stringContaining('office'),
    });
  });

  it.each(['ES256', 'RS256', 'PS256'])('may be signed by %s', async (algorithm) => {
    const another = await openIssuer(algorithm);
    const proves = createProveToken(OPTIONS, another.send);
    expect(await proves(await another.token('EMB-CO-1', { now: NOW }), NOW)).toEqual({
      officer: 'EMB-CO-1',
    });
  });

  const wrong: readonly [string, SaidToken, RegExp][] = [
    ['for another audience', { claims: { aud: 'crossing-cases' } }, /claim aud/],
    ['for no audience', { without: ['aud'] }, /claim aud/],
    ['of another issuer', { claims: { iss: `${ISSUER}/` } }, /claim iss/],
    ['of no issuer', { without: ['iss'] }, /claim iss/],
    ['that has expired', { now: new Date(NOW.getTime() - 661_000) }, /has expired/],
    ['without an end', { without: ['exp'] }, /claim exp .* missing/],
    ['without a beginning', { without: ['iat'] }, /claim iat .* missing/],
    ['dated in the future', { now: new Date(NOW.getTime() + 61_000) }, /claim iat/],
    ['not valid yet', { claims: { nbf: NOW.getTime() / 1000 + 61 } }, /claim nbf/],
    [
      'that is older than a day',
      { now: new Date(NOW.getTime() - 86_500_000), lifeS: 1e6 },
      /expired/,
    ],
    ['that names nobody', { without: ['sub'] }, /claim sub .* missing/],
    ['that names no text', { claims: { sub: 7 as unknown as string } }, /claim sub/],
    ['that names what is no id', { claims: { sub: "x' or 1=1" } }, /names no officer/],
    ['under an unknown key', { kid: 'key-0' }, /no key of the id/],
  ];
  it.each(wrong)('%s proves nothing', async (_, what, fault) => {
    expect(await said(what)).toEqual({ fault: expect.stringMatching(fault) });
  });

  it('may be a minute off, and no more', async () => {
    const late = await said({ now: new Date(NOW.getTime() - 659_000) });
    expect(late).toEqual({ officer: 'EMB-CO-1' });
    const early = await said({ now: new Date(NOW.getTime() + 59_000) });
    expect(early).toEqual({ officer: 'EMB-CO-1' });
  });

  it('has no say in how it is proven: unsigned, or signed with the public key as a secret', async () => {
    const none = `${part({ alg: 'none', kid: 'key-1' })}.${part(CLAIMS)}.`;
    expect(await prove(none, NOW)).toEqual({ fault: expect.stringMatching(/algorithm|no signed/) });
    const secret = new TextEncoder().encode(await issuer.publicKey());
    const shared = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'HS256', kid: 'key-1' })
      .sign(secret);
    expect(await prove(shared, NOW)).toEqual({ fault: expect.stringContaining('algorithm') });
  });

  it('cannot bring its own key', async () => {
    const stranger = await openIssuer();
    const token = await stranger.token('EMB-CO-1', { now: NOW });
    expect(await prove(token, NOW)).toEqual({ fault: expect.stringContaining('not signed by') });
    const [head = '', ...rest] = token.split('.');
    const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as object;
    const inner = part({ ...header, jwk: { kty: 'OKP' }, jku: 'https://stranger.test/jwks' });
    const asked = issuer.asked.length;
    expect(await prove([inner, ...rest].join('.'), NOW)).toHaveProperty('fault');
    expect(issuer.asked.slice(asked)).toEqual([]);
  });

  it('that was altered, or is none, proves nothing', async () => {
    const token = await issuer.token('EMB-CO-1', { now: NOW });
    const [head = '', , signature = ''] = token.split('.');
    const altered = [head, part({ ...CLAIMS, sub: 'EMB-HD-1' }), signature].join('.');
    expect(await prove(altered, NOW)).toEqual({ fault: expect.stringContaining('not signed') });
    for (const text of ['..', 'a.b.c', `${head}.${part([])}.${signature}`, 'é.é.é']) {
      expect(await prove(text, NOW), text).toHaveProperty('fault');
    }
  });
});

describe('the keys of the issuer', () => {
  it('are fetched once, and again where a token names a new one', async () => {
    const rotating = await openIssuer();
    const proves = createProveToken(OPTIONS, rotating.send, 0);
    const first = await rotating.token('EMB-CO-1', { now: NOW });
    await proves(first, NOW);
    await proves(first, NOW);
    expect(rotating.asked).toHaveLength(2);
    await rotating.rotate(true);
    expect(await proves(await rotating.token('EMB-CO-2', { now: NOW }), NOW)).toEqual({
      officer: 'EMB-CO-2',
    });
    expect(await proves(first, NOW)).toEqual({ fault: expect.stringContaining('no key') });
  });

  it('are not fetched for every unknown key id that somebody sends', async () => {
    const flooded = await openIssuer();
    const proves = createProveToken(OPTIONS, flooded.send);
    for (let n = 0; n < 20; n += 1) {
      await proves(await flooded.token('EMB-CO-1', { now: NOW, kid: `no-${n}` }), NOW);
    }
    expect(flooded.asked).toHaveLength(2);
  });

  it('that cannot be had are no fault of the token, and are asked for again', async () => {
    const away = await openIssuer();
    const proves = createProveToken(OPTIONS, away.send);
    const token = await away.token('EMB-CO-1', { now: NOW });
    away.down = 500;
    await expect(proves(token, NOW)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    delete away.down;
    expect(await proves(token, NOW)).toEqual({ officer: 'EMB-CO-1' });
  });

  it('are taken from nowhere but the issuer that was named', async () => {
    const foreign = await openIssuer();
    const proves = createProveToken(
      { ...OPTIONS, issuer: 'https://issuer.test/realm/other' },
      async () => foreign.send(`${ISSUER}/.well-known/openid-configuration`),
    );
    const token = await foreign.token('EMB-CO-1', { now: NOW });
    await expect(proves(token, NOW)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});
