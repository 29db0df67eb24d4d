import { CompactSign, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Act } from '../../activities/contract.ts';
import type { Attestation } from '../../activities/ports.ts';
import { digestOf } from '../../activities/digest.ts';
import type { JsonObject } from '../../machines/kernel/types.ts';
import type { Submission } from '../../machines/shared/submission.ts';
import type { Registers } from '../../activities/ports.ts';
import { createAttest } from '../../src/officers/attest.ts';
import { CASE_NO, NOW, openOffices, registersOf } from '../support/offices.ts';
import type { Offices, Said } from '../support/offices.ts';

let offices: Offices;
beforeAll(async () => {
  offices = await openOffices();
});
afterAll(() => offices.close());

const HEARD = { id: 'E-1', type: 'person.heard', at: '2031-03-05', by: 'EMB-CO-1' };

interface Case {
  readonly procedure?: string;
  readonly clock?: 'live' | 'recorded';
  readonly act?: 'submit' | 'propose';
  readonly registers?: Offices['registers'];
}

/** What the signatures prove about an event. */
async function prove(
  event: JsonObject & { readonly id: string },
  attestations: readonly string[],
  options: Case = {},
): Promise<Attestation> {
  const { procedure = 'outbound', clock = 'live', act = 'submit', registers } = options;
  return await proveAll({ act, id: event.id, event, attestations }, procedure, clock, registers);
}

async function proveAll(
  submission: Submission,
  procedure = 'outbound',
  clock: 'live' | 'recorded' = 'live',
  registers = offices.registers,
): Promise<Attestation> {
  const receivedAt = NOW.toISOString();
  const [proven] = await createAttest(registers)([
    { caseNo: CASE_NO, procedure, clock, submission, receivedAt },
  ]);
  if (proven === undefined) throw new Error('no answer');
  return proven;
}

/** The fault of one signature by EMB-CO-1 over `HEARD` that differs as said. */
async function faultOf(said: Said, options: Case = {}): Promise<string | undefined> {
  const jws = await offices.sign('EMB-CO-1', 'E-1', HEARD, said);
  const { attested, by, fault } = await prove(HEARD, [jws], options);
  expect(attested).toBe(false);
  expect(by).toBeUndefined();
  return fault;
}

/** A signature made by hand, by the key of EMB-CO-1 unless another is given. */
async function byHand(
  claims: JsonObject,
  header: { readonly alg: string; readonly [key: string]: unknown },
  key: CryptoKey,
): Promise<string> {
  const dig = digestOf(HEARD);
  const iat = NOW.getTime() / 1000;
  const base = { iss: 'EMB-CO-1', sub: 'EMB-CO-1', aud: 'crossing-cases', act: 'submit', dig, iat };
  const all = { ...base, case: CASE_NO, jti: 'E-1', exp: iat + 60, ...claims };
  return await new CompactSign(new TextEncoder().encode(JSON.stringify(all)))
    .setProtectedHeader(header)
    .sign(key);
}

test('a signature is bounded in length, whatever it proves', async () => {
  const [header = '', claims = '', signature = ''] = (
    await offices.sign('EMB-CO-1', 'E-1', HEARD, {})
  ).split('.');
  const longer = [header, claims + 'A'.repeat(4_096), signature].join('.');
  const { attested, fault } = await prove(HEARD, [longer]);
  expect({ attested, fault }).toEqual({
    attested: false,
    fault: 'an attestation is longer than 4096 characters',
  });
});

