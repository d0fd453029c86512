/** The same tree must read the same from every container, whole and unit by unit. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenOptions } from '../unit.js';
import { type ArchiveEntry, writeGzip, writeTar, writeZip } from '../write/index.js';
import { listUnits, openUnit } from './index.js';

interface Seen {
  path: string;
  size: number;
  sha256: string;
}

async function readAll(paths: string[], options: OpenOptions = {}) {
  const { units, problems } = await listUnits(paths, options);
  const seen: Seen[] = [];
  const faults = [...problems];
  for (const unit of units) {
    // A worker gets the locator as a message: it must survive that.
    for await (const file of openUnit(JSON.parse(JSON.stringify(unit.locator)), options)) {
      const hash = createHash('sha256');
      const result = await file.read((chunk) => {
        hash.update(chunk);
      });
      faults.push(...result.problems);
      if (result.complete) seen.push({ path: file.path, size: result.bytes, sha256: hash.digest('hex') });
    }
  }
  return { seen: seen.sort((a, b) => (a.path < b.path ? -1 : 1)), faults, units };
}

/** Compressible and incompressible, empty, longer than every buffer, names beyond ASCII and beyond 100 bytes. */
function makeTree(): ArchiveEntry[] {
  const lines = Buffer.from('2021-03-03 06:49:46 192.0.2.10 POST /ecp/y.js - 443 - 203.0.113.77 - 241 0 0 30\r\n');
  const noise = (bytes: number, seed: string): Buffer => {
    const out = Buffer.alloc(bytes);
    for (let i = 0; i * 32 < bytes; i++)
      createHash('sha256')
        .update(`${seed}${i}`)
        .digest()
        .copy(out, i * 32);
    return out;
  };
  const modified = Date.UTC(2021, 2, 9, 12, 30, 4);
  const long = `C/Program Files/Microsoft/Exchange Server/V15/Logging/HttpProxy/Ecp/${'long/'.repeat(20)}HttpProxy_2021030306-1.LOG`;
  return [
    { path: 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log', data: Buffer.alloc(6 << 20, lines), modified },
    { path: 'C/ProgramData/it.zip', data: Buffer.from('PK\x03\x04 not to be opened'), modified },
    { path: 'C/ProgramData/noise.bin', data: noise(2_500_001, 'a'), modified },
    { path: 'C/Users/Müller/ümläut – ж.txt', data: Buffer.from('ü'), modified },
    { path: 'C/empty.log', data: new Uint8Array(0), modified },
    { path: long, data: Buffer.alloc(70_000, lines), modified },
    { path: 'uploads/ntfs/%5C%5C.%5CC%3A/Windows/x.dll', data: noise(40_000, 'b'), modified },
    ...Array.from({ length: 40 }, (_, i) => ({ path: `C/many/${i}.txt`, data: Buffer.from(`file ${i}\n`), modified })),
  ];
}

const tree = makeTree();
const expected = tree
  .map(({ path, data }): Seen => {
    const bytes = data instanceof Uint8Array ? data : new Uint8Array(0);
    return { path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  })
  .sort((a, b) => (a.path < b.path ? -1 : 1));

let work = '';
let folder = '';

async function save(name: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk.slice());
  const file = join(work, name);
  writeFileSync(file, Buffer.concat(pieces));
  return file;
}

async function* inPieces(entries: ArchiveEntry[]): AsyncGenerator<ArchiveEntry> {
  for (const entry of entries) {
    const bytes = entry.data instanceof Uint8Array ? entry.data : new Uint8Array(0);
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
    };
    yield { ...entry, data: pieces(), size: bytes.length };
  }
}

const sevenZip = ['7zz', '7z', '7za'].find((name) => spawnSync(name, ['i']).status === 0);
const zipTool = spawnSync('zip', ['-v']).status === 0 ? 'zip' : undefined;
const needs = (tool: string | undefined, name: string) => {
  if (tool === undefined) console.warn(`SKIPPED: ${name} is not installed; its archives were not tested`);
  return tool === undefined ? test.skip : test;
};

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'evidence-'));
  folder = join(work, 'tree');
  for (const { path, data, modified = 0 } of tree) {
    const file = join(folder, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data instanceof Uint8Array ? data : '');
    utimesSync(file, modified / 1000, modified / 1000);
  }
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function expectTree(path: string, options: OpenOptions = {}): Promise<void> {
  const { seen, faults } = await readAll([path], options);
  expect(faults).toEqual([]);
  expect(seen).toEqual(expected);
}

