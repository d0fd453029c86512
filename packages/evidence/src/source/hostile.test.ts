/** What is wrong with a container becomes a problem; the rest goes on. Nothing here throws, hangs or grows. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Problem } from '@allclear/model';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openablePath } from '../bytes/openable-path.js';
import { DEFAULT_LIMITS } from '../limits.js';
import type { OpenOptions } from '../unit.js';
import { type ArchiveEntry, writeGzip, writeTar, writeZip, type ZipOptions } from '../write/index.js';
import { listUnits, openUnit } from './index.js';

let work = '';
let files = 0;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'hostile-'));
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const save = (bytes: Uint8Array, name = `${files++}.bin`): string => {
  const file = join(work, name);
  writeFileSync(file, bytes);
  return file;
};
async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk.slice());
  return Buffer.concat(pieces);
}
const entry = (path: string, text = `content of ${path}`): ArchiveEntry => ({ path, data: Buffer.from(text) });
const zip = (entries: ArchiveEntry[], options: ZipOptions = { method: 'stored' }): Promise<Buffer> =>
  gather(writeZip(entries, options));

/** All contents by path, and all problem codes with the file they belong to. */
async function read(paths: string | string[], options: OpenOptions = {}) {
  const { units, problems } = await listUnits(typeof paths === 'string' ? [paths] : paths, options);
  const contents: Record<string, string> = {};
  const all: Problem[] = [...problems];
  let bytes = 0;
  for (const unit of units)
    for await (const file of openUnit(unit.locator, options)) {
      const pieces: Buffer[] = [];
      const result = await file.read((chunk) => {
        bytes += chunk.length;
        if (bytes < 1 << 22) pieces.push(Buffer.from(chunk));
      });
      all.push(...result.problems);
      const text = Buffer.concat(pieces).toString('latin1');
      if (result.complete || text !== '') contents[file.path] = text;
    }
  return { contents, codes: all.map(({ code, file }) => `${code} ${file}`), bytes, units, problems: all };
}

/** Replaces bytes of a zip wherever they stand. */
function patched(bytes: Buffer, from: string, to: string, only?: 'first' | 'last'): Buffer {
  const copy = Buffer.from(bytes);
  const at: number[] = [];
  for (let i = copy.indexOf(from, 0, 'latin1'); i !== -1; i = copy.indexOf(from, i + 1, 'latin1')) at.push(i);
  for (const i of only === 'first' ? at.slice(0, 1) : only === 'last' ? at.slice(-1) : at) copy.write(to, i, 'latin1');
  return copy;
}
const CENTRAL = 'PK\x01\x02';

describe('names', () => {
  test.each([
    ['../../etc/x', 'upwards'],
    ['a/../../b', 'upwards'],
    ['..\\..\\x', 'upwards'],
    ['/etc/passwd', 'absolute'],
    ['\\\\host\\x', 'absolute'],
    ['C:\\x', 'drive'],
    ['C:x', 'drive'],
    ['a\0b', 'NUL'],
    ['.', 'no name'],
  ])('%j is not used', async (name, why) => {
    for (const bytes of [
      await zip([entry(name), entry('good.txt')]),
      await gather(writeTar([entry('good.txt'), entry(name)])),
    ]) {
      const { contents, problems } = await read(save(bytes));
      expect(contents['good.txt']).toBe('content of good.txt');
      // A tar's name simply ends at a NUL.
      if (name.includes('\0') && problems.length === 0) continue;
      expect(Object.keys(contents)).toEqual(['good.txt']);
      expect(problems).toMatchObject([{ code: 'ALC-E003' }]);
      expect(problems[0]?.detail).toContain(why);
    }
  });
  test('backslashes separate folders', async () => {
    const { contents, codes } = await read(save(await zip([entry('a\\b\\c.txt')])));
    expect(codes).toEqual([]);
    expect(Object.keys(contents)).toEqual(['a/b/c.txt']);
  });
  test('two members of one name: equal content once, different content both and told', async () => {
    const same = await read(save(await zip([entry('a', '1'), entry('a', '1')])));
    expect([same.units.length, same.codes]).toEqual([1, []]);
    const different = await read(save(await zip([entry('a', '1'), entry('a', '2')])));
    expect([different.units.length, different.codes]).toEqual([2, ['ALC-E004 a']]);
  });
  test('a name that differs between directory and data is told', async () => {
    const bytes = patched(await zip([entry('name-a.txt')]), 'name-a.txt', 'name-b.txt', 'first');
    expect((await read(save(bytes))).codes).toEqual(['ALC-E004 name-a.txt']);
  });
});

