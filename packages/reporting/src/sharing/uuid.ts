import { createHash } from 'node:crypto';

/** Name-based identifier (RFC 9562, version 5: SHA-1 over namespace and name). Equal names give equal identifiers. */
export function uuid5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Namespace of STIX cyber-observable objects (STIX 2.1, section 2.9). */
export const STIX_NAMESPACE = '00abedb4-aa42-466c-9c01-fed23315a9b7';
/** Our own: made once, of nothing. */
export const OWN_NAMESPACE = '7c4f6b0e-52b3-5d35-9a3d-5b8c5f2ea1c7';
