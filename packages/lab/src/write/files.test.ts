import {
  parseAgentsConfig,
  parseCompiledName,
  parseIisConfig,
  parseOabDump,
  parsePe,
  parseTaskXml,
} from '@allclear/parsers';
import { describe, expect, it } from 'vitest';
import { townhallCompromised } from '../examples/townhall-compromised.js';
import { parseBuild } from '../server/index.js';
import { agentsConfig, applicationHostConfig } from './iis-config.js';
import { versionOnlyImage } from './pe.js';
import { oabPropertyList } from './property-list.js';
import { utf8 } from './text.js';
import { at } from './time.js';
import { aspNetHash, compiledPage, taskFile } from './windows-files.js';

const { server } = townhallCompromised;

describe('files that the lab writes, in the project’s own parsers', () => {
  it('a PE image that is nothing but a version resource', () => {
    const image = versionOnlyImage(
      'ExSetup.exe',
      'Exchange Setup',
      parseBuild('15.1.2176.9'),
      at('2021-03-09T17:00:00Z'),
    );
    const { facts, problems } = parsePe(image);
    expect(problems).toEqual([]);
    expect(facts?.machine).toBe('x64');
    expect(facts?.imports).toEqual([]);
    expect(facts?.version?.file).toBe('15.1.2176.9');
  });

  it('the property list of a virtual directory', () => {
    const dump = parseOabDump(
      oabPropertyList(server, {
        externalUrl: 'http://f/',
        guid: '11111111-2222-4333-8444-555555555555',
        changed: at('2021-03-03T06:58:14Z'),
        created: at('2020-01-12T08:00:00Z'),
      }),
    );
    expect(dump?.oneLetterHost).toBe(true);
    expect(dump?.whenChangedUtc).toBe(at('2021-03-03T06:58:14Z'));
    expect(dump?.server).toBe('MAIL01');
  });

  it('a scheduled task', () => {
    const result = parseTaskXml(
      taskFile({
        uri: '\\A & B',
        author: 'TOWNHALL\\MAIL01$',
        date: '2021-03-03T08:20:31',
        intervalMinutes: 45,
        userId: 'S-1-5-18',
        command: 'cmd.exe',
        arguments: '/c "echo <inert>"',
      }),
    );
    expect(result.problems).toEqual([]);
    expect(result.facts[0]?.get('uri')).toBe('\\A & B');
    expect(result.facts[0]?.text()).toContain('/c "echo <inert>"');
  });

  it('applicationHost.config and agents.config', () => {
    for (const result of [
      parseIisConfig(utf8(applicationHostConfig(server))),
      parseAgentsConfig(utf8(agentsConfig(server))),
    ]) {
      expect(result.problems).toEqual([]);
      expect(result.facts.length).toBeGreaterThan(3);
    }
  });

  it('the name of a compiled page, which tells its folder', () => {
    expect(aspNetHash('~')).toBe('cdcab7d2');
    expect(aspNetHash('~/auth')).toBe('f5dba9b9');
    expect(aspNetHash('~/sm/setupaccount')).toBe('9475d17f');
    expect(compiledPage('/aspnet_client/X1.aspx', 'App_Web_a').name).toBe('x1.aspx.898219ba.compiled');
    expect(parseCompiledName(compiledPage('/owa/auth/Y.aspx', 'App_Web_a').name)).toMatchObject({ hash: 'f5dba9b9' });
  });
});
