/**
 * The key that evidence is encrypted to: one for each authority, out of the key of the installation. Whoever uploads sees the recipient only;
 * who decrypts needs the installation's key. Losing that key is losing what was not assessed yet: docs/fleet-evidence.md.
 */
import { identityToRecipient } from 'age-encryption';
import { derivedKey } from '../access/seal.js';

export interface CaseKey {
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: string;
  /** `age1…` */
  readonly recipient: string;
}

export async function caseKey(installationKey: Uint8Array, authority: string): Promise<CaseKey> {
  const identity = bech32('age-secret-key-', derivedKey(installationKey, `case identity ${authority}`)).toUpperCase();
  return { identity, recipient: await identityToRecipient(identity) };
}

const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** BIP 173, without its limit of 90 characters, as age writes keys. */
function bech32(prefix: string, bytes: Uint8Array): string {
  const words: number[] = [];
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      words.push((value >> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  if (bits > 0) words.push((value << (5 - bits)) & 31);
  const codes = [...prefix].map((c) => c.charCodeAt(0));
  const head = [...codes.map((c) => c >> 5), 0, ...codes.map((c) => c & 31)];
  const sum = polymod([...head, ...words, 0, 0, 0, 0, 0, 0]) ^ 1;
  const check = [0, 1, 2, 3, 4, 5].map((n) => (sum >> (5 * (5 - n))) & 31);
  return `${prefix}1${[...words, ...check].map((w) => LETTERS[w]).join('')}`;
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [n, g] of GENERATOR.entries()) if ((top >> n) & 1) sum ^= g;
  }
  return sum;
}
