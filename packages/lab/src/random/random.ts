/**
 * The lab's own pseudo-random numbers: sfc32 (C. Doty-Humphrey, PractRand), seeded from text.
 *
 * Equal seeds give equal sequences on every platform and Node version. `fork` gives an independent
 * generator for a named purpose, so that adding a traffic source does not move any other's numbers.
 */
export class Random {
  private constructor(
    private readonly seed: string,
    private a: number,
    private b: number,
    private c: number,
    private counter: number,
  ) {}

  static seeded(seed: string): Random {
    const random = new Random(seed, hash32(seed, 1), hash32(seed, 2), hash32(seed, 3), 1);
    for (let round = 0; round < 12; round++) random.uint32();
    return random;
  }

  /** An independent generator named by its purpose; it does not consume numbers of this one. */
  fork(purpose: string | number): Random {
    return Random.seeded(`${this.seed}/${purpose}`);
  }

  /** 0 … 2^32-1. */
  uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** 0 <= x < 1. */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** A whole number from low to high, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.float() * items.length)];
    if (item === undefined) throw new RangeError('pick() from an empty list');
    return item;
  }

  /** A duration in ms with a long tail, as servers show: mostly near `typical`, seldom many times that. */
  latency(typical: number): number {
    const stretch = this.chance(0.03) ? this.int(4, 20) : 0.5 + this.float();
    return Math.max(1, Math.round(typical * stretch));
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.uint32().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  guid(): string {
    return formatGuid(this.hex(8), this.hex(24));
  }

  /** n random letters and digits. */
  word(length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
    let text = '';
    for (let index = 0; index < length; index++) text += this.pick([...alphabet]);
    return text;
  }
}

/**
 * Request ids that are unique but cheap to compress: a permuted counter in front of a tail that stays the same
 * for a whole day. Fully random ids would be most of the size of an example archive.
 */
export class GuidSequence {
  private next: number;
  private readonly tail: string;

  constructor(random: Random, start: number) {
    this.next = start >>> 0;
    this.tail = random.hex(24);
  }

  guid(): string {
    const head = permute32(this.next++)
      .toString(16)
      .padStart(8, '0');
    return formatGuid(head, this.tail);
  }
}

/** A bijection on 32-bit numbers (odd multiplications and xor-shifts only), so that a counter never repeats. */
export function permute32(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** 32-bit FNV-1a over UTF-16 code units, salted. */
export function hash32(text: string, salt = 0): number {
  let hash = (0x811c9dc5 ^ Math.imul(salt, 0x9e3779b9)) | 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function formatGuid(head: string, tail: string): string {
  return `${head}-${tail.slice(0, 4)}-4${tail.slice(5, 8)}-a${tail.slice(9, 12)}-${tail.slice(12, 24)}`;
}
