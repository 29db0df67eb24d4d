import { describe, expect, it } from 'vitest';
import { procedures } from '../../machines/registry.ts';
import { nodesOf } from '../../machines/kernel/register.ts';
import { runsOf } from '../../src/documents/fonts.ts';
import { documentsOf, entriesFor } from '../../src/documents/list.ts';
import { DocumentError, pageOf, SYNTHETIC } from '../../src/documents/page.ts';
import type { DocumentInput, Entry } from '../../src/documents/page.ts';
import { renderDocument } from '../../src/documents/render.ts';
import { TEMPLATES } from '../../src/documents/templates.ts';
import { documentOf, entryOf, ISSUING } from '../support/documents.ts';

const KINDS = Object.keys(TEMPLATES);
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('templates', () => {
  it('are there for every kind that a chart issues, and say by which event [I26]', () => {
    const issued = new Set<string>();
    for (const { machine } of Object.values(procedures)) {
      for (const node of nodesOf(machine.root)) {
        for (const { eventType, actions } of [...node.transitions.values()].flat()) {
          for (const kind of kindsOf(actions)) issued.add(`${kind} by ${eventType}`);
        }
      }
    }
    const known = Object.entries(TEMPLATES).flatMap(([kind, { issuedBy }]) =>
      issuedBy.map((type) => `${kind} by ${type}`),
    );
    expect(known.toSorted()).toEqual([...issued].toSorted());
  });

  it.each(KINDS)('%s names only events and fields of the vocabulary', (kind) => {
    const { issuedBy, restsOn, needs } = TEMPLATES[kind as keyof typeof TEMPLATES];
    const types = Object.values(procedures).flatMap(({ vocabulary }) => Object.entries(vocabulary));
    for (const [type, wanted] of [...issuedBy.map((one) => [one, needs] as const), restsOnOf()]) {
      const rows = types.filter(([name]) => name === type).map(([, row]) => row);
      expect(rows, type).not.toEqual([]);
      const fields = ['by', 'second', 'reasons', ...rows.flatMap((row) => Object.keys(row.fields))];
      expect(fields).toEqual(expect.arrayContaining([...wanted]));
    }
    function restsOnOf(): readonly [string, readonly string[]] {
      return restsOn === undefined ? ['death.recorded', []] : [restsOn.type, restsOn.needs];
    }
  });
});

describe.each(KINDS)('%s', (kind) => {
  it('says its number, its rule, who decided, and that it is synthetic, in both forms', async () => {
    const { html, pdf } = await renderDocument(documentOf(kind));
    const { document, entry } = documentOf(kind);
    const { title, rule, officers } = pageOf(documentOf(kind));
    for (const part of [title, document.number, rule, SYNTHETIC, entry.hash ?? '']) {
      expect(html).toContain(part);
    }
    for (const { label } of officers) expect(html).toContain(label);
    expect(text(pdf).startsWith('%PDF-1.')).toBe(true);
    expect(text(pdf).trimEnd().endsWith('%%EOF')).toBe(true);
  });

  it('gives the same bytes for the same input', async () => {
    const [one, other] = [
      await renderDocument(documentOf(kind)),
      await renderDocument(documentOf(kind)),
    ];
    expect(text(other.pdf) === text(one.pdf)).toBe(true);
    expect(other.html).toBe(one.html);
  });

  const { needs } = TEMPLATES[kind as keyof typeof TEMPLATES];
  const own = needs.filter((field) => field !== 'by');
  it.each(own)('is refused without %s, which the error names', (field) => {
    expect(() => pageOf(documentOf(kind, { [field]: '' }))).toThrow(DocumentError);
    expect(() => pageOf(documentOf(kind, { [field]: '' }))).toThrow(field);
  });

  it('is refused for an event of another kind, and without the decision it rests on', () => {
    expect(() => pageOf(documentOf(kind, { type: 'death.recorded' }))).toThrow('is issued by');
    expect(() => pageOf(documentOf(kind, { id: 'E-99' }))).toThrow("another's");
    if (ISSUING[kind]?.basis === undefined) return;
    const { basis: _, ...rest } = documentOf(kind);
    expect(() => pageOf(rest)).toThrow('rests on');
  });
});

