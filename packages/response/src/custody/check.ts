/** Checks a custody folder: signature, list, and every file. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFile, Manifest } from './manifest.js';
import { isSignedBy } from './signature.js';
import { readSums } from './sums.js';

export const CUSTODY_FILES = {
  manifest: 'custody.json',
  signature: 'custody.json.sig',
  publicKey: 'custody.pub.pem',
  sums: 'SHA256SUMS',
  timestampRequest: 'custody.tsq',
  timestampAnswer: 'custody.tsr',
} as const;

export interface CustodyCheck {
  /** Plain sentences; empty: everything is as it was when the list was made. */
  readonly faults: readonly string[];
  readonly signed: 'valid' | 'invalid' | 'not-signed';
  readonly count: number;
}

/**
 * @param folder with the files of {@link CUSTODY_FILES}
 * @param root where the listed files are now
 * @param publicKey of the responder, from elsewhere; without it the key beside the list is used, which proves only that the list is whole
 */
export async function checkCustody(folder: string, root: string, publicKey?: string): Promise<CustodyCheck> {
  const faults: string[] = [];
  const bytes = readFileSync(join(folder, CUSTODY_FILES.manifest));
  const manifest = parse(bytes);
  if (manifest === undefined)
    return { faults: [`${CUSTODY_FILES.manifest} is no custody list, or damaged`], signed: 'invalid', count: 0 };
  const signed = signatureOf(folder, bytes, publicKey);
  if (signed === 'invalid')
    faults.push('The signature does not fit: the list was changed, or signed with another key.');
  const sums = existsSync(join(folder, CUSTODY_FILES.sums))
    ? readFileSync(join(folder, CUSTODY_FILES.sums))
    : Buffer.alloc(0);
  if (createHash('sha256').update(sums).digest('hex') !== manifest.sums)
    faults.push(
      `${CUSTODY_FILES.sums} is not the one that was signed: it holds ${readSums(sums.toString('utf8')).length} lines, the signed list ${manifest.count}.`,
    );
  if (manifest.items.length !== manifest.count)
    faults.push(`The list holds ${manifest.items.length} items and says ${manifest.count}.`);
  for (const item of manifest.items) {
    const path = join(root, ...item.path.split('/'));
    if (item.path.split('/').includes('..')) {
      faults.push(`${item.path}: leads out of the folder`);
      continue;
    }
    try {
      if (!lstatSync(path).isFile()) faults.push(`${item.path}: not an ordinary file any more`);
      else if ((await hashFile(path)).sha256 !== item.sha256) faults.push(`${item.path}: changed`);
    } catch {
      faults.push(`${item.path}: missing`);
    }
  }
  return { faults, signed, count: manifest.count };
}

function parse(bytes: Uint8Array): Manifest | undefined {
  try {
    return Manifest.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
}

function signatureOf(folder: string, bytes: Uint8Array, publicKey: string | undefined): CustodyCheck['signed'] {
  const file = join(folder, CUSTODY_FILES.signature);
  if (!existsSync(file)) return publicKey === undefined ? 'not-signed' : 'invalid';
  const own = join(folder, CUSTODY_FILES.publicKey);
  const key = publicKey ?? (existsSync(own) ? readFileSync(own, 'utf8') : undefined);
  if (key === undefined) return 'invalid';
  try {
    return isSignedBy(bytes, readFileSync(file), key) ? 'valid' : 'invalid';
  } catch {
    return 'invalid';
  }
}