describe('damaged zips', () => {
  test('a wrong checksum', async () => {
    const bytes = patched(await zip([entry('a.txt', 'hello'), entry('b.txt')]), 'hello', 'hellO');
    const { contents, codes } = await read(save(bytes));
    expect(codes).toEqual(['ALC-E008 a.txt']);
    expect(contents['b.txt']).toBe('content of b.txt');
  });
  test('sizes that lie', async () => {
    const bytes = await zip([entry('a.txt', 'hello'.repeat(100))], { method: 'deflate' });
    bytes.writeUInt32LE(7, bytes.indexOf(CENTRAL, 0, 'latin1') + 24);
    const { contents, codes } = await read(save(bytes));
    expect(contents['a.txt']).toHaveLength(500);
    expect(new Set(codes)).toEqual(new Set(['ALC-E004 a.txt']));
  });
  test('two members over the same bytes: the second is not used', async () => {
    const bytes = await zip([entry('a.txt'), entry('b.txt')]);
    const second = bytes.lastIndexOf(CENTRAL, undefined, 'latin1');
    bytes.writeUInt32LE(0, second + 42);
    const { contents, codes } = await read(save(bytes));
    expect([Object.keys(contents), codes]).toEqual([['a.txt'], ['ALC-E004 b.txt']]);
  });
  test('a method that cannot be read', async () => {
    const bytes = await zip([entry('a.txt'), entry('b.txt')]);
    bytes.writeUInt16LE(93, bytes.indexOf(CENTRAL, 0, 'latin1') + 10);
    const { contents, codes } = await read(save(bytes));
    expect([Object.keys(contents), codes]).toEqual([['b.txt'], ['ALC-E006 a.txt']]);
  });
  test('cut before its directory: what is there is read in sequence', async () => {
    const bytes = await zip([entry('a.txt'), entry('b.txt', 'b'.repeat(5000))], { method: 'deflate' });
    const cut = bytes.subarray(0, bytes.indexOf(CENTRAL, 0, 'latin1') - 10);
    const { contents, codes } = await read(save(cut, 'cut.zip'));
    expect(contents['a.txt']).toBe('content of a.txt');
    expect(codes[0]).toBe('ALC-E004 cut.zip');
    expect(codes).toContain('ALC-E004 b.txt');
  });
  test('a damaged deflate stream gives what came before', async () => {
    const text = Array.from({ length: 600_000 }, (_, i) => `line ${i * 7919}\n`).join('');
    const bytes = await zip([entry('a.log', text)], { method: 'deflate' });
    bytes.fill(0xff, Math.floor(bytes.length * 0.9), Math.floor(bytes.length * 0.9) + 50);
    const { contents, problems, bytes: delivered } = await read(save(bytes));
    // Noise may still decode, to something else: then size or checksum tell.
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(['a.log']));
    expect(text.startsWith((contents['a.log'] ?? 'x').slice(0, 1 << 21))).toBe(true);
    expect(delivered).toBeGreaterThan(text.length * 0.5);
  });
  test('by name an archive, by content none', async () => {
    expect((await read(save(Buffer.alloc(0), 'empty.zip'))).codes).toEqual(['ALC-E004 empty.zip']);
    expect((await read(save(Buffer.from('x'), 'not.7z'))).codes).toEqual(['ALC-E004 not.7z']);
  });
  test('an empty zip', async () => {
    expect((await read(save(await zip([]), 'none.zip'))).codes).toEqual(['ALC-E001 none.zip']);
  });
});

describe('passwords', () => {
  const members = [entry('a.txt'), entry('b.txt', 'b'.repeat(3 << 20))];
  for (const method of ['stored', 'deflate'] as const)
    test(`AES, ${method}: none, wrong, right, tampered`, async () => {
      const bytes = await zip(members, { method, password: 'right' });
      const file = save(bytes);
      const refused = ['ALC-E005 a.txt', 'ALC-E005 b.txt'];
      expect((await read(file)).codes).toEqual(refused);
      expect((await read(file, { password: '' })).codes).toEqual(refused);
      expect((await read(file, { password: 'wrong' })).codes).toEqual(refused);
      expect((await read(file, { password: 'right' })).codes).toEqual([]);
      const tampered = Buffer.from(bytes);
      const at = tampered.indexOf('a.txt', 0, 'latin1') + 60;
      tampered[at] = (tampered[at] ?? 0) ^ 1;
      const { codes } = await read(save(tampered), { password: 'right' });
      expect(codes.some((code) => /ALC-E00[48] a\.txt/.test(code))).toBe(true);
    });
});

