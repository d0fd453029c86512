/** The methods of a 7z folder as generators over chunks: what one yields is valid until the next is asked for. */
import { createDecipheriv, createHash } from 'node:crypto';
import type { Limits } from '../../limits.js';
import { damaged, EvidenceError } from '../../problem.js';
import { LzmaDecoder } from './lzma.js';

export type Chunks = Generator<Uint8Array, void, void>;

const nextOf = (chunks: Chunks) => (): Uint8Array | undefined => {
  const step = chunks.next();
  return step.done ? undefined : step.value;
};

function dictionaryOf(declared: number, size: number, limits: Limits): number {
  const dictionary = Math.max(1, Math.min(declared, size));
  if (dictionary > limits.maxDictionaryBytes)
    throw new EvidenceError('ALC-E007', `the dictionary of the 7z archive is ${dictionary} bytes`);
  return dictionary;
}

/** Property bytes: one byte of bit counts, then the dictionary's size. */
export function* lzma(input: Chunks, properties: Uint8Array, size: number, limits: Limits): Chunks {
  const [first = 0xff, a = 0, b = 0, c = 0, d = 0] = properties;
  const dictionary = (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
  const decoder = new LzmaDecoder(dictionaryOf(dictionary, size, limits), nextOf(input));
  decoder.setProperties(first);
  decoder.startRangeCoder();
  yield* decoder.decode(size);
}

const LZMA2_RESET_DICTIONARY = 1;
const LZMA2_COPY = 2;

/** Chunks with a control byte: plain data or LZMA, each telling what is reset before it. */
export function* lzma2(input: Chunks, properties: Uint8Array, size: number, limits: Limits): Chunks {
  const code = properties[0] ?? 0xff;
  if (code > 40) throw damaged('the LZMA2 properties are impossible');
  const dictionary = code === 40 ? 0xffffffff : (2 | (code & 1)) * 2 ** ((code >> 1) + 11);
  const decoder = new LzmaDecoder(dictionaryOf(dictionary, size, limits), nextOf(input));
  let needsDictionary = true;
  let needsProperties = true;
  for (;;) {
    const control = decoder.byteOrEnd();
    if (control === undefined) throw damaged('the LZMA2 data ends too early');
    if (control === 0) return;
    if (control > LZMA2_COPY && control < 0x80) throw damaged('the LZMA2 data is damaged');
    const resetsDictionary = control === LZMA2_RESET_DICTIONARY || control >= 0xe0;
    if (resetsDictionary) decoder.resetDictionary();
    else if (needsDictionary) throw damaged('the LZMA2 data is damaged');
    needsDictionary = false;
    if (control <= LZMA2_COPY) {
      yield* decoder.copy(((decoder.byte() << 8) | decoder.byte()) + 1);
      continue;
    }
    const length = (((control & 0x1f) << 16) | (decoder.byte() << 8) | decoder.byte()) + 1;
    decoder.byte();
    decoder.byte();
    if (control >= 0xc0) decoder.setProperties(decoder.byte());
    else if (needsProperties) throw damaged('the LZMA2 data is damaged');
    else if (control >= 0xa0) decoder.resetState();
    needsProperties = false;
    decoder.startRangeCoder();
    yield* decoder.decode(length);
  }
}

/** Each byte is the difference to the one `distance` bytes before. */
export function* delta(input: Chunks, properties: Uint8Array): Chunks {
  const distance = (properties[0] ?? 0) + 1;
  const history = new Uint8Array(distance);
  let at = 0;
  for (const chunk of input) {
    const output = new Uint8Array(chunk.length);
    for (let i = 0; i < chunk.length; i++) {
      const value = ((chunk[i] ?? 0) + (history[at] ?? 0)) & 0xff;
      history[at] = value;
      output[i] = value;
      at = at + 1 === distance ? 0 : at + 1;
    }
    yield output;
  }
}

/** Most rounds 7-Zip itself would compute are 2^19; more only burns time. */
export const MAX_CYCLES_POWER = 22;
const RAW_KEY_POWER = 0x3f;

/** AES-256-CBC with a key of many rounds of SHA-256 over salt, UTF-16 password and a counter. */
export function* aes256(input: Chunks, properties: Uint8Array, password: string | undefined): Chunks {
  if (password === undefined) throw new EvidenceError('ALC-E005', 'the 7z archive is encrypted; give its password');
  const [first = 0, second = 0] = properties;
  const power = first & 0x3f;
  const saltSize = ((first >> 7) & 1) + (second >> 4);
  const vectorSize = ((first >> 6) & 1) + (second & 15);
  if (properties.length < 2 + saltSize + vectorSize) throw damaged('the AES properties of the 7z archive are damaged');
  const salt = properties.subarray(2, 2 + saltSize);
  const vector = Buffer.alloc(16);
  vector.set(properties.subarray(2 + saltSize, 2 + saltSize + vectorSize));
  const decipher = createDecipheriv('aes-256-cbc', deriveKey(password, salt, power), vector);
  decipher.setAutoPadding(false);
  for (const chunk of input) yield decipher.update(chunk);
}

const derivedKeys = new Map<string, Buffer>();
const MAX_DERIVED_KEYS = 8;

function deriveKey(password: string, salt: Uint8Array, power: number): Buffer {
  const secret = Buffer.concat([salt, Buffer.from(password, 'utf16le')]);
  if (power === RAW_KEY_POWER) return Buffer.concat([secret, Buffer.alloc(32)]).subarray(0, 32);
  if (power > MAX_CYCLES_POWER) throw new EvidenceError('ALC-E007', 'the key derivation of the 7z archive is too long');
  const id = `${power}:${secret.toString('hex')}`;
  const known = derivedKeys.get(id);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  const rounds = 2 ** power;
  const perBatch = Math.min(rounds, 1024);
  const stride = secret.length + 8;
  const batch = Buffer.alloc(perBatch * stride);
  for (let i = 0; i < perBatch; i++) batch.set(secret, i * stride);
  for (let round = 0; round < rounds; round += perBatch) {
    for (let i = 0; i < perBatch; i++) batch.writeUInt32LE(round + i, i * stride + secret.length);
    hash.update(batch);
  }
  const key = hash.digest();
  const oldest = derivedKeys.keys().next();
  if (derivedKeys.size >= MAX_DERIVED_KEYS && !oldest.done) derivedKeys.delete(oldest.value);
  derivedKeys.set(id, key);
  return key;
}
