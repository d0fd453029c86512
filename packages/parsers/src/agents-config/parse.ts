/**
 * `TransportRoles\Shared\agents.config`: the transport agents of an Exchange server, each a .NET assembly that sees
 * every mail. Facts of kind `transportAgent` in category `configuration`:
 * name, path (assembly), expandedPath, class (factory), type (base type), enabled, priority.
 * Source: the file as Exchange writes it; https://learn.microsoft.com/exchange/mail-flow/transport-agents/transport-agents
 */
import { FactEvent } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { expandPath } from '../iis-config/expand.js';
import { readXml } from '../xml/index.js';

export const MAX_AGENTS = 1000;

/**
 * One fact for each agent, in the order of the file; at most `MAX_AGENTS`. Never throws: a damaged file gives the agents
 * up to the damage and problems. `file` is named in the places of the facts.
 */
export function parseAgentsConfig(bytes: Uint8Array, options: { readonly file?: string } = {}): FactResult {
  const facts: FactEvent[] = [];
  let isAgentList = false;
  const problems = readXml(bytes, {
    open({ name, attributes, line }) {
      if (name === 'agentList') isAgentList = true;
      if (name !== 'agent' || facts.length >= MAX_AGENTS) return;
      // Attribute names differ in case between versions of the file.
      const values = new Map([...attributes].map(([key, value]) => [key.toLowerCase(), value]));
      const path = values.get('assemblypath');
      facts.push(
        new FactEvent(
          { product: 'allclear', category: 'configuration' },
          {
            kind: 'transportAgent',
            name: values.get('name'),
            path,
            expandedPath: path === undefined ? undefined : expandPath(path),
            class: values.get('classfactory'),
            type: values.get('basetype'),
            enabled: values.get('enabled')?.toLowerCase(),
            priority: values.get('priority'),
            file: options.file,
          },
          { line },
        ),
      );
    },
  });
  if (!isAgentList && problems.length === 0) {
    problems.push({ code: 'ALC-P003', detail: 'no list of transport agents: there is no <agentList> element' });
  }
  return { facts, problems };
}