describe('limits', () => {
  const limits = (part: OpenOptions['limits']): OpenOptions => ({ limits: part ?? {} });
  test('defaults are the named constants', () => expect(DEFAULT_LIMITS.maxRatio).toBe(1000));
  test('ratio', async () => {
    const bomb = await zip([entry('bomb', '\0'.repeat(8 << 20)), entry('good')], { method: 'deflate' });
    const { codes, bytes, contents } = await read(save(bomb), limits({ maxRatio: 100, ratioFreeBytes: 100_000 }));
    expect(codes).toEqual(['ALC-E007 bomb']);
    expect(bytes).toBeLessThan(1 << 20);
    expect(contents.good).toBe('content of good');
    expect((await read(save(bomb))).codes).toEqual([]);
  });
  test('bytes of one member', async () => {
    const { codes, bytes } = await read(
      save(await zip([entry('a', 'x'.repeat(5 << 20))])),
      limits({ maxMemberBytes: 1000 }),
    );
    expect([codes, bytes]).toEqual([['ALC-E007 a'], 1000]);
  });
  test('bytes of a container', async () => {
    const members = [entry('a', 'x'.repeat(600)), entry('b', 'y'.repeat(600))];
    for (const bytes of [
      await zip(members),
      await gather(writeTar(members)),
      gzipSync(await gather(writeTar(members))),
    ]) {
      const { codes } = await read(
        save(bytes, `total${files++}.tar.gz`),
        limits({ maxTotalBytes: 1000, ratioFreeBytes: 1 }),
      );
      expect(codes.some((code) => code.startsWith('ALC-E007'))).toBe(true);
    }
  });
  test('members', async () => {
    const members = [entry('a'), entry('b'), entry('c')];
    for (const bytes of [await zip(members), await gather(writeTar(members))]) {
      const { codes, contents } = await read(save(bytes, 'many.bin'), limits({ maxMembers: 2 }));
      expect([Object.keys(contents), codes]).toEqual([['a', 'b'], ['ALC-E007 many.bin']]);
    }
  });
  test('directory', async () => {
    expect((await read(save(await zip([entry('a')]), 'd.zip'), limits({ maxDirectoryBytes: 10 }))).codes).toEqual([
      'ALC-E007 d.zip',
    ]);
  });
  test('members of a gzip file', async () => {
    const many = Buffer.concat(Array.from({ length: 4 }, () => gzipSync('x')));
    const { codes, contents } = await read(save(many, 'many.log.gz'), limits({ maxMembers: 3 }));
    expect([contents['many.log'], codes]).toEqual(['xxx', ['ALC-E007 many.log']]);
  });
  test('folders inside each other, files in a folder', async () => {
    mkdirSync(join(work, 'deep/a/b/c'), { recursive: true });
    writeFileSync(join(work, 'deep/a/b/c/x'), 'x');
    writeFileSync(join(work, 'deep/a/y'), 'y');
    const { codes, contents } = await read(join(work, 'deep'), limits({ maxFolderDepth: 2 }));
    expect([contents, codes]).toEqual([{ 'a/y': 'y' }, ['ALC-E007 a/b/c']]);
    expect((await read(join(work, 'deep'), limits({ maxMembers: 1 }))).codes).toEqual(['ALC-E007 a/b/c/x']);
  });
});

