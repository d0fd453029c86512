import type { HostClue } from '../scan/file-report.js';

export interface HostName {
  readonly name: string;
  readonly source: string;
}

/**
 * The server's name from what the logs say of themselves. The short name with the most weight wins; a fully
 * qualified name that begins with it completes it.
 */
export function nameHost(clues: readonly HostClue[], servers: readonly (readonly [string, number])[]): HostName {
  const weights = new Map<string, { weight: number; source: string }>();
  const add = (name: string, weight: number, source: string): void => {
    const short = name.split('.')[0]?.toLowerCase() ?? '';
    if (short === '' || /^(localhost|127|\d+)$/.test(short)) return;
    const known = weights.get(short);
    if (known) known.weight += weight;
    else weights.set(short, { weight, source });
  };
  for (const clue of clues) add(clue.name, clue.weight, clue.source);
  const rows = servers.reduce((sum, [, count]) => sum + count, 0);
  for (const [name, count] of servers) add(name, (100 * count) / rows, 'server name in log rows');
  const best = [...weights].sort((a, b) => b[1].weight - a[1].weight || a[0].localeCompare(b[0]))[0];
  if (!best) return { name: 'unknown-host', source: 'no log names the server' };
  const [short, { source }] = best;
  const full = clues
    .map((clue) => clue.name.toLowerCase())
    .filter((name) => name.startsWith(`${short}.`))
    .sort((a, b) => b.length - a.length || a.localeCompare(b))[0];
  return { name: full ?? short, source };
}
