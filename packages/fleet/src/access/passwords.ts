/** Passwords: scrypt with its parameters beside the hash, so that they can grow. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MB and some 150 ms of one core each: OWASP's second choice of parameters for scrypt. */
const COST = { log2N: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
/** What a stored hash may ask for at most. */
const MOST = { log2N: 18, r: 16, p: 8 };

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.log2N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

export async function isPassword(password: string, stored: string): Promise<boolean> {
  const [kind, log2N, r, p, salt, key] = stored.split('$');
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  if (kind !== 'scrypt' || salt === undefined || key === undefined) return false;
  if (!(cost.log2N <= MOST.log2N && cost.r <= MOST.r && cost.p <= MOST.p)) return false;
  const expected = Buffer.from(key, 'base64url');
  const given = await derive(password, Buffer.from(salt, 'base64url'), cost);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

let nobodys: Promise<string> | undefined;
/** Takes as long as a real check: whether an address is known must not show in the time. */
export async function checkNobodysPassword(password: string): Promise<false> {
  nobodys ??= hashPassword(randomBytes(16).toString('hex'));
  await isPassword(password, await nobodys);
  return false;
}

function derive(password: string, salt: Uint8Array, cost: typeof COST): Promise<Buffer> {
  const options = { N: 2 ** cost.log2N, r: cost.r, p: cost.p, maxmem: 512 * 1024 * 1024 };
  return new Promise((done, failed) =>
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => (error ? failed(error) : done(key))),
  );
}