describe('who acts', () => {
  test('the officer named in `by`, once they have signed', async () => {
    const proven = await prove(HEARD, [await offices.sign('EMB-CO-1', 'E-1', HEARD)]);
    expect(proven).toEqual({
      attested: true,
      by: { id: 'EMB-CO-1', role: 'EMB-CO', body: 'EMB' },
    });
  });

  test('nobody for the officer named in `by`, not even one of the same role', async () => {
    const proven = await prove(HEARD, [await offices.sign('EMB-CO-2', 'E-1', HEARD)]);
    expect(proven).toMatchObject({ attested: false, fault: expect.stringContaining('EMB-CO-1') });
  });

  test.each([
    ['outbound', 'willingness.stated', 'EMB-CO-7'],
    ['inbound', 'willingness.stated', 'PSO-IN-2'],
    ['exit', 'application.withdrawn', 'PSO-IN-9'],
    ['inbound', 'counterpart.approved', 'CPL-LN-3'],
    ['inbound', 'handover.declined', 'CPL-LN-3'],
    ['outbound', 'return.accepted', 'CPL-LN-1'],
    ['outbound', 'clause3.nothing-found', 'HAC-CL-2'],
    ['outbound', 'clause3.reported', 'HAC-CL-2'],
  ])('%s: whoever signs, of the role that enters %s without `by`', async (procedure, type, sub) => {
    const event = { id: 'E-2', type, at: '2031-03-05' };
    const signed = await prove(event, [await offices.sign(sub, 'E-2', event)], { procedure });
    expect(signed).toMatchObject({ attested: true, by: { id: sub } });
    const wrong = await prove(event, [await offices.sign('OCC-CD-1', 'E-2', event)], { procedure });
    expect(wrong.attested).toBe(false);
  });

  test('a clerk of the home authority, where `by` names an authority', async () => {
    const event = { id: 'E-3', type: 'clause3.nothing-found', at: '2031-03-05', by: 'PSO Jilin' };
    const signed = await prove(event, [await offices.sign('HAC-CL-4', 'E-3', event)]);
    expect(signed).toMatchObject({ attested: true, by: { id: 'HAC-CL-4' } });
    const liaison = await prove(event, [await offices.sign('CPL-LN-1', 'E-3', event)]);
    expect(liaison.attested).toBe(false);
  });

  test('through a tool that may speak for the officer', async () => {
    const jws = await offices.sign('EMB-CO-1', 'E-1', HEARD, { iss: 'gateway' });
    expect(await prove(HEARD, [jws])).toMatchObject({ attested: true, by: { id: 'EMB-CO-1' } });
  });

  test('the roles and bodies are those of the register', async () => {
    const registers = registersOf(
      [{ id: 'EMB-CO-1', role: 'EMB-HD', body: 'EMBASSY' }],
      offices.issuers,
    );
    const proven = await prove(HEARD, [await offices.sign('EMB-CO-1', 'E-1', HEARD)], {
      registers,
    });
    expect(proven.by).toEqual({ id: 'EMB-CO-1', role: 'EMB-HD', body: 'EMBASSY' });
  });
});

describe('the second officer', () => {
  const event = { ...HEARD, id: 'E-4', by: 'PSO-IN-1', second: 'PSO-DR-1' };

  test('signs too', async () => {
    const first = await offices.sign('PSO-IN-1', 'E-4', event);
    expect((await prove(event, [first])).attested).toBe(false);
    const second = await offices.sign('PSO-DR-1', 'E-4', event);
    expect(await prove(event, [second, first])).toMatchObject({
      attested: true,
      by: { id: 'PSO-IN-1' },
      second: { id: 'PSO-DR-1', role: 'PSO-DR', body: 'PSO' },
    });
  });

  test('signs the same event', async () => {
    const first = await offices.sign('PSO-IN-1', 'E-4', event);
    const second = await offices.sign('PSO-DR-1', 'E-4', { ...event, at: '2031-03-04' });
    expect((await prove(event, [first, second])).attested).toBe(false);
  });

  test('may be the first: the rules answer that, not the signatures', async () => {
    const alone = { ...event, by: 'PSO-DR-1' };
    const proven = await prove(alone, [await offices.sign('PSO-DR-1', 'E-4', alone)]);
    expect(proven).toMatchObject({ by: { id: 'PSO-DR-1' }, second: { id: 'PSO-DR-1' } });
  });

  test('is told apart from the first where `by` is absent and both are of its role', async () => {
    const { by: _by, ...anonymous } = { ...event, second: 'PSO-IN-2' };
    const attestations = [
      await offices.sign('PSO-IN-2', 'E-4', anonymous),
      await offices.sign('PSO-IN-1', 'E-4', anonymous),
    ];
    const proven = await prove(anonymous, attestations, { procedure: 'inbound' });
    expect(proven).toMatchObject({ by: { id: 'PSO-IN-1' }, second: { id: 'PSO-IN-2' } });
  });

  test('need not have signed a proposal', async () => {
    const jws = await offices.sign('PSO-IN-1', 'E-4', event, { act: 'propose' });
    expect(await prove(event, [jws], { act: 'propose' })).toEqual({
      attested: true,
      by: { id: 'PSO-IN-1', role: 'PSO-IN', body: 'PSO' },
    });
  });
});

