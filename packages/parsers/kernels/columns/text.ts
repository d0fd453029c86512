// Bytes: comparing, hashing, folding. Reads may go up to 16 bytes behind a text: memory is there, and zero or stale.

let key1: u32 = 0x9e3779b1;
let key2: u32 = 0x85ebca77;
let key3: u64 = 0x9e3779b97f4a7c15;

/** Secret keys for the tables: nobody can prepare names that all fall into one slot. They change no result. */
export function seed(a: u32, b: u32, c: u32): void {
  key1 = a;
  key2 = b;
  key3 = (<u64>a << 32) | <u64>(c | 1);
}

@inline
function low(bytes: u32): u64 {
  return bytes >= 8 ? ~(<u64>0) : ((<u64>1) << <u64>(bytes << 3)) - 1;
}

/** Keyed hash after NH (RFC 4418): products of keyed halves, summed over a polynomial. */
@inline
export function hash(at: usize, length: u32): u32 {
  let h: u64 = <u64>length;
  let k1 = key1;
  let k2 = key2;
  for (let i: u32 = 0; i < length; i += 8) {
    const x = load<u64>(at + i) & low(length - i);
    h = (h ^ (h >> 29)) * key3 + <u64>(<u32>x + k1) * <u64>(<u32>(x >> 32) + k2);
    k1 += 0x7feb352d;
    k2 += 0x846ca68b;
  }
  h = (h ^ (h >> 32)) * key3;
  return <u32>(h >> 32);
}

@inline
export function hashKey(x: u32): u32 {
  const h = <u64>(x + key1) * key3;
  return <u32>(h >> 32);
}

@inline
export function equal(a: usize, b: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i += 8) {
    if (((load<u64>(a + i) ^ load<u64>(b + i)) & low(length - i)) != 0) return false;
  }
  return true;
}

/** Copies in steps of 16: up to 15 bytes behind the copy are overwritten. */
@inline
export function copy(to: usize, from: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

/** The same with A-Z as a-z. */
@inline
export function copyLower(to: usize, from: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i += 16) {
    const x = v128.load(from + i);
    const upper = i8x16.lt_u(i8x16.sub(x, i8x16.splat(0x41)), i8x16.splat(26));
    v128.store(to + i, v128.or(x, v128.and(upper, i8x16.splat(0x20))));
  }
}

@inline
export function isLetter(b: u32): bool {
  return (b | 0x20) - 0x61 < 26;
}

@inline
export function fold(b: u32): u32 {
  return b - 0x41 < 26 ? b | 0x20 : b;
}
