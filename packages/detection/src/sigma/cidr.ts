/** IP addresses and networks as text (RFC 4632, RFC 4291). IPv4-mapped IPv6 addresses count as IPv4. */

export interface Network {
  /** 4 or 16 bytes. */
  readonly bytes: readonly number[];
  readonly prefix: number;
}

/** Undefined where the text is no address. A zone (`%eth0`) is left away, brackets and a port after them too. */
export function parseAddress(text: string): readonly number[] | undefined {
  const trimmed = text.trim();
  if (trimmed.length > 80) return undefined;
  const bare = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(trimmed)?.[1] ?? trimmed;
  if (!bare.includes(':')) return parseV4(bare);
  const bytes = parseV6(bare.split('%', 1)[0] ?? '');
  if (bytes === undefined) return undefined;
  const mapped = bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 255 && bytes[11] === 255;
  return mapped ? bytes.slice(12) : bytes;
}

/** `10.0.0.0/8`, `2001:db8::/32`; a lone address is a network of one. Host bits are ignored. */
export function parseNetwork(text: string): Network | undefined {
  const [address = '', length, ...rest] = text.trim().split('/');
  if (rest.length > 0) return undefined;
  const bytes = parseAddress(address);
  if (bytes === undefined) return undefined;
  if (length === undefined) return { bytes, prefix: bytes.length * 8 };
  if (!/^\d{1,3}$/.test(length)) return undefined;
  // ::ffff:10.0.0.0/104 names an IPv4 network of 8 bits.
  const prefix = address.includes(':') && bytes.length === 4 ? Number(length) - 96 : Number(length);
  return prefix < 0 || prefix > bytes.length * 8 ? undefined : { bytes, prefix };
}

export function inNetwork(network: Network, address: readonly number[]): boolean {
  if (address.length !== network.bytes.length) return false;
  for (let bit = 0, i = 0; bit < network.prefix; bit += 8, i++) {
    const mask = network.prefix - bit >= 8 ? 0xff : (0xff << (8 - (network.prefix - bit))) & 0xff;
    if ((((address[i] ?? 0) ^ (network.bytes[i] ?? 0)) & mask) !== 0) return false;
  }
  return true;
}

function parseV4(text: string): number[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const bytes = match.slice(1).map(Number);
  return bytes.every((b) => b <= 255) ? bytes : undefined;
}

function parseV6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string): number[] | undefined => {
    if (half === '') return [];
    const out: number[] = [];
    const parts = half.split(':');
    for (const [i, part] of parts.entries()) {
      if (part.includes('.') && i === parts.length - 1) {
        const tail = parseV4(part);
        if (tail === undefined) return undefined;
        out.push(...tail);
      } else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
        const value = Number.parseInt(part, 16);
        out.push(value >> 8, value & 0xff);
      } else return undefined;
    }
    return out;
  };
  const head = groups(halves[0] ?? '');
  const tail = halves.length === 2 ? groups(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}
