import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FactEvent } from '@allclear/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandPath } from './expand.js';
import { MAX_CONFIGURATION_FACTS, parseIisConfig } from './parse.js';
import { sha256Hex } from './sha256.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const values = (fact: FactEvent | undefined): Record<string, string | undefined> =>
  Object.fromEntries((fact?.fieldNames() ?? []).map((name) => [name, fact?.get(name)]));
const ofKind = (facts: readonly FactEvent[], kind: string): FactEvent[] => facts.filter((f) => f.get('kind') === kind);

const CONFIGURATION = `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <system.applicationHost>
    <sites>
      <site name="Default Web Site" id="1">
        <application path="/" applicationPool="DefaultAppPool">
          <virtualDirectory path="/" physicalPath="%SystemDrive%\\inetpub\\wwwroot" />
          <virtualDirectory path="/extra" physicalPath="C:\\Users\\All Users\\COM1" />
        </application>
        <application path="/owa" applicationPool="MSExchangeOWAAppPool">
          <virtualDirectory path="/" physicalPath="D:\\Ex\\FrontEnd\\HttpProxy\\owa" />
        </application>
        <bindings><binding protocol="https" bindingInformation=":443:" /></bindings>
        <logFile directory="%SystemDrive%\\logs" enabled="False" />
      </site>
      <siteDefaults><logFile logFormat="W3C" directory="%SystemDrive%\\inetpub\\logs\\LogFiles" logTargetW3C="ETW" /></siteDefaults>
    </sites>
  </system.applicationHost>
  <system.webServer>
    <globalModules><add name="A" image="%windir%\\System32\\inetsrv\\a.dll" preCondition="bitness64" /></globalModules>
    <httpLogging dontLog="true" />
    <isapiFilters><filter name="F" path="C:\\x\\f.dll" enabled="true" /></isapiFilters>
  </system.webServer>
  <location path="Default Web Site/owa">
    <system.webServer>
      <modules><remove name="HttpLoggingModule" /><add name="M" type="App.Module, App, Version=1.0.0.0" /><add name="A" /></modules>
      <handlers><add name="H" path="*.jpg" verb="*" type="System.Web.UI.PageHandlerFactory" /></handlers>
      <rewrite><rules>
        <rule name="R" stopProcessing="true"><match url=".*" /><conditions><add input="{HTTP_COOKIE}" pattern="(.*)X(.*)" /></conditions><action type="AbortRequest" /></rule>
        <rule name="S" enabled="false"><match url="^a$" /><action type="Redirect" url="/b" /></rule>
      </rules><outboundRules><rule name="O"><match serverVariable="RESPONSE_CSP" pattern=".*" /><action type="Rewrite" value="v" /></rule></outboundRules></rewrite>
      <security><access sslFlags="Ssl, Ssl128" /><authentication><windowsAuthentication enabled="true"><extendedProtection tokenChecking="Require" /></windowsAuthentication></authentication></security>
    </system.webServer>
    <system.web>
      <machineKey validationKey="0011AA" decryptionKey="AutoGenerate,IsolateApps" />
      <compilation><buildProviders><add extension=".txt" type="System.Web.Compilation.PageBuildProvider" /></buildProviders></compilation>
    </system.web>
  </location>
  <location path="Default Web Site/owa/Calendar">
    <system.webServer><security><authentication><windowsAuthentication enabled="true" /></authentication></security></system.webServer>
  </location>
</configuration>`;
const parsed = parseIisConfig(bytesOf(CONFIGURATION), { file: 'C:\\x.config' });

