import type { Assessment, TimelineEntry } from '@allclear/model';
import { csvRow } from './csv.js';

export const TIMELINE_COLUMNS = [
  'time',
  'end',
  'phase',
  'outcome',
  'severity',
  'count',
  'text',
  'entities',
  'file',
  'line',
  'finding',
] as const;

/** Entries by time; equal times keep the order of the Assessment. */
export function timelineInOrder(a: Assessment): TimelineEntry[] {
  return [...a.timeline].sort((x, y) => (x.time < y.time ? -1 : x.time > y.time ? 1 : 0));
}

/** Every entry of the timeline, in order, times in UTC (ISO 8601). Entities are `kind:value`, joined by `; `. */
export function renderTimelineCsv(a: Assessment): string {
  const rows = timelineInOrder(a).map((entry) =>
    csvRow([
      entry.time,
      entry.end,
      entry.phase,
      entry.outcome,
      entry.severity,
      entry.count,
      entry.text,
      entry.entities.map((entity) => `${entity.kind}:${entity.value}`).join('; '),
      entry.place?.file,
      entry.place?.line,
      entry.finding,
    ]),
  );
  return csvRow(TIMELINE_COLUMNS) + rows.join('');
}
