/** What a receiver gets, and what becomes of what it does: on real servers. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Receiver } from '../../activities/ports.ts';
import type { MasterKeys } from '../../src/sealing/master-keys.ts';
import { callable } from '../../src/webhooks/addresses.ts';
import { newSecret } from '../../src/webhooks/message.ts';
import type { PostOptions } from '../../src/webhooks/post.ts';
import { sealSecret } from '../../src/webhooks/secrets.ts';
import { answering, makeAuthority, startReceiver, verified } from '../support/receivers.ts';
import type { Answering, Certified, ReceiverServer } from '../support/receivers.ts';
import { anEvent, testKeys, testSender } from '../support/webhooks.ts';

const authority = makeAuthority();
const NAME = 'hooks.test';
const secret = newSecret();
const started: ReceiverServer[] = [];
let keys: MasterKeys & { remove(): Promise<void> };

beforeAll(async () => {
  keys = await testKeys();
});
afterEach(() => Promise.all(started.splice(0).map((one) => one.close())));
afterAll(() => keys.remove());

async function receiver(answer?: Answering, certified?: Certified): Promise<ReceiverServer> {
  const one = await startReceiver(answer, certified);
  started.push(one);
  return one;
}

async function to(url: string, secrets = [{ secret, until: '' }]): Promise<Receiver> {
  const sealed = secrets.map(async ({ secret: plain, until }) => ({
    sealed: await sealSecret(keys, 'sub_1', plain),
    ...(until === '' ? {} : { until }),
  }));
  return { id: 'sub_1', url, disabled: false, secrets: await Promise.all(sealed) };
}

/** Names that all stand for loopback. */
const TLS: Partial<PostOptions> = {
  ca: authority.ca,
  resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
};

async function sent(url: string, options: Partial<PostOptions> = {}) {
  return testSender(keys, options)(await to(url), anEvent());
}

describe('a receiver that takes it', () => {
  it('gets a CloudEvents body over TLS that the reference library of Standard Webhooks verifies', async () => {
    const one = await receiver(undefined, authority.certify(NAME));
    expect(await sent(`https://${NAME}:${one.port}/hook?x=1`, TLS)).toEqual({ status: 204 });
    const [heard] = one.heard;
    if (heard === undefined) throw new Error('nothing was heard');
    expect(heard.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(heard.headers['webhook-id']).toMatch(/^evt_[\w-]{27}$/);
    expect(verified(secret, heard)).toEqual({
      specversion: '1.0',
      id: heard.headers['webhook-id'],
      source: 'crossing-cases',
      type: 'task.opened',
      subject: 'OUT-01.1',
      time: '2025-03-01T10:00:00.000Z',
      datacontenttype: 'application/json',
      data: {
        caseNo: 'OUT-01.1',
        procedure: 'outbound',
        task: { id: 't', title: 'Do t' },
        links: { case: '/v1/cases/OUT-01.1', tasks: '/v1/tasks?case=OUT-01.1' },
      },
    });
    expect(() => verified(newSecret(), heard)).toThrow('No matching signature');
    const altered = { ...heard, body: heard.body.replace('Do t', 'Do u') };
    expect(() => verified(secret, altered)).toThrow('No matching signature');
  });

  it('gets the same id and body in every attempt', async () => {
    const one = await receiver();
    const url = `http://127.0.0.1:${one.port}/`;
    await sent(url);
    await sent(url);
    const told = one.heard.map(({ headers, body }) => [headers['webhook-id'], body]);
    expect(told[0]).toEqual(told[1]);
  });

  it('may verify with the old secret or the new while a rotation goes on, afterwards with the new', async () => {
    const one = await receiver();
    const old = newSecret();
    const url = `http://127.0.0.1:${one.port}/`;
    const both = (until: string) =>
      to(url, [
        { secret, until: '' },
        { secret: old, until },
      ]);
    const send = testSender(keys);
    await send(await both('2999-01-01T00:00:00.000Z'), anEvent());
    await send(await both('2020-01-01T00:00:00.000Z'), anEvent());
    const [during, after] = one.heard;
    if (during === undefined || after === undefined) throw new Error('not heard twice');
    expect(String(during.headers['webhook-signature']).split(' ')).toHaveLength(2);
    for (const known of [secret, old]) expect(verified(known, during)).toMatchObject({ data: {} });
    expect(verified(secret, after)).toMatchObject({ data: {} });
    expect(() => verified(old, after)).toThrow('No matching signature');
  });

  it('may answer without end: its answer is not read', async () => {
    const one = await receiver((response) => {
      response.writeHead(200);
      response.on('close', () => clearInterval(more));
      const more = setInterval(() => response.write('x'.repeat(65_536)), 1);
    });
    expect(await sent(`http://127.0.0.1:${one.port}/`)).toEqual({ status: 200 });
  });
});

describe('a receiver', () => {
  it('that is down is a failure', async () => {
    const one = await startReceiver();
    await one.close();
    const answer = await sent(`http://127.0.0.1:${one.port}/secret-path`);
    expect(answer.failure).toMatch(/ECONNREFUSED/);
    expect(answer.failure).not.toContain('secret-path');
  });

  it('that never answers is left after the time that it has', async () => {
    const one = await receiver(() => {});
    const answer = await sent(`http://127.0.0.1:${one.port}/`, { totalMs: 200 });
    expect(answer).toEqual({ failure: `127.0.0.1:${one.port}: no answer within 200 ms.` });
  });

  it('that never finishes the connection is left before', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const answer = await sent(`https://${NAME}:${port}/`, { ...TLS, connectMs: 200 });
    silent.close();
    expect(answer).toEqual({ failure: `${NAME}:${port}: no connection within 200 ms.` });
  });

  it.each([400, 404, 410, 500, 502])('that answers %i fails with it', async (status) => {
    const one = await receiver(answering(status));
    const answer = await sent(`http://127.0.0.1:${one.port}/`);
    expect(answer).toEqual({ status, failure: `127.0.0.1:${one.port} answered ${status}.` });
  });

  it('that asks for time is given it: seconds or a date, of 429 and 503 alone', async () => {
    const one = await receiver();
    const later = new Date(Date.now() + 3_600_000).toUTCString();
    const asked = async (status: number, after: string) => {
      one.answer = answering(status, { 'retry-after': after });
      return (await sent(`http://127.0.0.1:${one.port}/`)).retryAfterMs;
    };
    expect(await asked(429, '120')).toBe(120_000);
    expect(await asked(503, later)).toBeGreaterThan(3_500_000);
    const ignored = [asked(500, '120'), asked(503, 'soon'), asked(503, '-1'), asked(429, '0')];
    expect(await Promise.all(ignored)).toEqual(Array.from(ignored, () => undefined));
  });

  it('that redirects, even to a private address, is not followed', async () => {
    const inside = await receiver();
    const location = `http://127.0.0.1:${inside.port}/internal`;
    const one = await receiver(answering(307, { location }));
    const answer = await sent(`http://127.0.0.1:${one.port}/`);
    expect(answer).toMatchObject({ status: 307, failure: expect.stringContaining('307') });
    expect(inside.heard).toEqual([]);
  });

  it('that changes the protocol has not answered', async () => {
    const upgrade = { connection: 'upgrade', upgrade: 'other' };
    const one = await receiver(answering(101, upgrade));
    expect(await sent(`http://127.0.0.1:${one.port}/`)).toEqual({
      failure: expect.stringMatching(/closed without an answer|hang up/),
    });
  });

  it('that keeps silent has five lines at once, and no more', async () => {
    const one = await receiver(() => {});
    const send = testSender(keys, { totalMs: 500 });
    const target = await to(`http://127.0.0.1:${one.port}/`);
    const answers = await Promise.all(Array.from({ length: 7 }, () => send(target, anEvent())));
    const failures = answers.map(({ failure = '' }) => failure);
    expect(failures.filter((words) => words.includes('no answer'))).toHaveLength(5);
    expect(failures.filter((words) => words.includes('is busy'))).toHaveLength(2);
  });
});