describe('archives in archives', () => {
  const inner = [entry('C/x.log'), entry('C/y.log', 'y'.repeat(200_000))];
  const data = (path: string, bytes: Uint8Array): ArchiveEntry => ({ path, data: bytes });

  for (const method of ['stored', 'deflate'] as const)
    for (const innerMethod of ['stored', 'deflate'] as const)
      test(`${innerMethod} zip in a ${method} zip`, async () => {
        const outer = await zip([data('mail01.zip', await zip(inner, { method: innerMethod })), entry('note.txt')], {
          method,
        });
        const { contents, codes, units } = await read(save(outer));
        expect(codes).toEqual([]);
        expect(Object.keys(contents).sort()).toEqual(['mail01.zip!C/x.log', 'mail01.zip!C/y.log', 'note.txt']);
        expect(units.length).toBe(method === 'stored' ? 3 : 2);
      });
  test('a zip streamed with descriptors inside a compressed one', async () => {
    const pieces = inner.map((member) => ({
      path: member.path,
      data: (async function* () {
        if (member.data instanceof Uint8Array) yield member.data;
      })(),
    }));
    const outer = await zip([data('mail01.zip', await zip(pieces, { method: 'deflate' }))], { method: 'deflate' });
    const { contents, codes } = await read(save(outer));
    expect([Object.keys(contents).length, codes]).toEqual([2, []]);
  });
  test('tar.gz and single gz in a zip, zip in a tar', async () => {
    const packed = await gather(writeGzip(writeTar(inner)));
    const outer = [
      data('mail01.tar.gz', packed),
      data('C/logs/u_ex210303.log.gz', gzipSync('log')),
      data('mail02.zip', await zip(inner)),
    ];
    const expected = [
      'C/logs/u_ex210303.log',
      ...['mail01.tar.gz!', 'mail02.zip!'].flatMap((host) => [`${host}C/x.log`, `${host}C/y.log`]),
    ];
    for (const bytes of [await zip(outer), await zip(outer, { method: 'deflate' }), await gather(writeTar(outer))]) {
      const { contents, codes } = await read(save(bytes));
      expect([Object.keys(contents).sort(), codes]).toEqual([expected, []]);
    }
  });
  test('a zip among the files of a drive stays a file', async () => {
    const archive = await zip(inner);
    for (const path of ['C/ProgramData/it.zip', 'inetpub/wwwroot/it.zip']) {
      const { contents } = await read(save(await zip([data(path, archive)])));
      expect(Object.keys(contents)).toEqual([path]);
    }
    // At the root of a drive, too.
    const { contents } = await read(save(await zip([data('it.zip', archive), entry('Windows/x')])));
    expect(Object.keys(contents).sort()).toEqual(['Windows/x', 'it.zip']);
  });
  test('a Velociraptor container is transparent, also encrypted', async () => {
    const collection = await zip([entry('uploads/auto/C%3A/inetpub/x.log'), entry('client_info.json', '{}')], {
      method: 'deflate',
    });
    for (const options of [
      { method: 'stored' },
      { method: 'deflate' },
      { method: 'stored', password: 'pw' },
    ] as ZipOptions[]) {
      const outer = await zip([entry('metadata.json', '{}'), data('data.zip', collection)], options);
      const { contents, codes } = await read(save(outer), { password: 'pw' });
      expect(codes).toEqual([]);
      expect(Object.keys(contents).sort()).toEqual([
        'client_info.json',
        'metadata.json',
        'uploads/auto/C%3A/inetpub/x.log',
      ]);
      if (options.password !== undefined)
        expect((await read(save(outer))).codes.sort()).toEqual(['ALC-E005 data.zip', 'ALC-E005 metadata.json']);
    }
  });
  test('a Velociraptor container may hold one more level, a zip in a zip not', async () => {
    const hosts = await zip([data('mail01.zip', await zip(inner))]);
    for (const method of ['stored', 'deflate'] as const) {
      const twice = await read(save(await zip([data('hosts.zip', hosts)], { method })));
      expect([twice.contents, twice.codes]).toEqual([{}, ['ALC-E007 hosts.zip!mail01.zip']]);
      const container = await read(save(await zip([entry('metadata.json'), data('data.zip', hosts)], { method })));
      expect(container.codes).toEqual([]);
      expect(Object.keys(container.contents)).toContain('mail01.zip!C/x.log');
    }
  });
  test('a folder of archives: each a host', async () => {
    const folder = join(work, 'hosts');
    mkdirSync(join(folder, 'logs'), { recursive: true });
    writeFileSync(join(folder, 'mail01.zip'), await zip(inner));
    writeFileSync(join(folder, 'mail02.tgz'), await gather(writeGzip(writeTar(inner))));
    writeFileSync(join(folder, 'logs', 'u_ex210303.log.gz'), gzipSync('log'));
    writeFileSync(join(folder, 'logs', 'deep.zip'), await zip(inner));
    const { contents, codes } = await read(folder);
    expect(codes).toEqual([]);
    expect(Object.keys(contents).sort()).toEqual([
      'logs/deep.zip',
      'logs/u_ex210303.log',
      'mail01.zip!C/x.log',
      'mail01.zip!C/y.log',
      'mail02.tgz!C/x.log',
      'mail02.tgz!C/y.log',
    ]);
    const several = await read([join(folder, 'mail01.zip'), join(folder, 'logs')]);
    expect(Object.keys(several.contents).sort()).toContain('mail01.zip/C/x.log');
    expect(Object.keys(several.contents).sort()).toContain('logs/u_ex210303.log');
  });
});