describe('one tree in every container', () => {
  test('folder', () => expectTree(folder));
  test('zip, stored', async () => expectTree(await save('s.zip', writeZip(tree, { method: 'stored' }))));
  test('zip, deflated', async () => expectTree(await save('d.zip', writeZip(tree, { method: 'deflate' }))));
  test('zip, streamed with sizes behind the data', async () =>
    expectTree(await save('p.zip', writeZip(inPieces(tree), { method: 'deflate' }))));
  test('zip64', async () => expectTree(await save('64.zip', writeZip(tree, { method: 'deflate', zip64: true }))));
  for (const method of ['stored', 'deflate'] as const)
    test(`zip, AES, ${method}`, async () =>
      expectTree(await save(`aes-${method}.zip`, writeZip(tree, { method, password: 'gehëim' })), {
        password: 'gehëim',
      }));
  test('tar', async () => expectTree(await save('t.tar', writeTar(tree))));
  test('tar, streamed', async () => expectTree(await save('tp.tar', writeTar(inPieces(tree)))));
  test('tar.gz', async () => expectTree(await save('t.tar.gz', writeGzip(writeTar(tree)))));
  test('GNU tar', async () => {
    execFileSync('tar', ['--format=gnu', '-czf', join(work, 'gnu.tgz'), '-C', folder, '.']);
    await expectTree(join(work, 'gnu.tgz'));
  });
  test('tar, pax', async () => {
    execFileSync('tar', ['--format=pax', '-cf', join(work, 'pax.tar'), '-C', folder, '.']);
    await expectTree(join(work, 'pax.tar'));
  });
  needs(zipTool, 'zip')('zip of Info-ZIP, deflated and with its own encryption', async () => {
    execFileSync('zip', ['-qr', '../info.zip', '.'], { cwd: folder });
    await expectTree(join(work, 'info.zip'));
    execFileSync('zip', ['-qr', '-P', 'geheim', '../crypto.zip', '.'], { cwd: folder });
    await expectTree(join(work, 'crypto.zip'), { password: 'geheim' });
  });
});

describe('archives of 7-Zip', () => {
  const variants: [string, string[], string?][] = [
    ['LZMA2', ['-m0=lzma2']],
    ['LZMA', ['-m0=lzma']],
    ['LZMA with a small dictionary', ['-m0=lzma:d=64k:lc=0:lp=2:pb=0']],
    ['LZMA2 in one block per file', ['-ms=off']],
    ['copy', ['-m0=copy']],
    ['BCJ and LZMA2', ['-m0=bcj', '-m1=lzma2']],
    ['delta and LZMA', ['-m0=delta:4', '-m1=lzma']],
    ['AES', ['-pgeheim'], 'geheim'],
    ['AES with an encrypted header', ['-pgeheim', '-mhe=on'], 'geheim'],
  ];
  for (const [name, flags, password] of variants)
    needs(sevenZip, '7-Zip')(name, async () => {
      const file = join(work, `${name.replaceAll(' ', '-')}.7z`);
      execFileSync(sevenZip ?? '', ['a', '-bd', '-mx=5', ...flags, file, '.'], { cwd: folder, stdio: 'ignore' });
      await expectTree(file, password === undefined ? {} : { password });
    });
  needs(sevenZip, '7-Zip')('zip with AES-128, -192 and -256 and ZipCrypto', async () => {
    for (const method of ['AES128', 'AES192', 'AES256', 'ZipCrypto']) {
      const file = join(work, `${method}.zip`);
      execFileSync(sevenZip ?? '', ['a', '-bd', '-tzip', `-mem=${method}`, '-pgeheim', file, '.'], {
        cwd: folder,
        stdio: 'ignore',
      });
      await expectTree(file, { password: 'geheim' });
    }
  });
});
