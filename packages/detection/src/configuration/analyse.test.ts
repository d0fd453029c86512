import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyseConfiguration } from './index.js';

const analyse = (inside: string, staticFolder = false) =>
  analyseConfiguration(new TextEncoder().encode(`<configuration>${inside}</configuration>`), { staticFolder });
const handlers = (add: string): string => `<system.webServer><handlers>${add}</handlers></system.webServer>`;
const filtering = (inside: string): string =>
  `<system.webServer><security><requestFiltering>${inside}</requestFiltering></security></system.webServer>`;
const KEY = 'AB'.repeat(32);

describe('a configuration that is a web shell', () => {
  test.each([
    [
      'itself',
      handlers(
        '<add name="x" path="*.config" verb="*" modules="IsapiModule" scriptProcessor="%windir%\\system32\\inetsrv\\asp.dll" />',
      ),
    ],
    ['itself', handlers('<add name="x" path="web.config" verb="GET" type="System.Web.UI.PageHandlerFactory" />')],
    [
      'itself',
      '<system.web><httpHandlers><add path="*.config" verb="*" type="System.Web.UI.SimpleHandlerFactory, System.Web"/></httpHandlers></system.web>',
    ],
    [
      'itself',
      '<system.web><compilation><buildProviders><add extension=".config" type="System.Web.Compilation.PageBuildProvider"/></buildProviders></compilation></system.web>',
    ],
    ['data', handlers('<add name="x" path="*.ashx,*.jpg" verb="*" type="System.Web.UI.PageHandlerFactory" />')],
    [
      'data',
      handlers(
        '<add name="x" path="*.txt" verb="*" modules="IsapiModule" scriptProcessor="C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\aspnet_isapi.dll" />',
      ),
    ],
    [
      'data',
      '<system.web><compilation><buildProviders><add extension=".png" type="System.Web.Compilation.WebHandlerBuildProvider"/></buildProviders></compilation></system.web>',
    ],
    [
      'command',
      handlers(
        '<add name="x" path="*" verb="*" modules="CgiModule" scriptProcessor="C:\\Windows\\System32\\cmd.exe" />',
      ),
    ],
    [
      'gadget',
      '<appSettings><add key="microsoft:WorkflowComponentModel:DisableActivitySurrogateSelectorTypeCheck" value="true"/></appSettings>',
    ],
  ])('%s: %s', (kind, inside) => {
    const { level, findings } = analyse(inside);
    expect([level, findings[0]?.kind]).toEqual(['malicious', kind]);
    expect(findings[0]?.lines[0]?.line).toBe(1);
  });

  test('what is mapped and what is let through are told together', () => {
    const both = `${handlers('<add name="x" path="*.config" type="System.Web.UI.PageHandlerFactory" />')}${filtering('<fileExtensions><remove fileExtension=".config" /></fileExtensions><hiddenSegments><remove segment="web.config" /></hiddenSegments>')}`;
    const [first] = analyse(both).findings;
    expect(first?.lines).toHaveLength(3);
    expect(first?.what).toMatch(/may be asked for/);
  });

  test.each([
    ['served', filtering('<fileExtensions><remove fileExtension=".config" /></fileExtensions>'), false],
    ['served', filtering('<hiddenSegments><remove segment="Web.Config" /></hiddenSegments>'), false],
    ['extension', handlers('<add name="x" path="*.abc" verb="*" type="System.Web.UI.PageHandlerFactory" />'), false],
    ['keys', `<system.web><machineKey validationKey="${KEY}" decryptionKey="${KEY}" /></system.web>`, true],
    [
      'keys',
      `<system.web><pages enableViewStateMac="false"/><machineKey validationKey="${KEY}" /></system.web>`,
      false,
    ],
    ['execute', '<system.webServer><handlers accessPolicy="Read, Script, Execute"/></system.webServer>', true],
  ])('suspicious: %s: %s', (kind, inside, staticFolder) => {
    const { level, findings } = analyse(inside, staticFolder);
    expect([level, findings[0]?.kind]).toEqual(['suspicious', kind]);
    expect(JSON.stringify(findings)).not.toContain(KEY);
  });
});

describe('near misses', () => {
  test.each([
    ['pages', handlers('<add name="x" path="*.aspx" verb="*" type="System.Web.UI.PageHandlerFactory" />')],
    ['no extension', handlers('<add name="x" path="*." verb="*" type="System.Web.Handlers.TransferRequestHandler" />')],
    [
      'everything to ASP.NET',
      handlers(
        '<add name="x" path="*" verb="*" modules="IsapiModule" scriptProcessor="C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\aspnet_isapi.dll" />',
      ),
    ],
    ['pictures to a class of their own', handlers('<add name="x" path="*.jpg" verb="*" type="My.ImageHandler, My" />')],
    ['static files', handlers('<add name="x" path="*.config" verb="*" modules="StaticFileModule" />')],
    ['markup', handlers('<add name="x" path="*.html" verb="*" type="System.Web.UI.PageHandlerFactory" />')],
    [
      'configuration forbidden',
      '<system.web><httpHandlers><add path="*.config" verb="*" type="System.Web.HttpForbiddenHandler"/></httpHandlers></system.web>',
    ],
    ['another ending let through', filtering('<fileExtensions><remove fileExtension=".rules" /></fileExtensions>')],
    [
      'configuration still forbidden',
      filtering('<fileExtensions><add fileExtension=".config" allowed="false" /></fileExtensions>'),
    ],
    ['another hidden folder', filtering('<hiddenSegments><remove segment="bin" /></hiddenSegments>')],
    [
      'keys made by the server',
      '<system.web><pages enableViewStateMac="false"/><machineKey validationKey="AutoGenerate,IsolateApps"/></system.web>',
    ],
    ['keys of a web farm', `<system.web><machineKey validationKey="${KEY}" decryptionKey="${KEY}" /></system.web>`],
    [
      'PHP',
      handlers(
        '<add name="php" path="*.php" verb="*" modules="FastCgiModule" scriptProcessor="C:\\php\\php-cgi.exe" />',
      ),
    ],
    [
      'service descriptions',
      '<system.web><compilation><buildProviders><add extension=".xml" type="System.ServiceModel.Activation.ServiceBuildProvider"/></buildProviders></compilation></system.web>',
    ],
  ])('%s', (_, inside) => {
    expect(analyse(inside).findings).toEqual([]);
  });
});

const SAMPLES = '../shared/samples/config';
if (!existsSync(SAMPLES))
  console.warn('SKIPPED: ../shared/samples/config is not there; real configurations are not checked.');

test.skipIf(!existsSync(SAMPLES))('nothing in configurations of real Exchange servers', () => {
  let files = 0;
  for (const path of readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })) {
    if (!/\.config$/i.test(path)) continue;
    files++;
    expect([path, analyseConfiguration(readFileSync(`${SAMPLES}/${path}`)).findings]).toEqual([path, []]);
  }
  expect(files).toBeGreaterThan(20);
});

test('total: any text', () => {
  const part = fc.constantFrom(
    '<handlers>',
    '<add path="*.config"',
    ' type="System.Web.UI.PageHandlerFactory"/>',
    '</handlers>',
    '<fileExtensions>',
    '<',
    '>',
    '"',
    '\u0000',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 40 }), (parts) => {
      expect(analyse(parts.join('')).findings.length).toBeLessThanOrEqual(20);
    }),
    { numRuns: 500 },
  );
});