describe('gzip and tar', () => {
  test('several members, padding, garbage behind', async () => {
    const two = Buffer.concat([gzipSync('one '), gzipSync('two')]);
    expect(await read(save(two, 'a.log.gz'))).toMatchObject({ contents: { 'a.log': 'one two' }, codes: [] });
    expect((await read(save(Buffer.concat([two, Buffer.alloc(600)]), 'b.log.gz'))).codes).toEqual([]);
    expect(await read(save(Buffer.concat([two, Buffer.from('garbage')]), 'c.log.gz'))).toMatchObject({
      contents: { 'c.log': 'one two' },
      codes: ['ALC-E004 c.log'],
    });
  });
  test('cut: what was there is given', async () => {
    const text = Array.from({ length: 50_000 }, (_, i) => `line ${i * 7919}\n`).join('');
    const whole = gzipSync(text);
    const { contents, codes } = await read(save(whole.subarray(0, whole.length - 3000), 'cut.log.gz'));
    expect(codes).toEqual(['ALC-E004 cut.log']);
    expect(text.startsWith(contents['cut.log'] ?? 'x')).toBe(true);
    expect(contents['cut.log']?.length).toBeGreaterThan(text.length / 2);
  });
  test('a wrong checksum', async () => {
    const bytes = gzipSync('hello');
    bytes[bytes.length - 8] = (bytes[bytes.length - 8] ?? 0) ^ 1;
    expect((await read(save(bytes, 'crc.log.gz'))).codes).toEqual(['ALC-E008 crc.log']);
  });
  test('a cut tar', async () => {
    const bytes = await gather(writeTar([entry('a'), entry('b', 'b'.repeat(5000))]));
    const { contents, codes } = await read(save(bytes.subarray(0, 4000), 'cut.tar'));
    expect(contents.a).toBe('content of a');
    expect(codes).toEqual(['ALC-E004 b', 'ALC-E004 cut.tar']);
  });
  test('files of a stream need not be read, or not to their end', async () => {
    const bytes = gzipSync(await gather(writeTar([entry('a', 'a'.repeat(900_000)), entry('b'), entry('c')])));
    const { units } = await listUnits([save(bytes, 'skip.tar.gz')], {});
    const seen: string[] = [];
    for (const unit of units)
      for await (const file of openUnit(unit.locator, {})) {
        seen.push(file.path);
        if (file.path === 'a') expect(await file.read(() => false)).toMatchObject({ complete: false, problems: [] });
        if (file.path === 'c') expect(await file.read(() => {})).toMatchObject({ complete: true, bytes: 12 });
      }
    expect(seen).toEqual(['a', 'b', 'c']);
  });
});

/** Made with 7-Zip 26.02 of `a.txt` and `sub/b.log`. */
const PLAIN_7Z =
  'N3q8ryccAARaHF8rkwAAAAAAAAAhAAAAAAAAALm9Mv0AMxpKrAxywc9JGeQ+6aTil0BEj9Sjo9bDtf11cMAAAIEzB64Pz+swFA/r6p4BDWIDjdPiCQWBhtyLUq4nnvKupsnbAdiloVt4ClZgztRMaXwKZI+31RKzGGYSeg8yaT1qQvqGRtEmvycNPoouqAhmpi6ViV54IA5C4labNm1uPuqnabeTpoGk0k/cgB90wk4AAAAXBh4BCXUABwsBAAEjAwEBBV0AEAAADICaCgFHTzouAAA=';
