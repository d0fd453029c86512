/** One entry of a register, whatever form it came in: as lines of JSON (the lab's wave writes them) or of CSV. */
import { z } from 'zod';
import { clean } from '../intake/storable.js';

const text = (most: number) => z.string().trim().min(1).max(most).transform(clean);
const Network = z.union([z.cidrv4(), z.cidrv6()]);
const Domain = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^(?=.{1,253}$)[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*$/u, 'not a domain name');
const ContactRole = z.enum(['technical', 'management', 'security', 'legal', 'abuse', 'provider']);
/** As other registers call it. */
const ROLES: Readonly<Record<string, z.infer<typeof ContactRole>>> = {
  administrator: 'technical',
  admin: 'technical',
  tech: 'technical',
  'isp-abuse': 'abuse',
};
const SOURCES: Readonly<Record<string, string>> = { whois: 'rdap', asn: 'isp' };
/** Employees, where a register gives classes. */
const SIZES: Readonly<Record<string, number>> = { micro: 5, small: 30, medium: 150, large: 1000, 'very-large': 10_000 };

const ContactLine = z
  .object({
    role: z.string().max(50).default('technical'),
    name: text(200).optional(),
    email: z.email().max(254).optional(),
    post: text(500).optional(),
    phone: text(50).optional(),
    source: z.string().max(50).default('register'),
    language: z
      .string()
      .regex(/^[a-z]{2}$/)
      .optional(),
  })
  .transform((c) => ({
    role: ContactRole.catch('technical').parse(ROLES[c.role] ?? c.role),
    name: c.name ?? '',
    source: SOURCES[c.source] ?? c.source,
    language: c.language,
    ways: [
      ...(c.email === undefined ? [] : [{ channel: 'email' as const, address: c.email.toLowerCase() }]),
      ...(c.post === undefined ? [] : [{ channel: 'postal' as const, address: c.post }]),
      ...(c.phone === undefined ? [] : [{ channel: 'phone' as const, address: c.phone }]),
    ],
  }));

export const Entry = z.object({
  id: text(200),
  name: text(300),
  kind: z.enum(['organisation', 'msp']).optional(),
  sector: text(100).optional(),
  size: z
    .union([
      z.number().int().min(0).max(10_000_000),
      z.string().transform((value, context) => {
        const size = /^\d{1,8}$/.test(value) ? Number(value) : SIZES[value];
        if (size === undefined) context.addIssue({ code: 'custom', message: 'not a number of employees' });
        return size ?? z.NEVER;
      }),
    ])
    .optional(),
  country: z
    .string()
    .regex(/^[A-Za-z]{2}$/)
    .transform((c) => c.toUpperCase())
    .optional(),
  /** External key of its service provider. */
  provider: text(200).optional(),
  domains: z.array(Domain).max(1000).default([]),
  netblocks: z.array(Network).max(1000).default([]),
  contacts: z.array(ContactLine).max(100).default([]),
});
export type Entry = z.infer<typeof Entry>;

/** Columns of a CSV register, by the names that its header may give them. */
const COLUMNS: Readonly<Record<string, string>> = {
  id: 'id',
  external_key: 'id',
  key: 'id',
  name: 'name',
  organisation: 'name',
  organization: 'name',
  kind: 'kind',
  sector: 'sector',
  size: 'size',
  employees: 'size',
  country: 'country',
  provider: 'provider',
  msp: 'provider',
  domains: 'domains',
  domain: 'domains',
  networks: 'netblocks',
  netblocks: 'netblocks',
  network: 'netblocks',
  email: 'email',
  contact: 'contact',
  contact_role: 'role',
  phone: 'phone',
  post: 'post',
  language: 'language',
};

/** Turns cells into what an entry is made of; `undefined` when the header names neither key nor name. */
export function csvReader(header: readonly string[]): ((cells: readonly string[]) => unknown) | undefined {
  const names = header.map(
    (h) =>
      COLUMNS[
        h
          .replace(/^\ufeff/, '')
          .trim()
          .toLowerCase()
          .replaceAll(/[ -]/g, '_')
      ],
  );
  if (!names.includes('id') || !names.includes('name')) return undefined;
  return (cells) => {
    const row: Record<string, string> = {};
    for (const [n, name] of names.entries()) {
      const value = cells[n]?.trim();
      if (name !== undefined && value !== undefined && value !== '') row[name] = value;
    }
    const { domains, netblocks, email, contact, role, phone, post, language, ...plain } = row;
    const list = (value: string | undefined): string[] => value?.split(/[;\s]+/).filter((v) => v !== '') ?? [];
    const person = { email, name: contact, role, phone, post, language };
    const known = Object.fromEntries(Object.entries(person).filter(([, v]) => v !== undefined));
    return {
      ...plain,
      domains: list(domains),
      netblocks: list(netblocks),
      contacts: email === undefined && phone === undefined && post === undefined ? [] : [known],
    };
  };
}
