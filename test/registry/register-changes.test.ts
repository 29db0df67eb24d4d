import { expect, it } from 'vitest';
import type { RegisterChange } from '../../src/registry/register-changes.ts';
import { onBothDrivers } from '../support/registries.ts';
import type { Opened } from '../support/registries.ts';

const AT = '2031-03-05T10:00:00.000Z';
const UNTIL = '2031-04-01T00:00:00.000Z';
const [ONE, TWO, THREE] = ['administrator-1', 'administrator-2', 'administrator-3'] as const;
const reasons = 'Takes up office.';

function office(id: string) {
  const role = id.replace(/-\d+$/, '');
  return { id, role, body: role.startsWith('admin') ? 'ADM' : role.slice(0, 3) };
}

function jwksOf(kid: string) {
  return { keys: [{ kty: 'OKP', crv: 'Ed25519', x: kid, kid }] };
}

const START = {
  officers: [ONE, TWO, THREE, 'EMB-CO-1', 'EMB-CO-2'].map(office),
  issuers: [{ iss: 'tool', jwks: jwksOf('first'), speaksFor: ['EMB-CO-1'] }],
};

onBothDrivers((opened) => {
  changes(opened);
  starts(opened);
});

let made = 0;

async function propose({ registry }: Opened, change: RegisterChange, by: string = ONE) {
  made += 1;
  const id = `rc_${made}`;
  return { id, answer: await registry.proposeChange({ id, change, by, at: AT }) };
}

async function confirmed(opened: Opened, change: RegisterChange) {
  const { id } = await propose(opened, change);
  const decision = { id, as: 'confirmed', by: TWO, at: AT } as const;
  expect(await opened.registry.decideChange(decision)).toMatchObject({ decided: { by: TWO } });
}

async function officer({ registry }: Opened, id: string) {
  return (await registry.named({ officers: [id], issuers: [] })).officers[0];
}

function changes(opened: () => Opened): void {
  it('is applied when another administrator confirms it, and not before; the log has both', async () => {
    const { registry, link } = opened();
    await registry.defaultRegisters(START);
    const entry = { ...office('EMB-CO-10'), province: 'Jilin', from: AT };
    const { id } = await propose(opened(), { kind: 'put-officer', reasons, officer: entry });
    expect(await officer(opened(), 'EMB-CO-10')).toBeUndefined();
    const decision = { id, as: 'confirmed', at: AT } as const;
    expect(await registry.decideChange({ ...decision, by: ONE })).toBe('same-person');
    expect(await officer(opened(), 'EMB-CO-10')).toBeUndefined();
    expect(await registry.decideChange({ ...decision, by: TWO })).toMatchObject({ id });
    expect(await officer(opened(), 'EMB-CO-10')).toEqual(entry);
    expect(await registry.decideChange({ ...decision, by: THREE })).toBe('decided');
    expect(await registry.decideChange({ ...decision, id: 'none', by: TWO })).toBe('unknown');
    const log = await link.db.selectFrom('register_log').selectAll().orderBy('n').execute();
    const rows = log.filter(({ change_id }) => change_id === id);
    expect(rows.map(({ who, what, subject }) => [who, what, subject])).toEqual([
      [ONE, 'proposed', 'officer/EMB-CO-10'],
      [TWO, 'confirmed', 'officer/EMB-CO-10'],
    ]);
    await expect(link.db.deleteFrom('register_log').execute()).rejects.toThrow(/never changed/);
  });

  it('is confirmed by one of two at the same moment', async () => {
    const { registry } = opened();
    const { id } = await propose(opened(), {
      kind: 'end-term',
      reasons,
      officer: 'EMB-CO-2',
      until: UNTIL,
    });
    const answers = await Promise.all(
      [TWO, THREE].map((by) => registry.decideChange({ id, as: 'confirmed', by, at: AT })),
    );
    expect(answers.filter((answer) => answer === 'decided')).toHaveLength(1);
    expect(await officer(opened(), 'EMB-CO-2')).toMatchObject({ until: UNTIL });
  });

  it('is refused to whoever it is about: proposed, confirmed or withdrawn, by an issuer too', async () => {
    const { registry } = opened();
    const about: readonly RegisterChange[] = [
      { kind: 'put-officer', reasons, officer: office(TWO) },
      { kind: 'end-term', reasons, officer: TWO, until: UNTIL },
      { kind: 'put-issuer', reasons, issuer: { iss: 'x', jwks: jwksOf('k'), speaksFor: [TWO] } },
      { kind: 'put-issuer', reasons, issuer: { iss: TWO, jwks: jwksOf('k'), speaksFor: [] } },
      {
        kind: 'substitution',
        reasons,
        substitution: { absentee: 'EMB-CO-1', substitute: TWO, from: AT, until: UNTIL },
      },
    ];
    for (const change of about) {
      expect((await propose(opened(), change, TWO)).answer).toBe('own-entry');
      const { id } = await propose(opened(), change);
      for (const as of ['confirmed', 'withdrawn'] as const) {
        expect(await registry.decideChange({ id, as, by: TWO, at: AT })).toBe('own-entry');
      }
    }
    await registry.putIssuers([{ iss: 'y', jwks: jwksOf('k'), speaksFor: [TWO] }]);
    const taken = { iss: 'y', jwks: jwksOf('k'), speaksFor: ['EMB-CO-1'] };
    const change = { kind: 'put-issuer', reasons, issuer: taken } as const;
    expect((await propose(opened(), change, TWO)).answer).toBe('own-entry');
  });

  it('changes nothing once it is withdrawn, by whoever proposed it too', async () => {
    const { registry } = opened();
    const change = { kind: 'end-term', reasons, officer: 'EMB-CO-1', until: AT } as const;
    const { id } = await propose(opened(), change);
    await registry.decideChange({ id, as: 'withdrawn', by: ONE, at: AT });
    expect(await registry.decideChange({ id, as: 'confirmed', by: TWO, at: AT })).toBe('decided');
    expect(await officer(opened(), 'EMB-CO-1')).toEqual(office('EMB-CO-1'));
    const [newest] = await registry.registerChanges({ open: false, limit: 1 });
    expect(newest?.decided?.as).toBeDefined();
  });

  it('writes who stands in for whom, of officers that there are', async () => {
    const substitution = { absentee: 'EMB-CO-1', substitute: 'EMB-CO-10', from: AT, until: UNTIL };
    const events = ['scope.confirmed'];
    const unknown = { ...substitution, substitute: 'EMB-CO-99' };
    const change = { kind: 'substitution', reasons, substitution: unknown } as const;
    expect((await propose(opened(), change)).answer).toBe('officer-unknown');
    await confirmed(opened(), { ...change, substitution: { ...substitution, events } });
    const { db } = opened().link;
    expect(await db.selectFrom('substitutions').selectAll().execute()).toMatchObject([
      {
        absentee: 'EMB-CO-1',
        substitute: 'EMB-CO-10',
        valid_until: UNTIL,
        events,
        procedures: null,
      },
    ]);
  });

  it('is listed newest first, page by page', async () => {
    const { registry } = opened();
    const all = await registry.registerChanges({ limit: 1_000 });
    const [first] = await registry.registerChanges({ limit: 1 });
    expect(first).toEqual(all[0]);
    const rest = await registry.registerChanges({ limit: 1_000, ...(first && { after: first }) });
    expect([first, ...rest]).toEqual(all);
    const open = await registry.registerChanges({ open: true, limit: 1_000 });
    expect(open).toEqual(all.filter(({ decided }) => decided === undefined));
  });
}