const ENCRYPTED_7Z =
  'N3q8ryccAATQ/0+MwAAAAAAAAAA+AAAAAAAAAGNmhYIWGfbsVIuw/QiMOo9ctuX3BkbYYddVRSEmyBmsajZcWXUzbWICv8ulvrK8rxbmn9+8p196eQ9fm9xwK0xpfpPSl8ot5a6rTmklz/+otkdzODQWqHAxbh7F2aYaj/SFbeh3O/M33xxfc51SEy43lLAgaplQkrZF1EpyN+iNaV2wB9qT0W0jAMOfYngwpNgL0msehOzAQnxG9qA9wjuCHaoVTMxries6V5qB9GIXiY2bR+EBKvo1xR+hr5U9CnEZkrAXBjABCYCQAAcLAQACJAbxBwESUw/UYP98Sfugn8chDB6GuekKIwMBAQVdABAAAAEADICMgKoKAWlawS4AAA==';
const PPMD_7Z =
  'N3q8ryccAAQb74Z/DwAAAAAAAABSAAAAAAAAAIggdQcAZgVYJBVmpTF6S4rLqAABBAYAAQkPAAcLAQABIwMEAQUGAAABAAwLAAgKAd8w2/QAAAUBGQYAAAAAAAARDQBhAC4AdAB4AHQAAAAUCgEAYjU7ilh73QEVBgEAIICkgQAA';

describe('7z', () => {
  const contents = { 'a.txt': 'first file\n', 'sub/b.log': 'second file, second file, second file\n' };
  const plain = Buffer.from(PLAIN_7Z, 'base64');
  test('plain', async () => expect(await read(save(plain))).toMatchObject({ contents, codes: [] }));
  test('encrypted with its header: right, none, wrong', async () => {
    const file = save(Buffer.from(ENCRYPTED_7Z, 'base64'), 'enc.7z');
    expect(await read(file, { password: 'geheim' })).toMatchObject({ contents, codes: [] });
    expect(await read(file)).toMatchObject({ contents: {}, codes: ['ALC-E005 enc.7z'] });
    expect(await read(file, { password: 'wrong' })).toMatchObject({ contents: {}, codes: ['ALC-E005 enc.7z'] });
  });
  test('PPMd', async () =>
    expect(await read(save(Buffer.from(PPMD_7Z, 'base64')))).toMatchObject({
      contents: {},
      codes: ['ALC-E006 a.txt'],
    }));
  test('a dictionary beyond the limit', async () => {
    const file = save(plain, 'dictionary.7z');
    const { codes } = await read(file, { limits: { maxDictionaryBytes: 16 } });
    expect(codes.length).toBeGreaterThan(0);
    expect(codes.every((code) => code.startsWith('ALC-E007'))).toBe(true);
  });
  test('cut', async () =>
    expect((await read(save(plain.subarray(0, 150), 'cut.7z'))).codes).toEqual(['ALC-E004 cut.7z']));
  test('damaged data', async () => {
    const bytes = Buffer.from(plain);
    bytes[40] = (bytes[40] ?? 0) ^ 0xff;
    const { codes } = await read(save(bytes));
    expect(codes.some((code) => /ALC-E00[48]/.test(code))).toBe(true);
  });
  test('inside a stored zip', async () => {
    const outer = await zip([{ path: 'mail01.7z', data: plain }]);
    expect(Object.keys((await read(save(outer))).contents)).toEqual(['mail01.7z!a.txt', 'mail01.7z!sub/b.log']);
    const packed = await zip([{ path: 'mail01.7z', data: plain }], { method: 'deflate' });
    expect((await read(save(packed))).codes).toEqual(['ALC-E006 mail01.7z']);
  });
});

