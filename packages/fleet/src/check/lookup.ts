/** Whose is it? An address, a domain or host name, or a mail address, as somebody types it on the public page. Pure. */
import { isIP } from 'node:net';

export type Subject =
  | { readonly kind: 'address'; readonly value: string }
  | { readonly kind: 'domain'; readonly value: string };

/** Undefined: nothing that could be looked up. Of a mail address the domain counts: the answer goes to the address of record anyway. */
export function subjectOf(text: string): Subject | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/[/?#].*$/, '')
    .replace(/^\[(.*)\](?::\d+)?$/, '$1');
  if (isIP(plain) !== 0) return { kind: 'address', value: plain };
  const host = plain.replace(/^.*@/, '').replace(/:\d+$/, '').replace(/\.$/, '');
  if (isIP(host) === 4) return { kind: 'address', value: host };
  const labels = host.split('.');
  const good =
    labels.length >= 2 &&
    host.length <= 253 &&
    labels.every((l) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/.test(l));
  return good ? { kind: 'domain', value: host } : undefined;
}

/** `mail.town.example` -> itself, `town.example`: what may be registered of it. */
export function parentDomains(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, n) => labels.slice(n).join('.'));
}
