/**
 * Whom to write to about an address, the nearest first: the organisation of the register, who holds the network, the national CERT,
 * the provider of the network. Each says why. Pure.
 */
import { AddressIndex } from './address-index.js';
import type { Attribution } from './register-index.js';

export interface Candidate {
  readonly level: 'organisation' | 'national-cert' | 'provider';
  readonly name: string;
  readonly organisation?: string;
  /** Where mail goes; absent: the contacts of the organisation's record. */
  readonly email?: string;
  readonly reason: string;
}

export interface Provider {
  readonly asn: number | undefined;
  readonly name: string;
  readonly country: string | undefined;
  readonly abuse: string | undefined;
}

export interface Lists {
  readonly providers: AddressIndex<Provider & { readonly network: string }>;
  /** By country. */
  readonly certs: ReadonlyMap<string, { readonly name: string; readonly email: string }>;
}

export interface Subject {
  readonly address?: string | undefined;
  readonly hostname?: string | undefined;
  readonly country?: string | undefined;
}

export function whoIs(
  subject: Subject,
  own: (Attribution & { readonly name: string; readonly country?: string | undefined }) | undefined,
  lists: Lists,
): Candidate[] {
  const candidates: Candidate[] = [];
  if (own !== undefined)
    candidates.push({ level: 'organisation', name: own.name, organisation: own.organisation, reason: own.reason });
  const [provider] = subject.address === undefined ? [] : lists.providers.narrowest(subject.address);
  const countries: readonly (readonly [string | undefined, string])[] = [
    [own?.country, 'country of the organisation'],
    [subject.country, 'country that the report names'],
    [provider?.country, 'country of the network'],
  ];
  const [country, why] = countries.find(([code]) => code !== undefined && lists.certs.has(code)) ?? [];
  const cert = country === undefined ? undefined : lists.certs.get(country);
  if (cert !== undefined)
    candidates.push({ level: 'national-cert', name: cert.name, email: cert.email, reason: `${why} is ${country}` });
  if (provider?.abuse !== undefined)
    candidates.push({
      level: 'provider',
      name: provider.name,
      email: provider.abuse,
      reason: `network ${provider.network}${provider.asn === undefined ? '' : ` of AS${provider.asn}`}`,
    });
  return candidates;
}

const MAIL = /^[^\s@<>"]{1,64}@[A-Za-z0-9.-]{3,253}$/;

/** Rows by column: `network, asn, name, country, abuse`. */
export function providerList(rows: Iterable<Readonly<Record<string, string>>>): {
  readonly index: Lists['providers'];
  readonly taken: number;
  readonly refused: number;
} {
  const index: Lists['providers'] = new AddressIndex();
  let taken = 0;
  let refused = 0;
  for (const row of rows) {
    const network = row.network ?? row.prefix ?? '';
    const asn = /^(?:as)?(\d{1,10})$/i.exec(row.asn?.trim() ?? '')?.[1];
    const abuse = row.abuse?.trim();
    const country = row.country?.trim().toUpperCase();
    const added = index.add(network, {
      network: network.trim(),
      asn: asn === undefined ? undefined : Number(asn),
      name: (row.name ?? '').slice(0, 200),
      country: country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined,
      abuse: abuse !== undefined && MAIL.test(abuse) ? abuse : undefined,
    });
    if (added) taken++;
    else refused++;
  }
  return { index, taken, refused };
}

/** Rows by column: `country, name, email`. */
export function certList(rows: Iterable<Readonly<Record<string, string>>>): {
  readonly certs: Lists['certs'];
  readonly refused: number;
} {
  const certs = new Map<string, { name: string; email: string }>();
  let refused = 0;
  for (const row of rows) {
    const country = row.country?.trim().toUpperCase() ?? '';
    const email = row.email?.trim() ?? '';
    if (/^[A-Z]{2}$/.test(country) && MAIL.test(email))
      certs.set(country, { name: (row.name ?? '').slice(0, 200), email });
    else refused++;
  }
  return { certs, refused };
}
