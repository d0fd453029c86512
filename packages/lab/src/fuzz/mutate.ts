/** Damaged copies of a seed, the same for the same number: what was found can be found again. */

/** mulberry32: small, fast, and good enough to choose places to damage. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Bytes that formats give a meaning. */
const TELLING = [
  0, 1, 9, 10, 13, 32, 34, 35, 37, 38, 39, 40, 41, 42, 44, 45, 47, 58, 60, 61, 62, 64, 91, 92, 93, 96, 123, 124, 125,
  127, 128, 254, 255,
];
const NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];
/** A mutated input is never longer. */
export const MAX_INPUT = 256 * 1024;

/** @param other a second seed, pieces of which may be put in. */
export function mutate(seed: Uint8Array, other: Uint8Array, random: () => number): Uint8Array {
  let bytes: Uint8Array = seed.slice(0, MAX_INPUT);
  const below = (n: number): number => Math.floor(random() * n);
  const rounds = 1 + below(random() < 0.2 ? 40 : 6);
  for (let round = 0; round < rounds; round++) {
    const at = below(bytes.length + 1);
    switch (below(9)) {
      case 0:
        if (at < bytes.length) bytes[at] = below(256);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = TELLING[below(TELLING.length)] ?? 0;
        break;
      case 2:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 3: {
        // A length, a count or an offset that lies.
        const value = NUMBERS[below(NUMBERS.length)] ?? 0;
        const width = [1, 2, 4, 8][below(4)] ?? 4;
        for (let i = 0; i < width && at + i < bytes.length; i++) bytes[at + i] = i < 4 ? (value >>> (8 * i)) & 0xff : 0;
        break;
      }
      case 4:
        bytes = bytes.slice(0, at);
        break;
      case 5: {
        const end = Math.min(bytes.length, at + below(200));
        bytes = joined(bytes.subarray(0, at), bytes.subarray(end));
        break;
      }
      case 6: {
        // Again and again: nesting, repeats, long runs.
        const piece = bytes.subarray(at, Math.min(bytes.length, at + 1 + below(64)));
        const times = 1 + below(random() < 0.1 ? 3000 : 8);
        bytes = joined(bytes.subarray(0, at), ...Array.from({ length: times }, () => piece), bytes.subarray(at));
        break;
      }
      case 7: {
        const from = below(other.length + 1);
        bytes = joined(bytes.subarray(0, at), other.subarray(from, from + below(2000)), bytes.subarray(at));
        break;
      }
      default: {
        const byte = TELLING[below(TELLING.length)] ?? 0;
        bytes = joined(
          bytes.subarray(0, at),
          new Uint8Array(1 + below(random() < 0.1 ? 20_000 : 20)).fill(byte),
          bytes.subarray(at),
        );
      }
    }
    if (bytes.length > MAX_INPUT) bytes = bytes.slice(0, MAX_INPUT);
  }
  return bytes;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The input of one iteration of one target: a pure function of its arguments. */
export function inputOf(seeds: readonly Uint8Array[], base: number, iteration: number): Uint8Array {
  const random = randomOf(base ^ Math.imul(iteration + 1, 0x9e3779b1));
  const pick = (): Uint8Array => seeds[Math.floor(random() * seeds.length)] ?? new Uint8Array(0);
  const seed = pick();
  return mutate(seed, pick(), random);
}
