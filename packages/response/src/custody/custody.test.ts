import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CUSTODY_FILES, checkCustody } from './check.js';
import { makeManifest } from './manifest.js';
import { isSignedBy, KeyError, newSigningKey, signBytes } from './signature.js';
import { readSums, writeSums } from './sums.js';
import { timestampRequest } from './timestamp.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'custody-'));
  mkdirSync(join(folder, 'evidence', 'sub'), { recursive: true });
  writeFileSync(join(folder, 'evidence', 'a.log'), 'one');
  writeFileSync(join(folder, 'evidence', 'sub', 'b\\with\nodd name.log'), 'two');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const has = (tool: string): boolean => spawnSync(tool, ['--version']).error === undefined;

async function signed(): Promise<{ root: string; publicKey: string }> {
  const root = join(folder, 'evidence');
  const { manifest, sums } = await makeManifest({
    root,
    about: 'test',
    by: 'tester',
    machine: 'm',
    toolVersion: '0',
    contentVersion: '0',
  });
  const { privateKey, publicKey } = newSigningKey();
  const bytes = Buffer.from(JSON.stringify(manifest));
  writeFileSync(join(folder, CUSTODY_FILES.manifest), bytes);
  writeFileSync(join(folder, CUSTODY_FILES.sums), sums);
  writeFileSync(join(folder, CUSTODY_FILES.signature), signBytes(bytes, privateKey).signature);
  writeFileSync(join(folder, CUSTODY_FILES.publicKey), publicKey);
  return { root, publicKey };
}

describe('custody', () => {
  it('lists every file with its hash, and names links without following them', async () => {
    symlinkSync('/etc', join(folder, 'evidence', 'link'));
    const { manifest } = await makeManifest({
      root: join(folder, 'evidence'),
      about: 'test',
      by: 'tester',
      machine: 'm',
      toolVersion: '0',
      contentVersion: '0',
    });
    expect(manifest.items.map((i) => [i.path, i.size])).toEqual([
      ['a.log', 3],
      ['sub/b\\with\nodd name.log', 3],
    ]);
    expect(manifest.leftOut).toEqual([{ path: 'link', reason: 'a link, not followed' }]);
  });

  it('is checked by sha256sum and openssl', async () => {
    if (!has('sha256sum') || !has('openssl')) {
      console.warn('SKIPPED: sha256sum or openssl is not on this machine');
      return;
    }
    const { root } = await signed();
    const sums = spawnSync('sha256sum', ['--check', '--strict', join(folder, CUSTODY_FILES.sums)], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(sums.status, sums.stderr).toBe(0);
    expect(sums.stdout.trim().split('\n')).toHaveLength(2);
    const args = [
      'pkeyutl',
      '-verify',
      '-pubin',
      '-inkey',
      CUSTODY_FILES.publicKey,
      '-rawin',
      '-in',
      CUSTODY_FILES.manifest,
      '-sigfile',
      CUSTODY_FILES.signature,
    ];
    expect(spawnSync('openssl', args, { cwd: folder }).status).toBe(0);
    writeFileSync(
      join(folder, CUSTODY_FILES.manifest),
      readFileSync(join(folder, CUSTODY_FILES.manifest), 'utf8').replace('tester', 'another'),
    );
    expect(spawnSync('openssl', args, { cwd: folder }).status).not.toBe(0);
  });

  it('sees every kind of change: a file, a missing file, a cut list, another key', async () => {
    const { root, publicKey } = await signed();
    expect(await checkCustody(folder, root, publicKey)).toEqual({ faults: [], signed: 'valid', count: 2 });
    expect((await checkCustody(folder, root, newSigningKey().publicKey)).signed).toBe('invalid');
    writeFileSync(join(root, 'a.log'), 'two');
    expect((await checkCustody(folder, root, publicKey)).faults).toEqual(['a.log: changed']);
    rmSync(join(root, 'a.log'));
    expect((await checkCustody(folder, root, publicKey)).faults).toEqual(['a.log: missing']);
    writeFileSync(join(root, 'a.log'), 'one');
    const sums = readFileSync(join(folder, CUSTODY_FILES.sums), 'utf8');
    writeFileSync(join(folder, CUSTODY_FILES.sums), sums.slice(0, sums.indexOf('\n') + 1));
    expect((await checkCustody(folder, root, publicKey)).faults.join()).toMatch(/holds 1 lines, the signed list 2/);
    writeFileSync(join(folder, CUSTODY_FILES.sums), sums);
    const manifest = readFileSync(join(folder, CUSTODY_FILES.manifest), 'utf8');
    writeFileSync(join(folder, CUSTODY_FILES.manifest), manifest.replace('"count":2', '"count":3'));
    expect((await checkCustody(folder, root, publicKey)).signed).toBe('invalid');
    writeFileSync(join(folder, CUSTODY_FILES.manifest), manifest.slice(0, 50));
    expect((await checkCustody(folder, root, publicKey)).faults.join()).toMatch(/no custody list/);
  });

  it('reads back the list it writes, whatever the names', () => {
    const name = fc.string({ minLength: 1 }).filter((s) => !s.includes('\0'));
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const sums = names.map((path) => ({ path, sha256: createHash('sha256').update(path).digest('hex') }));
        expect(readSums(writeSums(sums))).toEqual(sums);
      }),
    );
  });

  it('refuses what is no Ed25519 key with a clear reason', () => {
    expect(() => signBytes(Buffer.from('x'), 'nonsense')).toThrow(KeyError);
    expect(() => isSignedBy(Buffer.from('x'), Buffer.alloc(64), 'nonsense')).toThrow(/public key in PEM/);
  });

  it('asks for a time stamp in the form that openssl reads', () => {
    if (!has('openssl')) {
      console.warn('SKIPPED: openssl is not on this machine');
      return;
    }
    const hash = createHash('sha256').update('x').digest();
    for (const nonce of [
      Buffer.from('00ff00', 'hex'),
      Buffer.from('80', 'hex'),
      Buffer.from('0102030405060708', 'hex'),
    ]) {
      const file = join(folder, 'request.tsq');
      writeFileSync(file, timestampRequest(hash, nonce));
      const shown = spawnSync('openssl', ['ts', '-query', '-in', file, '-text'], { encoding: 'utf8' });
      expect(shown.status, shown.stderr).toBe(0);
      expect(shown.stdout).toMatch(/Hash Algorithm: sha256/);
      expect(shown.stdout).toMatch(/Certificate required: yes/);
      expect(shown.stdout.replace(/[\s-]/g, '')).toContain(hash.toString('hex').slice(0, 16));
    }
  });
});
