/**
 * WinZip's AES encryption (AE-1 and AE-2): salt, 2 check bytes, data in counter mode, 10 bytes HMAC-SHA1.
 * Specification: https://www.winzip.com/en/support/aes-encryption/. The counter is little-endian and starts at 1, so
 * Node's own CTR cannot be used; counters are encrypted as ECB blocks instead. Any place can be decrypted on its own.
 */
import { createCipheriv, createHmac, type Hmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import type { ByteStream } from '../../bytes/byte-stream.js';
import { type RandomAccess, readRange } from '../../bytes/random-access.js';
import { damaged, EvidenceError } from '../../problem.js';

const ITERATIONS = 1000;
const CHECK_BYTES = 2;
export const MAC_BYTES = 10;
const BLOCK = 16;
const BATCH_BLOCKS = 4096;

export interface AesKeys {
  readonly key: Buffer;
  readonly macKey: Buffer;
  readonly check: Buffer;
}

/** Salt length by strength 1, 2, 3 = AES-128, 192, 256; undefined for an impossible strength. */
export function saltBytes(strength: number): number | undefined {
  return strength >= 1 && strength <= 3 ? 4 + 4 * strength : undefined;
}

/** Bytes around the encrypted data. */
export function aesOverhead(strength: number): number {
  return (saltBytes(strength) ?? 0) + CHECK_BYTES + MAC_BYTES;
}

const derived = new Map<string, AesKeys>();
const MAX_DERIVED = 16;

/** Derivation costs a millisecond; a nested archive asks for the same salt again and again. */
export function deriveKeys(password: string, salt: Uint8Array, strength: number): AesKeys {
  const id = `${strength}:${Buffer.from(salt).toString('hex')}:${password}`;
  const known = derived.get(id);
  if (known !== undefined) return known;
  const keyBytes = 8 + 8 * strength;
  const bytes = pbkdf2Sync(password, salt, ITERATIONS, 2 * keyBytes + CHECK_BYTES, 'sha1');
  const keys: AesKeys = {
    key: bytes.subarray(0, keyBytes),
    macKey: bytes.subarray(keyBytes, 2 * keyBytes),
    check: bytes.subarray(2 * keyBytes),
  };
  const oldest = derived.keys().next();
  if (derived.size >= MAX_DERIVED && !oldest.done) derived.delete(oldest.value);
  derived.set(id, keys);
  return keys;
}

/** Encrypts and decrypts (the same in counter mode), in place, from any offset of the data. */
export class AesCounter {
  readonly #cipher;
  readonly #counters = new Uint8Array(BATCH_BLOCKS * BLOCK);
  readonly #view = new DataView(this.#counters.buffer);

  constructor(key: Buffer) {
    this.#cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
    this.#cipher.setAutoPadding(false);
  }

  apply(data: Uint8Array, offset: number): void {
    let at = 0;
    while (at < data.length) {
      const position = offset + at;
      const within = position % BLOCK;
      const firstBlock = Math.floor(position / BLOCK);
      const blocks = Math.min(BATCH_BLOCKS, Math.ceil((within + data.length - at) / BLOCK));
      const stream = this.#keyStream(firstBlock, blocks);
      const length = Math.min(data.length - at, blocks * BLOCK - within);
      exclusiveOr(data.subarray(at, at + length), stream.subarray(within, within + length));
      at += length;
    }
  }

  #keyStream(firstBlock: number, blocks: number): Uint8Array {
    for (let i = 0; i < blocks; i++) {
      const counter = firstBlock + i + 1;
      this.#view.setUint32(i * BLOCK, counter >>> 0, true);
      this.#view.setUint32(i * BLOCK + 4, Math.floor(counter / 2 ** 32), true);
    }
    return this.#cipher.update(this.#counters.subarray(0, blocks * BLOCK));
  }
}

function exclusiveOr(data: Uint8Array, mask: Uint8Array): void {
  let done = 0;
  if (data.byteOffset % 4 === 0 && mask.byteOffset % 4 === 0) {
    const words = data.length >> 2;
    const a = new Uint32Array(data.buffer, data.byteOffset, words);
    const b = new Uint32Array(mask.buffer, mask.byteOffset, words);
    for (let i = 0; i < words; i++) a[i] = (a[i] ?? 0) ^ (b[i] ?? 0);
    done = words * 4;
  }
  for (let i = done; i < data.length; i++) data[i] = (data[i] ?? 0) ^ (mask[i] ?? 0);
}

/** Checks the password against the member's first bytes; returns the keys and where the encrypted data lies. */
export function openAes(
  access: RandomAccess,
  start: number,
  packed: number,
  strength: number,
  password: string | undefined,
): { keys: AesKeys; start: number; length: number } {
  const salt = saltBytes(strength);
  if (salt === undefined) throw damaged('the AES strength of the member is impossible');
  if (packed < aesOverhead(strength)) throw damaged('the encrypted member is too short');
  if (password === undefined) throw new EvidenceError('ALC-E005', 'the member is encrypted (AES); give its password');
  const head = readRange(access, start, salt + CHECK_BYTES);
  if (head.length < salt + CHECK_BYTES) throw damaged('the zip ends inside the member');
  const keys = deriveKeys(password, head.subarray(0, salt), strength);
  if (!timingSafeEqual(keys.check, head.subarray(salt)))
    throw new EvidenceError('ALC-E005', 'the member is encrypted (AES) and the password is wrong');
  return { keys, start: start + salt + CHECK_BYTES, length: packed - aesOverhead(strength) };
}

/** Decrypts a stream in place and knows its HMAC at the end. */
export class AesStream implements ByteStream {
  readonly #counter: AesCounter;
  readonly #hmac: Hmac;
  #offset = 0;

  constructor(
    readonly stream: ByteStream,
    keys: AesKeys,
  ) {
    this.#counter = new AesCounter(keys.key);
    this.#hmac = createHmac('sha1', keys.macKey);
  }

  async next(): Promise<Uint8Array | undefined> {
    const chunk = await this.stream.next();
    if (chunk === undefined) return undefined;
    this.#hmac.update(chunk);
    this.#counter.apply(chunk, this.#offset);
    this.#offset += chunk.length;
    return chunk;
  }

  /** Whether everything read so far is what was encrypted. */
  authenticates(mac: Uint8Array): boolean {
    return mac.length === MAC_BYTES && timingSafeEqual(this.#hmac.digest().subarray(0, MAC_BYTES), mac);
  }

  close(): void {
    this.stream.close();
  }
}

/** A stored, encrypted member, readable anywhere. Its HMAC is not checked: the archive inside has checksums of its own. */
export class AesAccess implements RandomAccess {
  readonly #counter: AesCounter;
  constructor(
    readonly data: RandomAccess,
    keys: AesKeys,
  ) {
    this.#counter = new AesCounter(keys.key);
  }
  get size(): number {
    return this.data.size;
  }
  readInto(target: Uint8Array, offset: number): number {
    const read = this.data.readInto(target, offset);
    this.#counter.apply(target.subarray(0, read), offset);
    return read;
  }
  close(): void {
    this.data.close();
  }
}
