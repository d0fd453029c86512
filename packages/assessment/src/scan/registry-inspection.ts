/** What the registry tells beside facts that rules judge: the computer's name, its time zone, the Exchange build. */
import type { BuildSighting, FactEvent, Problem } from '@allclear/model';
import type { HostClue, StateFact } from './file-report.js';
import type { InspectedFile, Inspection } from './inspection.js';

/** Facts about the computer that later steps and readers use; installed programs are too many to be carried along. */
const STATE_KINDS = new Set(['hive', 'computer', 'time-zone', 'windows', 'exchange', 'iis']);
/** The registry is where Windows itself keeps its name. */
const NAME_WEIGHT = 12;

export function inspectRegistry(
  file: InspectedFile,
  result: { readonly facts: readonly FactEvent[]; readonly problems: readonly Problem[] },
): Inspection {
  const host = result.facts.filter((fact) => fact.logSource.category === 'host' && fact.get('deleted') === undefined);
  return {
    events: result.facts,
    problems: result.problems,
    hosts: host.flatMap(clues),
    builds: host.flatMap((fact) => builds(fact, file)),
    state: host.filter((fact) => STATE_KINDS.has(fact.get('kind') ?? '')).map((fact) => stateOf(fact, file)),
  };
}

function clues(fact: FactEvent): HostClue[] {
  if (fact.get('kind') !== 'computer') return [];
  const name = (fact.get('hostName') ?? fact.get('name') ?? '').toLowerCase();
  const domain = (fact.get('domain') ?? '').toLowerCase();
  const found: HostClue[] = [];
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(name))
    found.push({ name, source: 'registry ComputerName', weight: NAME_WEIGHT });
  if (found.length > 0 && /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,8}$/.test(domain))
    found.push({ name: `${name}.${domain}`, source: 'registry Tcpip', weight: NAME_WEIGHT });
  return found;
}

/** The key of Exchange's setup tells the cumulative update; security updates leave it as it is. */
function builds(fact: FactEvent, file: InspectedFile): BuildSighting[] {
  const build = fact.get('kind') === 'exchange' ? fact.get('build') : undefined;
  if (build === undefined || !/^1[45]\.\d{1,2}\.\d{1,5}\.\d{1,5}$/.test(build)) return [];
  return [{ build, source: 'other', place: file.path }];
}

function stateOf(fact: FactEvent, file: InspectedFile): StateFact {
  const values: Record<string, string> = { '@category': 'host', '@file': file.path };
  for (const name of fact.fieldNames()) values[name] = fact.get(name) ?? '';
  return values;
}