describe('folders', () => {
  test('missing and empty', async () => {
    expect((await read(join(work, 'nowhere'))).codes).toEqual(['ALC-E001 nowhere']);
    mkdirSync(join(work, 'void'));
    expect((await read(join(work, 'void'))).codes).toEqual(['ALC-E001 void']);
  });
  test('a single file goes under its own name', async () =>
    expect((await read(save(Buffer.from('x'), 'u_ex210303.log'))).contents).toEqual({ 'u_ex210303.log': 'x' }));
  test('links', async () => {
    const folder = join(work, 'links');
    mkdirSync(join(folder, 'in'), { recursive: true });
    writeFileSync(join(folder, 'in', 'x'), 'x');
    writeFileSync(join(work, 'outside'), 'secret');
    try {
      symlinkSync(join(work, 'outside'), join(folder, 'out'));
      symlinkSync(folder, join(folder, 'in', 'circle'));
      symlinkSync(join(folder, 'missing'), join(folder, 'broken'));
    } catch {
      console.warn('SKIPPED: this system does not let tests make links');
      return;
    }
    const { contents, codes } = await read(folder);
    expect(contents).toEqual({ 'in/x': 'x' });
    expect(codes).toEqual(['ALC-E002 broken', 'ALC-E002 out']);
  });
  test('a file that vanishes after listing', async () => {
    const folder = join(work, 'vanish');
    mkdirSync(folder);
    writeFileSync(join(folder, 'x'), 'x');
    const { units } = await listUnits([folder], {});
    rmSync(join(folder, 'x'));
    for (const unit of units)
      for await (const file of openUnit(unit.locator, {}))
        expect(await file.read(() => {})).toMatchObject({
          bytes: 0,
          complete: false,
          problems: [{ code: 'ALC-E001', file: 'x' }],
        });
    expect(units.length).toBe(1);
  });
  test('what the sink throws comes through', async () => {
    const { units } = await listUnits([save(Buffer.from('x'))], {});
    for (const unit of units)
      for await (const file of openUnit(unit.locator, {}))
        await expect(
          file.read(() => {
            throw new TypeError('mine');
          }),
        ).rejects.toThrow('mine');
  });
  test('Windows paths get the prefix that lifts limits on length and names', () => {
    expect(openablePath('D:\\evidence\\aux.aspx', 'win32')).toBe('\\\\?\\D:\\evidence\\aux.aspx');
    expect(openablePath('\\\\server\\share\\x.', 'win32')).toBe('\\\\?\\UNC\\server\\share\\x.');
    expect(openablePath(`C:\\${'long\\'.repeat(100)}x`, 'win32')).toBe(`\\\\?\\C:\\${'long\\'.repeat(100)}x`);
    expect(openablePath('/mnt/c/aux.aspx', 'linux')).toBe('/mnt/c/aux.aspx');
  });
});

describe('mutated containers: no exception, no hang, bounded output', () => {
  const members = [
    entry('a.txt'),
    entry('dir/b.log', 'line\n'.repeat(300)),
    entry('c.log.gz', 'x'),
    entry('e.zip', 'PK\x03\x04'),
  ];
  const LIMITS: OpenOptions = {
    password: 'pw',
    limits: { ratioFreeBytes: 1 << 20, maxTotalBytes: 4 << 20, maxDictionaryBytes: 1 << 20 },
  };
  const seeds: [string, () => Promise<Buffer>][] = [
    ['zip', () => zip(members, { method: 'deflate' })],
    ['zip64', () => zip(members, { method: 'stored', zip64: true })],
    ['aes.zip', () => zip(members.slice(0, 2), { method: 'deflate', password: 'pw' })],
    [
      'nested.zip',
      async () => zip([{ path: 'in.zip', data: await zip(members, { method: 'deflate' }) }], { method: 'deflate' }),
    ],
    ['tar', () => gather(writeTar(members))],
    ['tar.gz', () => gather(writeGzip(writeTar(members)))],
    ['7z', async () => Buffer.from(PLAIN_7Z, 'base64')],
    ['encrypted 7z', async () => Buffer.from(ENCRYPTED_7Z, 'base64')],
  ];
  for (const [name, make] of seeds)
    test(name, { timeout: 60_000 }, async () => {
      const seed = await make();
      const change = fc.record({
        at: fc.nat(seed.length - 1),
        to: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
      });
      const mutation = fc.record({
        changes: fc.array(change, { minLength: 1, maxLength: 8 }),
        cut: fc.option(fc.nat(seed.length)),
      });
      await fc.assert(
        fc.asyncProperty(mutation, async ({ changes, cut }) => {
          const bytes = Buffer.from(seed);
          for (const { at, to } of changes) bytes[at] = to;
          const { bytes: delivered } = await read(
            save(cut === null ? bytes : bytes.subarray(0, cut), `mutated.${name.replace(/.* /, '')}`),
            LIMITS,
          );
          expect(delivered).toBeLessThan(32 << 20);
        }),
        { numRuns: 150 },
      );
    });
});