describe('a document', () => {
  it('that is void, expired or a draft is stamped, a valid one is not', async () => {
    for (const status of ['void', 'expired', 'draft'] as const) {
      const { html, pdf } = await renderDocument(documentOf('residence-permit', {}, status));
      expect(html).toContain(`>${status.toUpperCase()}</div>`);
      const valid = await renderDocument(documentOf('residence-permit'));
      expect(text(pdf)).not.toBe(text(valid.pdf));
      expect(valid.html).not.toContain('class="stamp"');
    }
  });

  it('escapes what officers wrote', async () => {
    const reasons = '<script>alert("1")</script> & more than ten characters';
    const { html } = await renderDocument(documentOf('repatriation-order', { reasons }));
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; more');
  });

  it('shows text in the order in which it was signed', async () => {
    const reasons = 'not \u202Edesufer\u202C but \u2067granted\u2069';
    const { html } = await renderDocument(documentOf('repatriation-order', { reasons }));
    expect(html).toContain('not \ufffddesufer\ufffd but \ufffdgranted\ufffd');
  });

  it('of an order or a refusal tells of the review, within the time of the policy', () => {
    expect(pageOf(documentOf('repatriation-order')).review).toContain('within 30 days');
    expect(pageOf(documentOf('refusal-notice')).review).toContain('within 30 days');
    const upheld = { type: 'review.decided', by: 'REV-OF-1', reasons: 'nothing new came up' };
    expect(pageOf(documentOf('refusal-notice', upheld)).review).toContain('upheld');
    const order = documentOf('repatriation-order');
    const within = (reviewWindow: string) => {
      const config = { delays: { reviewWindow } };
      return pageOf({ ...order, opening: { ...order.opening, config } }).review;
    };
    expect(within('P45D')).toContain('within 45 days of');
    const less = 'shortened when this case was opened; the policy has 30 days';
    expect(within('P2D')).toContain(`within 2 days (${less})`);
    expect(within('PT2S')).toContain(`(PT2S) (${less})`);
  });

  it('names the policy under which it was decided, whatever the case is under now', () => {
    const moved = (seq: number, version: string) => entryOf({ type: 'policy.moved', version }, seq);
    const order = documentOf('repatriation-order');
    const view = { chartVersion: 'outbound-1', policyVersion: 'V3', openedUnder: 'V1' };
    const under = (moves: readonly Entry[], more: Partial<DocumentInput> = {}) =>
      pageOf({ ...order, view, moves, ...more }).proof;
    const [second, third] = ['1957-12-17.1', '1957-12-17.2'] as const;
    const opened = { ...view, openedUnder: second };
    expect(under([moved(13, third)], { view: opened })).toContain(`outbound-1, ${second};`);
    expect(under([moved(11, third)], { view: opened })).toContain(`outbound-1, ${third};`);
    expect(under([moved(3, third), moved(11, second), moved(14, third)])).toContain(`, ${second};`);
    // A notice serves what was decided before.
    const notice = documentOf('refusal-notice');
    const served = pageOf({ ...notice, view: opened, moves: [moved(10, third)] });
    expect(served.proof).toContain(`, ${second};`);
    expect(served.review).toContain('within 30 days');
    const draft = { ...order.document, status: 'draft' as const };
    const now = { ...view, policyVersion: third };
    expect(under([moved(13, third)], { document: draft, view: now })).toContain(`, ${third};`);
  });

  it('names the person by reference alone', async () => {
    const order = documentOf('repatriation-order');
    const facts = { name: 'A Name', province: 'Jilin' };
    const { html } = await renderDocument({ ...order, opening: { ...order.opening, facts } });
    expect(html).toContain('synthetic/T-1');
    expect(html).not.toContain('A Name');
  });

  it('of many pages keeps every letter that its fonts have, and says where the others are', async () => {
    const reasons = 'Gründe für Łódź, Привет, 조선, 不便返回 🜚. '.repeat(160);
    const { html, pdf } = await renderDocument(documentOf('repatriation-order', { reasons }));
    expect(html).toContain('조선');
    expect((text(pdf).match(/\/Type \/Page\b/g) ?? []).length).toBeGreaterThan(1);
    expect(runsOf('Łódź 조 🜚')).toEqual({
      runs: [
        { font: 'NotoSans', text: 'Łódź ' },
        { font: 'NotoSansKR', text: '조' },
        { font: 'NotoSans', text: ' ?' },
      ],
      lost: true,
    });
  });

  it('has the letters of Chinese, in both scripts, and of Korean, composed or not', () => {
    const written = '侨民护照、護照，遣返决定书。교민 려권 朝鮮';
    for (const form of ['NFC', 'NFD'] as const) {
      const { runs, lost } = runsOf(written.normalize(form));
      expect(runs.map((run) => run.text).join('')).toBe(written);
      expect(lost).toBe(false);
    }
  });
});

