/**
 * applicationHost.config and web.config of IIS, as facts: one per site, virtual directory, module, handler …
 *
 * All facts have `logSource` {product: allclear, category: configuration}, the line in `place.line`, and
 * `kind` with the fields that README.md in this folder lists. Keys are never put out, only their hash.
 *
 * Specification: https://learn.microsoft.com/iis/configuration/
 */
import { FactEvent, type Problem } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { readXml, type XmlElement } from '../xml/index.js';
import type { FactDraft } from './draft.js';
import { elementFacts } from './elements.js';
import { expandPath } from './expand.js';
import { ProtectionTable } from './protection.js';
import { ruleFacts } from './rewrite.js';

/** Facts of one file; a real applicationHost.config gives about 500. */
export const MAX_CONFIGURATION_FACTS = 20_000;

const LOG_SOURCE = { product: 'allclear', category: 'configuration' } as const;

export interface ConfigurationOptions {
  /** Windows path of the file, put on every fact as `file`: rules may ask where a setting stands. */
  readonly file?: string;
  /** Time of the file where facts should carry one (history copies); milliseconds UTC. */
  readonly time?: number;
}

/** Facts about an IIS configuration file. Broken XML gives what was read up to and behind the damage, and ALC-P006. */
export function parseIisConfig(bytes: Uint8Array, options: ConfigurationOptions = {}): FactResult {
  const drafts: FactDraft[] = [];
  const protection = new ProtectionTable();
  let dropped = 0;
  const add = (draft: FactDraft): void => {
    if (drafts.length < MAX_CONFIGURATION_FACTS) drafts.push(draft);
    else dropped++;
  };
  /** Children seen since the element was opened, for facts that need them: a rule of URL Rewrite, a site. */
  const children = new Map<XmlElement, XmlElement[]>();

  const problems: Problem[] = readXml(bytes, {
    open(element, ancestors) {
      protection.open(element, ancestors);
      for (const owner of ancestors) {
        if (owner.name !== 'rule' && owner.name !== 'site') continue;
        const list = children.get(owner) ?? [];
        if (list.length < 1000) list.push(element);
        children.set(owner, list);
      }
    },
    close(element, ancestors) {
      const context = {
        location: locationOf(ancestors),
        site: siteOf(ancestors),
        application: ancestorOf(ancestors, 'application'),
      };
      for (const draft of elementFacts(element, ancestors, context)) add(draft);
      if (element.name === 'rule' && ancestors.some((a) => a.name === 'rewrite')) {
        for (const draft of ruleFacts(element, children.get(element) ?? [], ancestors, context.location)) add(draft);
      }
      if (element.name === 'site') add(siteFact(element, children.get(element) ?? []));
      children.delete(element);
    },
  });
  for (const draft of protection.facts()) add(draft);
  drafts.sort((a, b) => a.line - b.line);
  const facts = drafts.map(
    ({ line, values }) => new FactEvent(LOG_SOURCE, { ...values, file: options.file }, { line }, options.time),
  );
  if (dropped > 0) {
    problems.push({
      code: 'ALC-P008',
      count: dropped,
      detail: `more than ${MAX_CONFIGURATION_FACTS} settings; the rest was not used`,
    });
  }
  return { facts, problems };
}

function ancestorOf(ancestors: readonly XmlElement[], name: string): XmlElement | undefined {
  return ancestors.findLast((a) => a.name === name);
}

/** Value of the innermost `<location path="…">`; empty at the root of a file. */
export function locationOf(ancestors: readonly XmlElement[]): string {
  return ancestorOf(ancestors, 'location')?.attributes.get('path') ?? '';
}

function siteOf(ancestors: readonly XmlElement[]): string | undefined {
  const site = ancestorOf(ancestors, 'site')?.attributes.get('name');
  if (site !== undefined) return site;
  const location = locationOf(ancestors);
  return location === '' ? undefined : location.split('/')[0];
}

function siteFact(site: XmlElement, inside: readonly XmlElement[]): FactDraft {
  const bindings = inside
    .filter((e) => e.name === 'binding')
    .map((e) => `${e.attributes.get('protocol') ?? ''} ${e.attributes.get('bindingInformation') ?? ''}`.trim());
  const logFile = inside.find((e) => e.name === 'logFile');
  const directory = logFile?.attributes.get('directory');
  return {
    line: site.line,
    values: {
      kind: 'site',
      name: site.attributes.get('name'),
      site: site.attributes.get('name'),
      id: site.attributes.get('id'),
      bindings: bindings.join('; '),
      logDirectory: directory === undefined ? undefined : expandPath(directory),
    },
  };
}
