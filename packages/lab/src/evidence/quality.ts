import type { LabEntry } from './entry.js';

/**
 * What of a server's traces came into the collection. `rolled-over`: all logs begin after a day that the case names;
 * `logs-deleted`: IIS and Exchange text logs are gone, event logs and files are there; `files-only`: no log of any kind;
 * `logs-only`: nothing but logs.
 */
export const EVIDENCE_QUALITIES = ['complete', 'rolled-over', 'logs-deleted', 'files-only', 'logs-only'] as const;
export type EvidenceQuality = (typeof EVIDENCE_QUALITIES)[number];

const EVENT_LOG = /^EventLogs\/|\/winevt\/Logs\//;
const TEXT_LOG = /\/(?:LogFiles|Logging|(?<!winevt\/)Logs)\//;

/** Whether a file of the whole collection (KAPE's paths) is in one of this quality. */
export function isCollected(path: string, quality: EvidenceQuality): boolean {
  switch (quality) {
    case 'complete':
    case 'rolled-over':
      return true;
    case 'logs-deleted':
      return !TEXT_LOG.test(path);
    case 'files-only':
      return !TEXT_LOG.test(path) && !EVENT_LOG.test(path);
    case 'logs-only':
      return TEXT_LOG.test(path) || EVENT_LOG.test(path);
  }
}

export function* collected(entries: Iterable<LabEntry>, quality: EvidenceQuality): Generator<LabEntry> {
  for (const entry of entries) if (isCollected(entry.path, quality)) yield entry;
}