describe('what time brings', () => {
  const event = { id: 'E-5', type: 'reminder.due', at: '2031-03-05' };

  test('comes in a recorded case from an issuer that may speak for the service', async () => {
    const jws = await offices.sign('service', 'E-5', event);
    expect(await prove(event, [jws], { clock: 'recorded' })).toMatchObject({
      attested: true,
      by: { id: 'service', role: 'service' },
    });
  });

  test('is believed of nobody in a live case', async () => {
    const jws = await offices.sign('service', 'E-5', event);
    expect(await prove(event, [jws])).toMatchObject({ attested: false });
  });

  test('is not believed of an officer, nor of the gateway in the name of the service', async () => {
    const officer = await offices.sign('EMB-CO-1', 'E-5', event);
    expect((await prove(event, [officer], { clock: 'recorded' })).attested).toBe(false);
    const gateway = await offices.sign('service', 'E-5', event, { iss: 'gateway' });
    expect((await prove(event, [gateway], { clock: 'recorded' })).attested).toBe(false);
  });
});

describe('nothing is proven by a signature that', () => {
  test('is not there', async () => {
    expect(await prove(HEARD, [])).toEqual({ attested: false, fault: 'there is no signature' });
  });

  test('is for an event that was altered afterwards', async () => {
    const jws = await offices.sign('EMB-CO-1', 'E-1', HEARD);
    expect((await prove({ ...HEARD, statementRef: 'ST-2' }, [jws])).fault).toContain('altered');
  });

  test('was itself altered', async () => {
    const jws = await offices.sign('EMB-CO-1', 'E-1', HEARD);
    const [header, payload = '', signature] = jws.split('.');
    const claims: JsonObject = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const longer = JSON.stringify({ ...claims, exp: Number(claims['exp']) + 1 });
    const changed = `${header}.${Buffer.from(longer).toString('base64url')}.${signature}`;
    expect((await prove(HEARD, [changed])).fault).toContain('not by the key');
  });

  test('is for another case', async () => {
    expect(await faultOf({ caseNo: 'OUT-78' })).toContain('another case');
  });

  test.each<Act>(['propose', 'countersign', 'withdraw'])('is for the act %s', async (act) => {
    expect(await faultOf({ act })).toContain('another act');
  });

  test('is for another event id', async () => {
    expect(await faultOf({ jti: 'E-9' })).toContain('another id');
  });

  test('expires at the instant of receipt', async () => {
    const now = new Date(NOW.getTime() - 7 * 86_400_000);
    expect(await faultOf({ now })).toContain('expired');
  });

  test('is dated more than 5 minutes ahead, though 5 minutes are borne with', async () => {
    expect(await faultOf({ now: new Date(NOW.getTime() + 301_000) })).toContain('future');
    const now = new Date(NOW.getTime() + 300_000);
    const jws = await offices.sign('EMB-CO-1', 'E-1', HEARD, { now });
    expect((await prove(HEARD, [jws])).attested).toBe(true);
  });

  test('lives longer than 30 days, though 30 days are allowed', async () => {
    expect(await faultOf({ lifetimeDays: 31 })).toContain('30 days');
    const jws = await offices.sign('EMB-CO-1', 'E-1', HEARD, { lifetimeDays: 30 });
    expect((await prove(HEARD, [jws])).attested).toBe(true);
  });
});

