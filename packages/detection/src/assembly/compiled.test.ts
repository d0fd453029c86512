import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileFact } from '../file-facts/index.js';
import { LIBRARIES } from './fixtures/libraries.js';
import { compiledPageFacts } from './index.js';

const library = (name: keyof typeof LIBRARIES): Uint8Array =>
  new Uint8Array(gunzipSync(Buffer.from(LIBRARIES[name], 'base64')));
const TEMPORARY = 'C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\root\\1a2b\\3c4d\\';

describe('what ASP.NET keeps of a page', () => {
  const facts = (name: string, bytes: Uint8Array) => compiledPageFacts(bytes, { name, file: TEMPORARY + name }).facts;

  test('the library tells its page and what it does, though the page is gone', () => {
    const [fact] = facts('App_Web_abcdefgh.dll', library('field'));
    expect([fact?.get('kind'), fact?.get('page'), fact?.get('area')]).toEqual([
      'assembly',
      '/aspnet_client/x.aspx',
      'aspnet_client',
    ]);
    expect([fact?.get('assemblyLevel'), fact?.get('assemblyKind')]).toEqual(['malicious', 'start']);
    expect(fact?.get('assemblyLines')).toContain('ASP.aspnet_client_x_aspx.Go: ');
  });

  test('a harmless library', () => {
    const [fact] = facts('App_Web_abcdefgh.dll', library('harmless'));
    expect([fact?.get('kind'), fact?.get('assemblyLevel')]).toEqual(['assembly', undefined]);
  });

  const source = (mark: string, code: string): Uint8Array =>
    new TextEncoder().encode(`//----\n${mark}\n${code}\n#line default\n`);
  // Calls what no server has: it cannot run.
  const start = ['inert(); System.Diagnostics.Process', '.Start(this.Request["a"]);'].join('');

  test('generated source text names the page on disk', () => {
    const text = source(
      '#line 1 "C:\\inetpub\\wwwroot\\sub\\y.aspx"',
      `namespace ASP { public class y { void P() { ${start} } } }`,
    );
    const [fact] = facts('App_Web_abcdefgh.0.cs', text);
    expect([fact?.get('kind'), fact?.get('page'), fact?.get('physicalPath')]).toEqual([
      'source',
      '/sub/y.aspx',
      'C:\\inetpub\\wwwroot\\sub\\y.aspx',
    ]);
    expect(fact?.get('assemblyLevel')).toBe('malicious');
    expect(fact?.get('assemblyLines')).toContain('line 3: ');
  });

  test('harmless source text in Basic', () => {
    const text = source(
      '#ExternalSource("C:\\inetpub\\wwwroot\\z.aspx",1)',
      'Class z\nSub P()\nResponse.Write("x")\nEnd Sub\nEnd Class',
    );
    const [fact] = facts('App_Web_abcdefgh.0.vb', text);
    expect([fact?.get('page'), fact?.get('assemblyLevel')]).toEqual(['/z.aspx', undefined]);
  });

  test('other files there', () => {
    expect(facts('hash.web', new Uint8Array([1, 2]))).toEqual([]);
  });
});

describe('facts about files', () => {
  const fact = (path: string, bytes: Uint8Array) =>
    fileFact({ path, size: bytes.length, bytes, sha256: 'ab'.repeat(32) }).fact;
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);

  test('a library', () => {
    const found = fact('C:\\inetpub\\wwwroot\\bin\\x.dll', library('load'));
    expect([found.get('assemblyLevel'), found.get('assemblyKind')]).toEqual(['malicious', 'load']);
  });

  test('a library with a table of certificates is no more than suspicious', () => {
    const bytes = library('load').slice();
    const view = new DataView(bytes.buffer);
    const optional = view.getUint32(0x3c, true) + 24;
    view.setUint32(optional + 96 + 4 * 8, 512, true);
    view.setUint32(optional + 96 + 4 * 8 + 4, 64, true);
    expect(fact('C:\\inetpub\\wwwroot\\bin\\x.dll', bytes).get('assemblyLevel')).toBe('suspicious');
  });

  test('a library hidden in a page', () => {
    const page = text(`<% var x = "${Buffer.from(library('start')).toString('base64')}"; %>`);
    const found = fact('C:\\inetpub\\wwwroot\\a.aspx', page);
    expect(found.get('assemblyLevel')).toBe('malicious');
    expect(found.get('assemblyWhat')).toMatch(/^In a program that is hidden inside/);
  });

  test('a configuration and a sign-in script', () => {
    const configuration = text(
      '<configuration><system.webServer><handlers><add path="*.jpg" type="System.Web.UI.PageHandlerFactory"/></handlers></system.webServer></configuration>',
    );
    expect(fact('C:\\inetpub\\wwwroot\\a\\web.config', configuration).get('settingLevel')).toBe('malicious');
    const script = text('var p = document.getElementById("password").value; new Image().src = "/x?" + p;');
    const auth =
      'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\FrontEnd\\HttpProxy\\owa\\auth\\15.1\\scripts\\flogon.js';
    expect(fact(auth, script).get('logonLevel')).toBe('malicious');
    expect(fact('C:\\inetpub\\wwwroot\\other.js', script).get('logonLevel')).toBeUndefined();
  });

  test('what the owner vouches for is not accused', () => {
    const bytes = library('load');
    const vouched = fileFact(
      { path: 'C:\\inetpub\\wwwroot\\bin\\x.dll', size: bytes.length, bytes, sha256: 'ab'.repeat(32) },
      {
        knownGood: { pathHashes: () => undefined, knownNames: () => [], coversBuild: () => false, accepts: () => true },
      },
    ).fact;
    expect([vouched.get('knownGood'), vouched.get('assemblyLevel')]).toEqual(['known-hash', undefined]);
  });
});
