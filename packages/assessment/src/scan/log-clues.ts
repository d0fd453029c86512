/** What the first records of a log tell about the server itself: its name and its build. */
import type { BuildSighting, EvidenceEvent } from '@allclear/model';
import { instant } from '@allclear/model';
import type { HostClue } from './file-report.js';

/** Fields that name the server the log was written on, best first; weight decides between sources. */
const NAME_FIELDS: readonly (readonly [string, number])[] = [
  ['ServerHostName', 5],
  ['ServerName', 5],
  ['server-hostname', 3],
  ['Computer', 4],
  ['s-computername', 5],
  ['TargetServer', 2],
  ['client-hostname', 1],
  ['Server', 2],
];

export function hostClues(event: EvidenceEvent): HostClue[] {
  const clues: HostClue[] = [];
  for (const [field, weight] of NAME_FIELDS) {
    const value = event.get(field);
    if (value !== undefined && /^[a-z0-9][a-z0-9-]{0,62}(\.[a-z0-9-]{1,63}){0,8}$/i.test(value)) {
      clues.push({ name: value.toLowerCase(), source: `${event.logSource.service ?? 'log'} ${field}`, weight });
    }
  }
  return clues;
}

/** Exchange writes its build into the admin audit and cmdlet rows of some versions; HttpProxy rows are read by the statistics. */
export function buildFromHeader(event: EvidenceEvent): BuildSighting | undefined {
  const match = /\((15|14)\.0?(\d)\.(\d{3,4})\.(\d{3})\)/.exec(event.get('OriginatingServer') ?? '');
  if (!match) return undefined;
  const build = match.slice(1).map(Number).join('.');
  return { build, source: 'log-header', ...(event.time === undefined ? {} : { first: instant(event.time) }) };
}
