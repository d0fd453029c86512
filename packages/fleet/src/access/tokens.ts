/** Random tokens. The database keeps their hashes only. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `<authority>.<256 random bits>`: the first part says where to look, the second is the secret. */
export function newToken(authority: string): string {
  return `${authority}.${randomBytes(32).toString('base64url')}`;
}

/** The authority that a token names, when it has the form of a token. */
export function authorityOf(token: string): string | undefined {
  const [authority, secret, more] = token.split('.');
  return authority !== undefined && secret?.length === 43 && more === undefined && UUID.test(authority)
    ? authority
    : undefined;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The CSRF token of a session: follows from its secret, so that it can be given again, and tells nothing about it. */
export function csrfOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('csrf').digest('base64url');
}

export function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
