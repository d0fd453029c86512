/** RDAP answers (RFC 9083), as registries give them: whose network or domain it is, and whom to write to. Total. */
import { z } from 'zod';
import { networksOfRange, parseNetwork } from './address-index.js';

export interface RdapContact {
  readonly role: 'technical' | 'management' | 'security' | 'legal' | 'abuse';
  readonly name: string;
  readonly email: string;
}

export interface RdapRecord {
  readonly handle: string | undefined;
  readonly holder: string | undefined;
  readonly country: string | undefined;
  readonly networks: readonly string[];
  readonly domains: readonly string[];
  readonly contacts: readonly RdapContact[];
}

interface Entity {
  roles?: string[] | undefined;
  vcardArray?: unknown;
  entities?: unknown;
}
const Entity: z.ZodType<Entity> = z.object({
  roles: z.array(z.string()).optional().catch(undefined),
  vcardArray: z.unknown().optional(),
  entities: z.unknown().optional(),
});
const Document = z.object({
  objectClassName: z.string(),
  handle: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
  country: z.string().optional().catch(undefined),
  ldhName: z.string().optional().catch(undefined),
  startAddress: z.string().optional().catch(undefined),
  endAddress: z.string().optional().catch(undefined),
  cidr0_cidrs: z
    .array(z.object({ v4prefix: z.string().optional(), v6prefix: z.string().optional(), length: z.number() }))
    .optional()
    .catch(undefined),
  entities: z.unknown().optional(),
});

const MAX_ENTITIES = 100;
const MAX_DEPTH = 4;
const ROLES: Readonly<Record<string, RdapContact['role']>> = {
  abuse: 'abuse',
  technical: 'technical',
  noc: 'technical',
  administrative: 'management',
  registrant: 'management',
};

/** Undefined: that is no answer about a network or a domain. */
export function parseRdap(value: unknown): RdapRecord | undefined {
  const parsed = Document.safeParse(value);
  if (!parsed.success) return undefined;
  const document = parsed.data;
  const kind = document.objectClassName.toLowerCase();
  if (kind !== 'ip network' && kind !== 'domain') return undefined;
  const contacts = new Map<string, RdapContact>();
  let holder: string | undefined;
  const walk = (list: unknown, depth: number): void => {
    if (!Array.isArray(list) || depth > MAX_DEPTH) return;
    for (const item of list.slice(0, MAX_ENTITIES)) {
      const entity = Entity.safeParse(item);
      if (!entity.success) continue;
      const { roles = [], vcardArray, entities } = entity.data;
      const card = cardOf(vcardArray);
      if (roles.includes('registrant')) holder ??= card.organisation ?? card.name;
      const role = roles.map((one) => ROLES[one.toLowerCase()]).find((one) => one !== undefined);
      for (const email of role === undefined || contacts.size >= MAX_ENTITIES ? [] : card.emails)
        if (role !== undefined) contacts.set(`${role} ${email}`, { role, name: card.name ?? '', email });
      walk(entities, depth + 1);
    }
  };
  walk(document.entities, 0);
  const domain = document.ldhName?.toLowerCase().replace(/\.$/, '');
  return {
    handle: document.handle?.slice(0, 100),
    holder: holder?.slice(0, 300),
    country: /^[A-Za-z]{2}$/.test(document.country ?? '') ? document.country?.toUpperCase() : undefined,
    networks: kind === 'ip network' ? networksOf(document) : [],
    domains: kind === 'domain' && domain !== undefined && /^[a-z0-9.-]{3,253}$/.test(domain) ? [domain] : [],
    contacts: [...contacts.values()],
  };
}

function networksOf({ cidr0_cidrs: cidrs, startAddress, endAddress }: z.infer<typeof Document>): string[] {
  const listed = (cidrs ?? [])
    .map(({ v4prefix, v6prefix, length }) => `${v4prefix ?? v6prefix ?? ''}/${length}`)
    .filter((network) => parseNetwork(network) !== undefined);
  if (listed.length > 0) return listed.slice(0, MAX_ENTITIES);
  return networksOfRange(startAddress ?? '', endAddress ?? startAddress ?? '');
}

interface Card {
  name?: string;
  organisation?: string;
  readonly emails: string[];
}

/** jCard, RFC 7095: `["vcard", [["fn", {}, "text", "…"], …]]`. */
function cardOf(value: unknown): Card {
  const card: Card = { emails: [] };
  const properties: unknown = Array.isArray(value) ? value[1] : undefined;
  if (!Array.isArray(properties)) return card;
  for (const property of properties.slice(0, MAX_ENTITIES)) {
    if (!Array.isArray(property)) continue;
    const [name, , , given]: unknown[] = property;
    const text = typeof given === 'string' ? given.trim().slice(0, 300) : '';
    if (text === '') continue;
    if (name === 'fn') card.name ??= text;
    else if (name === 'org') card.organisation ??= text;
    else if (name === 'email') {
      const mail = text.replace(/^mailto:/i, '').toLowerCase();
      if (/^[^\s@<>"]{1,64}@[a-z0-9.-]{3,253}$/.test(mail) && card.emails.length < 10) card.emails.push(mail);
    }
  }
  return card;
}
