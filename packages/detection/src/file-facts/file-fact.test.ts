import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FileFactOptions, fileFact } from './file-fact.js';
import { type KnownGood, knownGoodState } from './known-good.js';

const INSTALL = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\';
const AUTH = 'FrontEnd\\HttpProxy\\owa\\auth\\';
const GENUINE = 'a'.repeat(64);
const knownGood: KnownGood = {
  pathHashes: (path) =>
    path.toLowerCase() === `${AUTH}logon.aspx`.toLowerCase() ? [GENUINE.toUpperCase()] : undefined,
  knownNames: (area) => (area === 'owa-auth' ? ['logon.aspx', 'errorFE.aspx', 'RedirSuiteServiceProxy.aspx'] : []),
  coversBuild: (build) => build === '15.1.2176.9',
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function fact(path: string, content: string | Uint8Array, options: FileFactOptions = {}, sha256?: string) {
  const bytes = typeof content === 'string' ? bytesOf(content) : content;
  return fileFact({ path, size: bytes.length, bytes, ...(sha256 === undefined ? {} : { sha256 }) }, options).fact;
}

describe('fileFact', () => {
  test('place, name and kind', () => {
    const found = fact('c:/inetpub/wwwroot/Aspnet_Client/system_web/X.ASPX', 'hello');
    expect(found.logSource).toEqual({ product: 'allclear', category: 'file' });
    expect([
      found.get('area'),
      found.get('depth'),
      found.get('extension'),
      found.get('executable'),
      found.get('magic'),
      found.get('web'),
    ]).toEqual(['aspnet_client', '1', '.aspx', 'true', 'text', 'true']);
    expect(found.get('directory')).toBe('c:\\inetpub\\wwwroot\\Aspnet_Client\\system_web');
    expect(found.get('content')).toBe('hello');
  });

  test('content is there for web files, scripts and short notes only', () => {
    expect(fact('C:\\ProgramData\\x.log', 'hello').get('content')).toBeUndefined();
    expect(fact('C:\\ProgramData\\x.txt', 'hello').get('content')).toBe('hello');
    expect(fact('C:\\ProgramData\\x.txt', 'hello '.repeat(20_000)).get('content')).toBeUndefined();
    expect(fact('C:\\inetpub\\wwwroot\\x.txt', 'hello').get('content')).toBe('hello');
    expect(fact('C:\\Windows\\Temp\\x.ps1', 'hello').get('content')).toBe('hello');
  });

  test('disguises are taken off in `code`, not in `content`', () => {
    const found = fact('C:\\inetpub\\wwwroot\\x.aspx', 'al/* */ert ( "a" + "b" )');
    expect(found.get('content')).toBe('al/* */ert ( "a" + "b" )');
    expect(found.get('code')).toBe('alert("ab")');
  });

  test('the settings of a virtual directory', () => {
    const label = (name: string, value: string): string => `${name.padEnd(32)}: ${value}\r\n`;
    const dump =
      label('Name', 'OAB') +
      label('PollInterval', '480') +
      label('Server', 'EX01') +
      label('ExternalUrl', 'http://f/') +
      label('WhenChangedUTC', '3/3/2021 6:59:18 AM');
    const found = fact('C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx', dump);
    expect([
      found.get('oabDump'),
      found.get('oabUrl'),
      found.get('oabServer'),
      found.get('oabWhenChangedUtc'),
      found.get('oabScript'),
      found.get('oabOneLetterHost'),
    ]).toEqual(['true', 'http://f/', 'EX01', '2021-03-03T06:59:18.000Z', undefined, 'true']);
  });

  test('only a name that is not genuine can resemble a genuine one', () => {
    expect(fact(`${INSTALL}${AUTH}RedirSuiteServerProxy.aspx`, '', { knownGood }).get('lookalike')).toBe(
      'RedirSuiteServiceProxy.aspx',
    );
    expect(fact(`${INSTALL}${AUTH}logon.aspx`, '', { knownGood }).get('lookalike')).toBeUndefined();
    expect(fact('C:\\inetpub\\wwwroot\\aspnet_client\\errorEE.aspx', '', { knownGood }).get('lookalike')).toBe(
      'errorFE.aspx',
    );
    expect(fact('C:\\inetpub\\wwwroot\\aspnet_client\\logon.js', '', { knownGood }).get('lookalike')).toBeUndefined();
  });

  test('the time of a file is that of the evidence, and only a valid one', () => {
    const input = { path: 'C:\\a.txt', size: 0, bytes: new Uint8Array() };
    expect(fileFact({ ...input, modified: 0 }).fact.get('modified')).toBe('1970-01-01T00:00:00.000Z');
    expect(fileFact({ ...input, modified: Number.NaN }).fact.get('modified')).toBeUndefined();
  });

  test('a file of which only a part was kept is reported', () => {
    const { problems } = fileFact({ path: 'C:\\inetpub\\wwwroot\\a.aspx', size: 5000, bytes: bytesOf('short') });
    expect(problems.map((p) => p.code)).toEqual(['ALC-P008']);
  });

  test('total: any path, any bytes', () => {
    const name = fc.constantFrom('x.aspx', 'web.config', 'a.cab', 'b.dll', 'c.pst', '', 'd.aspx.');
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), name, fc.uint8Array({ maxLength: 400 }), (folder, file, bytes) => {
        expect(fact(`C:\\inetpub\\wwwroot\\${folder}\\${file}`, bytes, { knownGood, build: folder }).get('size')).toBe(
          String(bytes.length),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

describe('knownGoodState', () => {
  const place = { area: 'owa-auth', depth: 0, relativePath: `${AUTH}logon.aspx` } as const;
  const other = { ...place, relativePath: `${AUTH}x.aspx` } as const;
  const ask = (
    where: typeof place | typeof other,
    sha256: string | undefined,
    build: string | undefined,
    lists: KnownGood | undefined = knownGood,
  ) => knownGoodState({ place: where, sha256, executable: true, build }, lists);
  test('a genuine hash is genuine whatever the build', () => {
    expect(ask(place, GENUINE, undefined)).toBe('known-hash');
    expect(ask(place, GENUINE, '15.2.2562.43')).toBe('known-hash');
  });
  test('another hash is tampering only where the build is covered', () => {
    expect(ask(place, 'b'.repeat(64), '15.1.2176.9')).toBe('tampered');
    expect(ask(place, 'b'.repeat(64), '15.2.2562.43')).toBe('known-name');
    expect(ask(place, 'b'.repeat(64), undefined)).toBe('known-name');
    expect(ask(place, undefined, '15.1.2176.9')).toBe('known-name');
  });
  test('an unlisted page is unknown only where the build is covered', () => {
    expect(ask(other, 'b'.repeat(64), '15.1.2176.9')).toBe('unknown');
    expect(ask(other, 'b'.repeat(64), '15.2.2562.43')).toBe('not-covered');
    expect(knownGoodState({ place: other, sha256: undefined, executable: true, build: '15.1.2176.9' }, undefined)).toBe(
      'not-covered',
    );
  });
  test('aspnet_client never holds a genuine page', () => {
    const client = { area: 'aspnet_client', depth: 0, relativePath: undefined } as const;
    expect(knownGoodState({ place: client, sha256: undefined, executable: true, build: undefined }, undefined)).toBe(
      'unknown',
    );
    expect(knownGoodState({ place: client, sha256: undefined, executable: false, build: undefined }, undefined)).toBe(
      'not-covered',
    );
  });
});