describe('a receiver that lies about its certificate', () => {
  it('by signing it itself is told nothing', async () => {
    const one = await receiver(undefined, authority.selfSigned(NAME));
    const answer = await sent(`https://${NAME}:${one.port}/`, TLS);
    expect(answer.failure).toMatch(/self-signed certificate/);
    expect(one.heard).toEqual([]);
  });

  it('by showing that of another name is told nothing', async () => {
    const one = await receiver(undefined, authority.certify('other.test'));
    const answer = await sent(`https://${NAME}:${one.port}/`, TLS);
    expect(answer.failure).toMatch(/does not match certificate/);
    expect(one.heard).toEqual([]);
  });

  it('is told nothing where checking is switched off for the process', async () => {
    const one = await receiver(undefined, authority.selfSigned(NAME));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const answer = await sent(`https://${NAME}:${one.port}/`, TLS).finally(() => {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    });
    expect(answer.failure).toMatch(/self-signed certificate/);
    expect(one.heard).toEqual([]);
  });
});

describe('a name', () => {
  it('that stands for a private address is not called', async () => {
    const one = await receiver(undefined, authority.certify(NAME));
    const answer = await sent(`https://${NAME}:${one.port}/`, { ...TLS, mayCall: callable([]) });
    expect(answer.failure).toMatch(/has no address that may be called/);
    expect(one.heard).toEqual([]);
  });

  it('is called at the address that was judged, whatever it stands for a moment later', async () => {
    const one = await receiver(undefined, authority.certify(NAME));
    const answers = ['127.0.0.1', '127.0.0.2', '10.0.0.1'];
    const asked: string[] = [];
    const answer = await sent(`https://${NAME}:${one.port}/`, {
      ...TLS,
      mayCall: callable(['127.0.0.1/32']),
      resolve: (host) => {
        asked.push(host);
        return Promise.resolve([{ address: answers.shift() ?? '', family: 4 }]);
      },
    });
    expect(answer).toEqual({ status: 204 });
    expect(asked).toEqual([NAME]);
  });

  it('that stands for several is called at those that may be called', async () => {
    const one = await receiver(undefined, authority.certify(NAME));
    const addresses = ['10.0.0.1', '169.254.169.254', '127.0.0.1'];
    const answer = await sent(`https://${NAME}:${one.port}/`, {
      ...TLS,
      resolve: () => Promise.resolve(addresses.map((address) => ({ address, family: 4 }))),
    });
    expect(answer).toEqual({ status: 204 });
  });

  it('is called without the proxy of the environment', async () => {
    const proxy = await receiver();
    const one = await receiver();
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    for (const name of names) process.env[name] = `http://127.0.0.1:${proxy.port}`;
    const answer = await sent(`http://127.0.0.1:${one.port}/`).finally(() => {
      for (const name of names) delete process.env[name];
    });
    expect(answer).toEqual({ status: 204 });
    expect(proxy.heard).toEqual([]);
  });
});

describe('a secret', () => {
  it('of one subscription does not sign for another', async () => {
    const sealed = await sealSecret(keys, 'sub_2', secret);
    const target = { id: 'sub_1', url: 'http://127.0.0.1:1/', disabled: false };
    const send = testSender(keys)({ ...target, secrets: [{ sealed }] }, anEvent());
    await expect(send).rejects.toThrow('cannot be opened');
  });
});