describe('nothing is proven by a signature whose key or officer', () => {
  test('belongs to an issuer nobody knows', async () => {
    expect(await faultOf({ iss: 'stranger', keyOf: 'EMB-CO-1' })).toContain('unknown');
  });

  test('is none that its issuer has', async () => {
    expect(await faultOf({ iss: 'gateway', keyOf: 'EMB-CO-2' })).toContain('has no key');
  });

  test('is another under the name of a known one', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    const kid = offices.issuers.find(({ iss }) => iss === 'EMB-CO-1')?.jwks.keys[0]?.kid;
    const jws = await byHand({}, { alg: 'EdDSA', kid }, privateKey);
    expect((await prove(HEARD, [jws])).fault).toContain('not by the key');
  });

  test('is not one that the issuer may use or speak for', async () => {
    expect(await faultOf({ iss: 'EMB-CO-2' })).toContain('may not speak');
    expect(await faultOf({ iss: 'sample-tool' })).toContain('may not speak');
  });

  test('is one that nobody knows', async () => {
    const registers = registersOf([], offices.issuers);
    expect(await faultOf({}, { registers })).toContain('no officer');
  });

  test('is before or after the term', async () => {
    const term = { id: 'EMB-CO-1', role: 'EMB-CO', body: 'EMB' };
    const early = registersOf([{ ...term, from: '2031-03-06T00:00:00Z' }], offices.issuers);
    expect(await faultOf({}, { registers: early })).toContain('out of term');
    const late = registersOf([{ ...term, until: NOW.toISOString() }], offices.issuers);
    expect(await faultOf({}, { registers: late })).toContain('out of term');
  });
});

describe('nothing is proven by what', () => {
  test('is meant for another audience, or has another algorithm', async () => {
    const pair = await generateKeyPair('EdDSA');
    const other = await byHand({ aud: 'elsewhere' }, { alg: 'EdDSA', kid: 'k' }, pair.privateKey);
    expect((await prove(HEARD, [other])).fault).toContain('audience');
    const { privateKey } = await generateKeyPair('ES256');
    const es256 = await byHand({}, { alg: 'ES256', kid: 'k' }, privateKey);
    expect((await prove(HEARD, [es256])).fault).toContain('EdDSA');
  });

  test('is no signature at all', async () => {
    for (const text of ['', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.', '☃', '..']) {
      expect((await prove(HEARD, [text])).attested).toBe(false);
    }
  });

  test('stands beside a good one', async () => {
    const good = await offices.sign('EMB-CO-1', 'E-1', HEARD);
    const bad = await offices.sign('EMB-CO-2', 'E-1', HEARD, { caseNo: 'OUT-78' });
    expect((await prove(HEARD, [good, bad])).attested).toBe(false);
  });

  test('names somebody whom no register could be asked about', async () => {
    const { privateKey } = await generateKeyPair('EdDSA');
    const asked: string[] = [];
    const registers: Registers = {
      named: async ({ officers, issuers }) => {
        asked.push(...officers, ...issuers);
        return { officers: [], issuers: [], substitutions: [] };
      },
    };
    const jws = await byHand(
      { iss: 'a\0b', sub: '\ud800' },
      { alg: 'EdDSA', kid: 'k' },
      privateKey,
    );
    expect((await prove(HEARD, [jws], { registers })).attested).toBe(false);
    expect(asked).toEqual([]);
  });

  test('comes with more others than can be checked in time', async () => {
    const jws = await offices.sign('EMB-CO-1', 'E-1', HEARD);
    expect(
      (
        await prove(
          HEARD,
          Array.from({ length: 9 }, () => jws),
        )
      ).attested,
    ).toBe(false);
  });
});

describe('drafts', () => {
  test('a countersignature says which event it is for', async () => {
    const jws = await offices.sign('PSO-DR-1', 'E-1', HEARD, { act: 'countersign' });
    const submission = { act: 'countersign', id: 'E-1', attestations: [jws] } as const;
    expect(await proveAll(submission)).toEqual({
      attested: true,
      by: { id: 'PSO-DR-1', role: 'PSO-DR', body: 'PSO' },
      covers: digestOf(HEARD),
    });
  });

  test('a withdrawal is signed together with its reasons', async () => {
    const reasons = 'The ground has moved';
    const jws = await offices.sign('PSO-IN-1', 'E-1', reasons, { act: 'withdraw' });
    const submission = { act: 'withdraw', id: 'E-1', attestations: [jws] } as const;
    expect((await proveAll({ ...submission, reasons })).by?.id).toBe('PSO-IN-1');
    expect((await proveAll({ ...submission, reasons: 'Another one' })).attested).toBe(false);
  });

  test('one officer alone countersigns or withdraws', async () => {
    const attestations = [
      await offices.sign('PSO-DR-1', 'E-1', HEARD, { act: 'countersign' }),
      await offices.sign('PSO-DR-2', 'E-1', HEARD, { act: 'countersign' }),
    ];
    const proven = await proveAll({ act: 'countersign', id: 'E-1', attestations });
    expect(proven.attested).toBe(false);
  });
});