describe('parseIisConfig', () => {
  test('every kind of setting, with line, location and file', () => {
    expect(parsed.problems).toEqual([]);
    const { facts } = parsed;
    expect(facts[0]?.logSource).toEqual({ product: 'allclear', category: 'configuration' });
    expect(values(ofKind(facts, 'site')[0])).toMatchObject({
      name: 'Default Web Site',
      id: '1',
      bindings: 'https :443:',
      logDirectory: 'C:\\logs',
      file: 'C:\\x.config',
    });
    expect(
      ofKind(facts, 'virtualDirectory').map((f) => [
        f.get('path'),
        f.get('expandedPath'),
        f.get('applicationPool'),
        f.place.line,
      ]),
    ).toEqual([
      ['/', 'C:\\inetpub\\wwwroot', 'DefaultAppPool', 7],
      ['/extra', 'C:\\ProgramData\\COM1', 'DefaultAppPool', 8],
      ['/owa', 'D:\\Ex\\FrontEnd\\HttpProxy\\owa', 'MSExchangeOWAAppPool', 11],
    ]);
    expect(ofKind(facts, 'logFile').map((f) => [f.get('site'), f.get('enabled'), f.get('target')])).toEqual([
      ['Default Web Site', 'false', undefined],
      ['(all sites)', 'true', 'ETW'],
    ]);
    expect(values(ofKind(facts, 'globalModule')[0])).toMatchObject({
      name: 'A',
      expandedPath: 'C:\\Windows\\System32\\inetsrv\\a.dll',
      preCondition: 'bitness64',
    });
    expect(values(ofKind(facts, 'httpLogging')[0])).toMatchObject({ dontLog: 'true' });
    expect(values(ofKind(facts, 'isapiFilter')[0])).toMatchObject({ name: 'F', path: 'C:\\x\\f.dll' });
    expect(values(ofKind(facts, 'moduleRemoved')[0])).toMatchObject({
      name: 'HttpLoggingModule',
      location: 'Default Web Site/owa',
      site: 'Default Web Site',
    });
    expect(values(ofKind(facts, 'managedModule')[0])).toMatchObject({ name: 'M', class: 'App.Module' });
    expect(values(ofKind(facts, 'nativeModule')[0])).toMatchObject({ name: 'A' });
    expect(values(ofKind(facts, 'handler')[0])).toMatchObject({
      path: '*.jpg',
      class: 'System.Web.UI.PageHandlerFactory',
    });
    expect(values(ofKind(facts, 'buildProvider')[0])).toMatchObject({
      extension: '.txt',
      class: 'System.Web.Compilation.PageBuildProvider',
    });
  });

  test('rewrite rules by what they do', () => {
    expect(ofKind(parsed.facts, 'rewriteRule').map((f) => values(f))).toMatchObject([
      {
        name: 'R',
        enabled: 'true',
        direction: 'inbound',
        input: '{HTTP_COOKIE}',
        pattern: '(.*)X(.*)',
        action: 'AbortRequest',
        conditionCount: '1',
        negate: 'false',
      },
      { name: 'S', enabled: 'false', action: 'Redirect', value: '/b', conditionCount: '0' },
      { name: 'O', direction: 'outbound', serverVariable: 'RESPONSE_CSP', value: 'v' },
    ]);
  });

  test('Extended Protection is inherited from the location above', () => {
    expect(ofKind(parsed.facts, 'extendedProtection').map((f) => values(f))).toMatchObject([
      {
        site: 'Default Web Site',
        application: '/owa',
        tokenChecking: 'Require',
        sslFlags: 'Ssl, Ssl128',
        windowsAuthentication: 'true',
      },
      { application: '/owa/Calendar', tokenChecking: 'Require', sslFlags: 'Ssl, Ssl128' },
    ]);
  });

  test('keys are described, never given away', () => {
    const [fact] = ofKind(parsed.facts, 'machineKey');
    expect(values(fact)).toMatchObject({
      validationKey: 'fixed',
      validationKeySha256: createHash('sha256').update('0011AA').digest('hex'),
      decryptionKey: 'auto',
    });
    expect(parsed.facts.some((f) => f.text().includes('0011AA'))).toBe(false);
  });

  test('the first half of a file gives what it says, and ALC-P006', () => {
    const half = parseIisConfig(bytesOf(CONFIGURATION.slice(0, 1500)));
    expect(half.problems.map((p) => p.code)).toEqual(['ALC-P006']);
    expect(ofKind(half.facts, 'virtualDirectory').length).toBe(3);
  });

  test('entity bombs are inert', () => {
    const entities = Array.from({ length: 30 }, (_, i) => `<!ENTITY a${i + 1} "&a${i};&a${i};">`).join('');
    const bomb = `<!DOCTYPE c [<!ENTITY a0 "ha">${entities}]><configuration><globalModules><add name="&a30;" image="x"/></globalModules></configuration>`;
    const { facts, problems } = parseIisConfig(bytesOf(bomb));
    expect((facts[0]?.get('name') ?? '').length).toBeLessThan(10);
    expect(problems[0]?.code).toBe('ALC-P006');
  });

  test('the number of facts is capped', () => {
    const many = `<globalModules>${'<add name="a" image="b"/>'.repeat(MAX_CONFIGURATION_FACTS + 5)}</globalModules>`;
    const { facts, problems } = parseIisConfig(bytesOf(many));
    expect(facts.length).toBe(MAX_CONFIGURATION_FACTS);
    expect(problems).toMatchObject([{ code: 'ALC-P008', count: 5 }]);
  });

  test('total on changed bytes', () => {
    const good = bytesOf(CONFIGURATION);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 10 }),
        fc.nat(good.length),
        (changes, cut) => {
          const bytes = good.slice(0, cut);
          for (const [at, value] of changes) if (at < cut) bytes[at] = value;
          const { facts, problems } = parseIisConfig(bytes);
          expect(facts.length + problems.length).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('expandPath', () => {
  test.each([
    ['%SystemDrive%\\inetpub', 'C:\\inetpub'],
    ['%ALLUSERSPROFILE%/COM1/', 'C:\\ProgramData\\COM1'],
    ['\\\\?\\C:\\ProgramData\\CON', 'C:\\ProgramData\\CON'],
    ['\\\\.\\C:\\ProgramData\\CON', 'C:\\ProgramData\\CON'],
    ['\\\\server\\share\\x', '\\\\server\\share\\x'],
    ['C:\\Program Files\\..\\Users\\Public', 'C:\\Users\\Public'],
    ['C:\\', 'C:\\'],
    ['%unknown%\\x', '%unknown%\\x'],
  ])('%s', (path, expected) => {
    expect(expandPath(path)).toBe(expected);
  });
});

test('SHA-256 equals that of the platform', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => {
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
    }),
  );
});

describe('configuration of real servers', () => {
  const root = '../shared/samples/config';
  const names = existsSync(root)
    ? readdirSync(root, { recursive: true })
        .map(String)
        .filter((n) => n.endsWith('.config'))
    : [];
  test('is read without a problem, but for the two that are broken', (context) => {
    if (names.length === 0) {
      console.warn(`skipped: ${root} is missing`);
      return context.skip();
    }
    for (const name of names) {
      const { facts, problems } = parseIisConfig(readFileSync(join(root, name)));
      const broken = /BadApplicationHost|DefaultWebSite_web1/.test(name);
      expect([name, problems.map((p) => p.code)]).toEqual([name, broken ? ['ALC-P006'] : []]);
      if (/applicationHost/i.test(name)) {
        expect(ofKind(facts, 'globalModule').length).toBe(33);
        expect(ofKind(facts, 'virtualDirectory').length).toBe(34);
        expect(ofKind(facts, 'site').map((f) => f.get('id'))).toEqual(['1', '2']);
      }
    }
  });
});
