import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_AGENTS, parseAgentsConfig } from './parse.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const AGENT =
  '<agent name="Journal" baseType="R.RoutingAgent" classFactory="J.Factory" assemblyPath="C:\\Ex\\TransportRoles\\agents\\J.dll" enabled="True" priority="1" />';
const FILE = `<?xml version="1.0"?>\n<configuration><mexRuntime><agentList>\n${AGENT}\n</agentList></mexRuntime></configuration>`;

describe('parseAgentsConfig', () => {
  test('agents with their assembly', () => {
    const { facts, problems } = parseAgentsConfig(bytesOf(FILE));
    expect(problems).toEqual([]);
    expect(facts.length).toBe(1);
    const [fact] = facts;
    expect([
      fact?.get('kind'),
      fact?.get('name'),
      fact?.get('path'),
      fact?.get('class'),
      fact?.get('enabled'),
      fact?.place.line,
    ]).toEqual(['transportAgent', 'Journal', 'C:\\Ex\\TransportRoles\\agents\\J.dll', 'J.Factory', 'true', 3]);
  });
  test('capped and total', () => {
    expect(parseAgentsConfig(bytesOf(`<a>${AGENT.repeat(MAX_AGENTS + 3)}</a>`)).facts.length).toBe(MAX_AGENTS);
    const good = bytesOf(FILE);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, cut) => {
        const bytes = good.slice();
        bytes[at] = value;
        const { facts, problems } = parseAgentsConfig(bytes.subarray(0, cut));
        expect(facts.length + problems.length).toBeGreaterThan(0);
      }),
    );
  });
});
