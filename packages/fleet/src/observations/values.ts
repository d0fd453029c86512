/** Values of reports as they may be trusted: checked, in one form, or absent. */
import { isIP } from 'node:net';

/** One form of each address; undefined for what is none. An IPv4 address in IPv6 clothes is the IPv4 address. */
export function addressOf(text: string | undefined): string | undefined {
  const plain =
    text
      ?.trim()
      .toLowerCase()
      .replace(/^\[|\]$/g, '') ?? '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1];
  if (mapped !== undefined && isIP(mapped) === 4) return mapped;
  if (plain.includes('%')) return undefined;
  return isIP(plain) === 0 ? undefined : plain;
}

/** Lower case, without a dot at the end; undefined for what no host can be called. */
export function hostNameOf(text: string | undefined): string | undefined {
  const name = text?.trim().toLowerCase().replace(/\.$/, '') ?? '';
  if (name.length < 3 || name.length > 253 || !name.includes('.') || isIP(name) !== 0) return undefined;
  return /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/.test(name) ? name : undefined;
}

/** ISO, UTC. Times without a zone are UTC, as Shadowserver writes them. */
export function timeOf(text: string | undefined): string | undefined {
  const plain = text?.trim() ?? '';
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)\s*(Z|[+-]\d\d:?\d\d|UTC)?)?$/i.exec(
    plain,
  );
  if (match === null) return undefined;
  const [, day = '', clock = '00:00', zone = 'Z'] = match;
  const time = Date.parse(`${day}T${clock}${/utc/i.test(zone) ? 'Z' : zone.toUpperCase()}`);
  // Nothing of what is imported happened before the internet, or lies years ahead.
  return Number.isNaN(time) || time < 0 || time > Date.UTC(2200, 0) ? undefined : new Date(time).toISOString();
}

export function portOf(text: string | undefined): number | undefined {
  const plain = text?.trim() ?? '';
  const port = /^\d{1,5}$/.test(plain) ? Number(plain) : 0;
  return port > 0 && port < 65_536 ? port : undefined;
}

export function countryOf(text: string | undefined): string | undefined {
  const plain = text?.trim().toUpperCase() ?? '';
  return /^[A-Z]{2}$/.test(plain) ? plain : undefined;
}

/** `CVE-…` numbers in a text, upper case, each once. */
export function vulnerabilitiesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/cve-\d{4}-\d{4,7}/gi)].map(([id]) => id.toUpperCase()))].sort().slice(0, 30);
}
