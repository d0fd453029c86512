/**
 * What makes a notice checkable: a code that only we can have made, a link for opting out, a signature. All follow from the key of the
 * installation; nothing of it is stored with the notice but the hash of the code.
 */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  timingSafeEqual,
} from 'node:crypto';
import { derivedKey } from '../access/seal.js';

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford: nothing that is misread on paper
const CODE_LETTERS = 12; // 60 bits
/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface NoticeSecrets {
  /** `XXXX-XXXX-XXXX`. */
  code(batch: string, channel: string, address: string): string;
  optOutToken(authority: string, contact: string): string;
  /** The contact that the token was made for. */
  readOptOut(token: string): { readonly authority: string; readonly contact: string } | undefined;
  /** The text with a block that openssl verifies; see docs/fleet-notices.md. */
  signed(text: string): string;
  /** PEM. */
  readonly publicKey: string;
}

export function hashOfCode(code: string): string {
  return createHash('sha256')
    .update(`notice-code:${normalCode(code)}`)
    .digest('hex');
}

/** As people type it: any case, with or without hyphens, O for 0, I and L for 1. */
export function normalCode(code: string): string {
  return code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1').slice(0, 64);
}

/** @param installationKey the same in every process of an installation, and after a restart */
export function noticeSecrets(installationKey: Uint8Array): NoticeSecrets {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, derivedKey(installationKey, 'notice signature')]),
    format: 'der',
    type: 'pkcs8',
  });
  const mac = derivedKey(installationKey, 'notice codes');
  const publicKey = createPublicKey(key);
  return {
    code: (batch, channel, address) => {
      const bytes = createHmac('sha256', mac)
        .update(JSON.stringify(['code', batch, channel, address]))
        .digest();
      let letters = '';
      for (let n = 0; n < CODE_LETTERS; n += 1) letters += LETTERS[(bytes[n] ?? 0) & 31];
      return letters.replace(/(.{4})(?=.)/g, '$1-');
    },
    optOutToken: (authority, contact) => `${authority}.${contact}.${tag(mac, authority, contact)}`,
    readOptOut: (token) => {
      const [authority, contact, given, more] = token.split('.');
      if (authority === undefined || contact === undefined || given === undefined || more !== undefined)
        return undefined;
      const right = Buffer.from(tag(mac, authority, contact));
      const bytes = Buffer.from(given);
      return right.length === bytes.length && timingSafeEqual(right, bytes) ? { authority, contact } : undefined;
    },
    signed: (text) => signedText(text, key, publicKey),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function tag(mac: Buffer, authority: string, contact: string): string {
  return createHmac('sha256', mac)
    .update(JSON.stringify(['opt-out', authority, contact]))
    .digest('base64url')
    .slice(0, 32);
}

export const SIGNATURE_LINE = '-----BEGIN NOTICE SIGNATURE-----';

/** What is signed: the UTF-8 text above the signature line, lines ended by \n, the last one too. */
function signedText(text: string, key: KeyObject, publicKey: KeyObject): string {
  const covered = text.endsWith('\n') ? text : `${text}\n`;
  const signature = sign(null, Buffer.from(covered, 'utf8'), key).toString('base64');
  const id = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('hex')
    .slice(0, 16);
  return `${covered}${SIGNATURE_LINE}\nEd25519 ${id}\n${signature.replace(/(.{64})(?=.)/g, '$1\n')}\n-----END NOTICE SIGNATURE-----\n`;
}