describe('the documents of a case', () => {
  const order = { kind: 'repatriation-order', number: 'T-1/1', status: 'void', eventId: 'E-2' };
  const draft = { id: 'D-1', event: { id: 'D-1', type: 'residence.granted' }, by: 'PSO-DR-1' };

  it('are all that were issued, void ones too, then what open drafts would issue [I26]', () => {
    const lapsed = { ...draft, lapsed: 'EVENT_NOT_ALLOWED' };
    const listed = documentsOf({ documents: [order], drafts: [draft, lapsed] });
    expect(listed).toEqual([
      order,
      {
        kind: 'residence-permit',
        number: 'not numbered yet',
        status: 'draft',
        eventId: 'D-1',
      },
    ]);
    expect(documentsOf({})).toEqual([]);
  });

  it('come from the entry that was accepted, not from a refusal or a proposal of the same id', () => {
    const decided = { id: 'E-2', type: 'repatriation.decided' };
    const entries = [
      { ...entryOf(decided, 1), expect: 'rejected' as const },
      { ...entryOf(decided, 2), act: 'propose' as const },
      { ...entryOf(decided, 3), act: 'countersign' as const },
    ];
    const listed = documentsOf({ documents: [order] });
    for (const one of listed) expect(entriesFor(one, entries).entry.seq).toBe(3);
    for (const one of documentsOf({
      drafts: [{ ...draft, event: { ...draft.event, id: 'E-2' } }],
    })) {
      expect(entriesFor(one, entries).entry.seq).toBe(2);
      expect(() => entriesFor(one, [])).toThrow('not in the file');
    }
  });

  it('rest on the last decision before them', () => {
    const permit = {
      kind: 'exit-permit',
      number: 'XP-1',
      status: 'valid',
      eventId: 'E-4',
    } as const;
    const entries = [
      entryOf({ type: 'exit.approved' }, 1),
      entryOf({ type: 'exit.approved' }, 3),
      entryOf({ type: 'documents.issued' }, 4),
      entryOf({ type: 'exit.approved' }, 5),
    ];
    expect(entriesFor(permit, entries).basis?.seq).toBe(3);
  });
});

function kindsOf(actions: readonly unknown[]): readonly string[] {
  return actions.flatMap((action) => {
    const { type, params } = action as { type: string; params?: unknown };
    if (type !== 'issueDocument') return [];
    const given = typeof params === 'function' ? (params({ event: {} }) as object) : params;
    return [(given as { kind: string }).kind];
  });
}

it('says for whom a substitute decided', () => {
  const said = { by: 'EMB-CO-2', for: 'EMB-HD-1' };
  expect(pageOf(documentOf('emigrant-passport', said)).officers).toEqual([
    {
      label: 'EMB-CO-2 for EMB-HD-1',
      value: expect.stringMatching(/^consular head.*in his absence by the consular officer/),
    },
  ]);
});
