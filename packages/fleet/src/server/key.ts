/** The key of an installation: made once, kept in the data folder, the same for every process that works on one database. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServeError } from './serve-error.js';

const FILE = 'installation.key';
const BYTES = 32;

/** @param given base64, where processes share no data folder */
export function installationKey(data: string, given?: string): Uint8Array {
  const path = join(data, FILE);
  if (given === undefined && !existsSync(path))
    writeFileSync(path, `${randomBytes(BYTES).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  const key = Buffer.from((given ?? readFileSync(path, 'utf8')).trim(), 'base64');
  if (key.length !== BYTES)
    throw new ServeError(`${given === undefined ? path : 'ALLCLEAR_KEY'} is not ${BYTES} bytes as base64.`);
  return key;
}
