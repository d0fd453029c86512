/** Secrets at rest: AES-256-GCM with the key of the installation, bound to what they belong to. */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

export function seal(key: Uint8Array, belongsTo: string, secret: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(belongsTo));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return [
    'v1',
    nonce.toString('base64url'),
    text.toString('base64url'),
    cipher.getAuthTag().toString('base64url'),
  ].join('.');
}

/** @throws when it was sealed with another key, for something else, or changed */
export function unseal(key: Uint8Array, belongsTo: string, sealed: string): string {
  const [version, nonce = '', text = '', tag = ''] = sealed.split('.');
  if (version !== 'v1') throw new Error('sealed in a way that this version does not know');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), { authTagLength: 16 })
    .setAAD(Buffer.from(belongsTo))
    .setAuthTag(Buffer.from(tag, 'base64url'));
  return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
}

/** A key for one purpose out of the installation's key. */
export function derivedKey(key: Uint8Array, purpose: string): Buffer {
  return createHmac('sha256', key).update(purpose).digest();
}