function starts(opened: () => Opened): void {
  it('stays as it is when the service starts again; what nobody changed is put anew', async () => {
    const { registry } = opened();
    const ours = { iss: 'ours', jwks: jwksOf('confirmed'), speaksFor: ['EMB-CO-1'] };
    await confirmed(opened(), { kind: 'put-issuer', reasons, issuer: ours });
    await confirmed(opened(), { kind: 'end-term', reasons, officer: 'EMB-CO-1', until: UNTIL });
    const again = { jwks: jwksOf('second'), speaksFor: ['EMB-CO-1'] };
    await registry.defaultRegisters({
      officers: [...START.officers, office('EMB-CO-3')],
      issuers: [
        { iss: 'tool', ...again },
        { iss: 'ours', ...again },
      ],
    });
    expect(await officer(opened(), 'EMB-CO-1')).toMatchObject({ until: UNTIL });
    expect(await officer(opened(), 'EMB-CO-3')).toEqual(office('EMB-CO-3'));
    expect(await registry.issuers(['ours'])).toEqual([ours]);
    expect(await registry.issuers(['tool'])).toEqual([{ iss: 'tool', ...again }]);
  });

  it('lists officers by role and body, and issuers, page by page', async () => {
    const { registry } = opened();
    const clerks = await registry.listOfficers({ role: 'EMB-CO', limit: 100 });
    expect(clerks.map(({ id }) => id)).toEqual(['EMB-CO-1', 'EMB-CO-10', 'EMB-CO-2', 'EMB-CO-3']);
    const after = await registry.listOfficers({ body: 'EMB', after: 'EMB-CO-10', limit: 1 });
    expect(after.map(({ id }) => id)).toEqual(['EMB-CO-2']);
    const names = (await registry.listIssuers({ after: 'ours', limit: 100 })).map(({ iss }) => iss);
    expect(names).toEqual(['tool', 'y']);
  });
}
