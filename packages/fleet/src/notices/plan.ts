/** Who gets which facts: contacts are chosen, and each gets the facts of its own organisations only. Pure. */
import type { HostFacts, OrganisationFacts, Tlp } from './compose.js';
import { isMailbox, oneLine } from './harmless.js';
import { type LanguageCode, languageOf } from './templates/index.js';

export interface PlanContact {
  readonly id: string;
  readonly organisation: string;
  readonly role: string;
  readonly channel: string;
  readonly address: string;
  readonly language: string;
  readonly source: string;
  readonly optedOut: boolean;
  readonly bounced: boolean;
}

export interface PlanOrganisation {
  readonly id: string;
  readonly name: string;
  /** The service provider that looks after it. */
  readonly parent?: string;
  readonly domains: readonly string[];
  readonly tlp: Tlp;
  readonly hosts: readonly HostFacts[];
}

/** One row: what one organisation is told through one contact of its own. */
export interface Draft {
  readonly organisation: string;
  readonly contact: string;
  readonly channel: 'email' | 'postal';
  readonly address: string;
  readonly language: LanguageCode;
  /** Its own facts; of a provider, also those of its customers. */
  readonly about: readonly OrganisationFacts[];
}

export interface Unreachable {
  readonly organisation: string;
  readonly name: string;
  readonly reason: string;
}

/**
 * Contacts of its own by mail first (technical and security before others), then the Internet provider of its address, then a letter.
 * A service provider gets one notice on all of its customers beside theirs.
 * @param organisations those with facts; @param contacts of them and of their service providers
 */
export function planNotices(
  organisations: readonly PlanOrganisation[],
  contacts: readonly PlanContact[],
): { drafts: Draft[]; unreachable: Unreachable[] } {
  const byOrganisation = new Map<string, PlanContact[]>();
  for (const contact of contacts) {
    const list = byOrganisation.get(contact.organisation);
    if (list) list.push(contact);
    else byOrganisation.set(contact.organisation, [contact]);
  }
  const about = new Map<string, OrganisationFacts[]>();
  for (const o of organisations) {
    if (o.hosts.length === 0) continue;
    const facts = { organisation: o.id, name: o.name, domains: o.domains, tlp: o.tlp, hosts: o.hosts };
    about.set(o.id, [facts, ...(about.get(o.id) ?? [])]);
    if (o.parent !== undefined && o.parent !== o.id) about.set(o.parent, [...(about.get(o.parent) ?? []), facts]);
  }
  const drafts: Draft[] = [];
  const reached = new Set<string>();
  // Of rows to one address the language of the first holds: they become one message.
  const languages = new Map<string, LanguageCode>();
  for (const [organisation, facts] of about) {
    for (const contact of chosen(byOrganisation.get(organisation) ?? [])) {
      const channel = contact.channel === 'postal' ? 'postal' : 'email';
      const address = channel === 'email' ? contact.address.trim().toLowerCase() : contact.address;
      const key = `${channel}\n${address}`;
      const language = languages.get(key) ?? languageOf(contact.language);
      languages.set(key, language);
      drafts.push({ organisation, contact: contact.id, channel, address, language, about: facts });
      for (const f of facts) reached.add(f.organisation);
    }
  }
  const unreachable = organisations
    .filter((o) => o.hosts.length > 0 && !reached.has(o.id))
    .map((o) => ({ organisation: o.id, name: o.name, reason: whyNot(byOrganisation.get(o.id) ?? []) }));
  return { drafts, unreachable };
}

function chosen(all: readonly PlanContact[]): readonly PlanContact[] {
  const open = all.filter((c) => !c.optedOut && !c.bounced);
  const mail = open.filter((c) => c.channel === 'email' && isMailbox(c.address.trim()));
  const own = mail.filter((c) => c.source !== 'isp' && c.role !== 'abuse');
  const expert = own.filter((c) => c.role === 'technical' || c.role === 'security' || c.role === 'provider');
  const post = open.filter((c) => c.channel === 'postal' && oneLine(c.address) !== '');
  return [expert, own, mail, post].find((list) => list.length > 0) ?? [];
}

function whyNot(all: readonly PlanContact[]): string {
  if (all.length === 0) return 'no contact is known';
  if (all.every((c) => c.optedOut)) return 'every contact has opted out';
  if (all.every((c) => c.bounced || c.optedOut)) return 'mail to every contact came back';
  if (all.every((c) => c.channel === 'phone')) return 'only telephone numbers are known';
  return 'no address is usable';
}
