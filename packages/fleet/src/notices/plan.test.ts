import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyOf, together } from './compose.js';
import { type PlanContact, type PlanOrganisation, planNotices } from './plan.js';

const contact = (organisation: string, over: Partial<PlanContact> = {}): PlanContact => ({
  id: `c-${organisation}`,
  organisation,
  role: 'technical',
  channel: 'email',
  address: `it@${organisation}.example`,
  language: 'en',
  source: 'register',
  optedOut: false,
  bounced: false,
  ...over,
});
const organisation = (id: string, over: Partial<PlanOrganisation> = {}): PlanOrganisation => ({
  id,
  name: `Name-${id}-N`,
  domains: [],
  tlp: 'AMBER',
  hosts: [{ name: `host-${id}-h`, addresses: [`203.0.113.${id}`], facts: [{ label: 'page', value: `/page-${id}-p` }] }],
  ...over,
});

describe('who is written to', () => {
  const to = (contacts: PlanContact[]) => planNotices([organisation('1')], contacts).drafts.map((d) => d.address);
  it('people in charge before others, then the Internet provider, then the post', () => {
    const manager = contact('1', { id: 'm', role: 'management', address: 'boss@1.example' });
    const isp = contact('1', { id: 'i', role: 'abuse', source: 'isp', address: 'Abuse@isp.example' });
    const post = contact('1', { id: 'p', channel: 'postal', address: 'Main Street 1' });
    const bounced = contact('1', { bounced: true });
    expect(to([contact('1'), manager, isp, post])).toEqual(['it@1.example']);
    expect(to([bounced, manager, isp, post])).toEqual(['boss@1.example']);
    expect(to([bounced, isp, post])).toEqual(['abuse@isp.example']);
    expect(to([bounced, post])).toEqual(['Main Street 1']);
    expect(to([contact('1', { address: 'it@1.example\r\nBcc: x@y.example' })])).toEqual([]);
  });
  it('says why somebody cannot be told', () => {
    const why = (contacts: PlanContact[]) =>
      planNotices([organisation('1')], contacts).unreachable.map((u) => u.reason);
    expect(why([])).toEqual(['no contact is known']);
    expect(why([contact('1', { optedOut: true })])).toEqual(['every contact has opted out']);
    expect(why([contact('1', { bounced: true })])).toEqual(['mail to every contact came back']);
    expect(why([contact('1', { address: 'nobody' })])).toEqual(['no address is usable']);
  });
  it('a service provider gets one notice on all of its customers; who has it alone counts as reached', () => {
    const plan = planNotices(
      [organisation('1', { parent: '9' }), organisation('2', { parent: '9' })],
      [contact('1'), contact('9', { role: 'provider' })],
    );
    const ofProvider = plan.drafts.filter((d) => d.organisation === '9');
    expect(ofProvider).toHaveLength(1);
    expect(ofProvider[0]?.about.map((a) => a.organisation)).toEqual(['1', '2']);
    expect(plan.drafts.find((d) => d.organisation === '1')?.about.map((a) => a.organisation)).toEqual(['1']);
    expect(plan.unreachable).toEqual([]);
  });
});

it('whatever the register holds: no message names an organisation, host or address that is not its recipient’s', () => {
  // Two digits each, so that no name is part of another.
  const ids = Array.from({ length: 12 }, (_, n) => String(n + 10));
  const tree = fc.array(
    fc.record({
      parent: fc.option(fc.constantFrom('10', '11'), { nil: undefined }),
      contacts: fc.array(
        fc.record({
          address: fc.constantFrom(
            'a@x.example',
            'A@x.example',
            'b@y.example',
            'abuse@isp.example',
            'no address',
            'Street 1',
          ),
          role: fc.constantFrom('technical', 'security', 'management', 'abuse', 'provider'),
          channel: fc.constantFrom('email', 'postal', 'phone'),
          source: fc.constantFrom('register', 'isp'),
          optedOut: fc.boolean(),
          bounced: fc.boolean(),
          language: fc.constantFrom('en', 'de', 'fr'),
        }),
        { maxLength: 4 },
      ),
    }),
    { minLength: 12, maxLength: 12 },
  );
  let messages = 0;
  let shared = 0;
  fc.assert(
    fc.property(tree, (rows) => {
      const organisations = rows.map((row, n) => {
        const id = ids[n] ?? '';
        return organisation(id, row.parent === undefined || row.parent === id ? {} : { parent: row.parent });
      });
      const contacts = rows.flatMap((row, n) =>
        row.contacts.map((c, m) => contact(ids[n] ?? '', { ...c, id: `${n}-${m}` })),
      );
      const { drafts } = planNotices(organisations, contacts);
      const groups = new Map<string, typeof drafts>();
      for (const d of drafts)
        groups.set(`${d.channel} ${d.address}`, [...(groups.get(`${d.channel} ${d.address}`) ?? []), d]);
      for (const [key, group] of groups) {
        const [first] = group;
        if (!first) continue;
        expect(new Set(group.map((d) => d.language)).size).toBe(1);
        const letter = {
          kind: 'compromised',
          language: first.language,
          from: 'CERT',
          verifyUrl: 'v',
          keyUrl: 'k',
        } as const;
        const text = together(
          group.map((d) => bodyOf(letter, d.about)),
          first.language,
        );
        const mine = new Set(
          contacts
            .filter((c) => `${c.channel} ${c.channel === 'email' ? c.address.toLowerCase() : c.address}` === key)
            .map((c) => c.organisation),
        );
        const allowed = new Set(
          organisations
            .filter((o) => mine.has(o.id) || (o.parent !== undefined && mine.has(o.parent)))
            .map((o) => o.id),
        );
        messages += 1;
        if (allowed.size > 1) shared += 1;
        for (const o of organisations) {
          if (allowed.has(o.id)) continue;
          for (const mark of [`Name-${o.id}-N`, `host-${o.id}-h`, `203.0.113.${o.id}`, `page-${o.id}-p`])
            expect(text).not.toContain(mark);
        }
      }
    }),
  );
  expect(messages).toBeGreaterThan(100);
  expect(shared).toBeGreaterThan(20);
});
