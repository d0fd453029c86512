/** Ed25519 signatures (RFC 8032) as raw 64 bytes: what `openssl pkeyutl -verify -rawin` checks. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

export interface KeyPair {
  /** PKCS #8, PEM. */
  readonly privateKey: string;
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string;
}

export function newSigningKey(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

export class KeyError extends Error {}

/** @throws KeyError for a text that is no Ed25519 private key. */
export function signBytes(bytes: Uint8Array, privateKey: string): { signature: Uint8Array; publicKey: string } {
  const key = load(() => createPrivateKey(privateKey), 'private');
  return {
    signature: sign(null, bytes, key),
    publicKey: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** @throws KeyError for a text that is no Ed25519 public key. */
export function isSignedBy(bytes: Uint8Array, signature: Uint8Array, publicKey: string): boolean {
  const key = load(() => createPublicKey(publicKey), 'public');
  return signature.length === 64 && verify(null, bytes, key, signature);
}

function load(make: () => KeyObject, kind: 'private' | 'public'): KeyObject {
  let key: KeyObject;
  try {
    key = make();
  } catch {
    throw new KeyError(`not a ${kind} key in PEM form`);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new KeyError(`not an Ed25519 ${kind} key`);
  return key;
}
