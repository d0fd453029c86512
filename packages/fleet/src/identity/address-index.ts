/** Networks, found by the addresses in them: the narrowest first. IPv4 and IPv6; total. */
import { isIP } from 'node:net';

export interface Parsed {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** An address as a number; undefined for what is none. */
export function parseAddress(text: string): Parsed | undefined {
  const kind = isIP(text);
  if (kind === 4)
    return { bits: 32, value: BigInt(text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)) };
  if (kind !== 6 || text.includes('%')) return undefined;
  const [head = '', tail] = text.split('::');
  const words = (part: string): number[] =>
    part === ''
      ? []
      : part.split(':').flatMap((word) => {
          if (!word.includes('.')) return [Number.parseInt(word, 16)];
          const [a = 0, b = 0, c = 0, d = 0] = word.split('.').map(Number);
          return [a * 256 + b, c * 256 + d];
        });
  const front = words(head);
  const back = tail === undefined ? [] : words(tail);
  const all = [...front, ...new Array<number>(Math.max(0, 8 - front.length - back.length)).fill(0), ...back];
  return { bits: 128, value: all.reduce((sum, word) => (sum << 16n) | BigInt(word), 0n) };
}

/** `192.0.2.0/24`; an address alone is a network of one. */
export function parseNetwork(text: string): (Parsed & { readonly length: number }) | undefined {
  const [address = '', length, more] = text.trim().split('/');
  const parsed = parseAddress(address);
  if (parsed === undefined || more !== undefined) return undefined;
  const bits = length === undefined ? parsed.bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (bits < 0 || bits > parsed.bits) return undefined;
  return { ...parsed, value: prefix(parsed, bits), length: bits };
}

const prefix = ({ bits, value }: Parsed, length: number): bigint => value >> BigInt(bits - length);

export class AddressIndex<T> {
  readonly #byLength = new Map<string, Map<bigint, T[]>>();
  readonly #lengths: Record<32 | 128, number[]> = { 32: [], 128: [] };

  /** False: that is no network. */
  add(network: string, value: T): boolean {
    const parsed = parseNetwork(network);
    if (parsed === undefined) return false;
    const key = `${parsed.bits}/${parsed.length}`;
    let known = this.#byLength.get(key);
    if (known === undefined) {
      known = new Map();
      this.#byLength.set(key, known);
      this.#lengths[parsed.bits].push(parsed.length);
      this.#lengths[parsed.bits].sort((a, b) => b - a);
    }
    const there = known.get(parsed.value);
    if (there) there.push(value);
    else known.set(parsed.value, [value]);
    return true;
  }

  /** What was added for the narrowest network that holds the address; empty: none does. */
  narrowest(address: string): readonly T[] {
    const parsed = parseAddress(address);
    if (parsed === undefined) return [];
    for (const length of this.#lengths[parsed.bits]) {
      const found = this.#byLength.get(`${parsed.bits}/${length}`)?.get(prefix(parsed, length));
      if (found !== undefined) return found;
    }
    return [];
  }
}

/** The networks that make up a range, as few as possible; empty for what is no range. At most so many. */
export const MAX_RANGE_NETWORKS = 256;
export function networksOfRange(first: string, last: string): string[] {
  const from = parseAddress(first);
  const to = parseAddress(last);
  if (from === undefined || to === undefined || from.bits !== to.bits || from.value > to.value) return [];
  const networks: string[] = [];
  let at = from.value;
  while (at <= to.value && networks.length < MAX_RANGE_NETWORKS) {
    let size = 0;
    while (
      size < from.bits &&
      (at & ((1n << BigInt(size + 1)) - 1n)) === 0n &&
      at + (1n << BigInt(size + 1)) - 1n <= to.value
    )
      size++;
    networks.push(`${formatAddress(at, from.bits)}/${from.bits - size}`);
    at += 1n << BigInt(size);
  }
  return networks;
}

function formatAddress(value: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  return Array.from({ length: 8 }, (_, word) => ((value >> BigInt(112 - 16 * word)) & 0xffffn).toString(16)).join(':');
}
