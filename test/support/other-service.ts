/**
 * The service of another side, as a stranger would write it: it takes signed letters, knows a letter that
 * comes twice, and signs what it answers. It has keys of its own and speaks for one liaison officer.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
} from 'jose';
import type { JWK } from 'jose';
import { digestOf } from '../../activities/digest.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Registry } from '../../src/registry/types.ts';

/** A letter as it arrived, its signature read and proven. */
export interface ArrivedLetter {
  readonly body: JsonObject;
  readonly claims: JsonObject;
  readonly header: JsonObject;
  /** How often it came under this number. */
  times: number;
}

/** What a test says of one reply; the rest is right. */
export interface ReplyWishes {
  readonly claims?: JsonObject;
  /** Whose key signs around it; absent: its own. */
  readonly by?: OtherService;
  /** Changes what is sent after it was signed. */
  readonly alter?: (content: JsonObject) => JsonObject;
  readonly now?: Date;
  /** Whose attestation is inside; absent: its own. */
  readonly attestedBy?: OtherService;
}

/** A reply, ready to be posted. */
export interface SignedReply {
  readonly content: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OtherService {
  readonly iss: string;
  readonly officer: string;
  readonly keys: readonly { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string }[];
  /** Enters its issuer, for its one officer, and gives what a channel to it is set to. */
  enter(registry: Registry): Promise<JsonObject>;
  /** A reply about a case: `event` without its id. */
  reply(
    caseNo: string,
    messageId: string,
    event: JsonObject,
    wishes?: ReplyWishes,
  ): Promise<SignedReply>;
  /** Signs anything with its key. */
  jws(claims: JsonObject, typ?: string): Promise<string>;
}

/** Makes one of the counterpart, speaking for an officer. */
export async function anotherService(
  officer: string,
  { iss = 'service-of-counterpart' } = {},
): Promise<OtherService> {
  const body = 'counterpart';
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '' } = await exportJWK(pair.publicKey);
  const key = { kty: 'OKP', crv: 'Ed25519', x } as const;
  const kid = await calculateJwkThumbprint(key);
  const jws = (claims: JsonObject, typ?: string): Promise<string> =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
      .setProtectedHeader({ alg: 'EdDSA', kid, ...(typ !== undefined && { typ }) })
      .sign(pair.privateKey);
  const self: OtherService = {
    iss,
    officer,
    keys: [{ ...key, kid }],
    jws,
    async enter(registry) {
      const role = officer.slice(0, 6);
      await registry.putOfficers([{ id: officer, role, body: role.slice(0, 3) }]);
      await registry.putIssuers([{ iss, jwks: { keys: self.keys }, speaksFor: [officer] }]);
      return { channel: 'http', address: 'http://127.0.0.1:1/', keys: [...self.keys], issuer: iss };
    },
    async reply(caseNo, messageId, said, wishes = {}) {
      const id = `reply/${body}/${messageId}`;
      const event = { at: new Date().toISOString(), ...said, id };
      const iat = Math.floor((wishes.now ?? new Date()).getTime() / 1_000);
      const life = { iat, exp: iat + 3_600 };
      const inside = wishes.attestedBy ?? self;
      const attestation = await inside.jws({
        iss: inside.iss,
        sub: inside.officer,
        aud: 'crossing-cases',
        act: 'submit',
        case: caseNo,
        jti: id,
        dig: digestOf(event),
        ...life,
      });
      const content = { caseNo, event, attestations: [attestation] };
      const claims = {
        iss: body,
        aud: 'crossing-cases',
        ...life,
        jti: messageId,
        dig: digestOf(content),
        ...wishes.claims,
      };
      const signature = await (wishes.by ?? self).jws(claims, 'crossing-reply+jws');
      return {
        content: wishes.alter?.(content) ?? content,
        headers: { 'crossing-signature': signature },
      };
    },
  };
  return self;
}

/** Where letters arrive. */
export interface LetterBox {
  readonly url: string;
  readonly letters: ArrivedLetter[];
  /** Answers 503 while it is down. */
  down: boolean;
  /** Requests that came, while it was down too. */
  asked: number;
  /** What could not be proven to be ours. */
  readonly refused: string[];
  close(): void;
}

/** Listens for letters, and proves each by our public keys. */
export async function openLetterBox(ourKeys: () => Promise<readonly JWK[]>): Promise<LetterBox> {
  const box: LetterBox = {
    url: '',
    letters: [],
    down: false,
    asked: 0,
    refused: [],
    close: () => void server.close(),
  };
  const server = createServer((request, response) => {
    box.asked += 1;
    if (box.down) {
      response.writeHead(503).end();
      return;
    }
    void take(box, request, ourKeys).then(
      () => response.writeHead(204).end(),
      (error: unknown) => {
        box.refused.push(String(error));
        response.writeHead(403).end();
      },
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(box, { url: `http://127.0.0.1:${port}/letters` });
}

async function take(
  box: LetterBox,
  request: IncomingMessage,
  ourKeys: () => Promise<readonly JWK[]>,
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const body = JSON.parse(text) as JsonObject;
  const keys = await ourKeys();
  const jws = String(request.headers['crossing-signature']);
  const { payload, protectedHeader } = await compactVerify(jws, async ({ kid }) => {
    const key = keys.find((one) => one.kid === kid);
    if (key === undefined) throw new Error(`no key ${String(kid)}`);
    return key;
  });
  const claims = JSON.parse(new TextDecoder().decode(payload)) as JsonObject;
  if (claims['dig'] !== digestOf(body)) throw new Error('altered');
  if (claims['jti'] !== request.headers['idempotency-key']) throw new Error('another number');
  const known = box.letters.find((one) => one.claims['jti'] === claims['jti']);
  if (known !== undefined) known.times += 1;
  else box.letters.push({ body, claims, header: { ...protectedHeader } as JsonObject, times: 1 });
}
