/**
 * JSON Lines as Timesketch imports them: `message`, `datetime` (ISO 8601) and `timestamp_desc` are required,
 * `timestamp` is in microseconds UTC, `tag` is a list, further attributes are free.
 * Source: Timesketch user guide, "Create timeline from JSON/JSONL/CSV file".
 */
import type { Assessment, TimelineEntry } from '@allclear/model';
import { timelineInOrder } from '../csv/timeline.js';
import { milliseconds } from '../text/dates.js';
import { visible } from '../text/visible.js';
import { jsonFileLine } from './json.js';

function entityAttributes(entry: TimelineEntry): Record<string, string[]> {
  const attributes: Record<string, string[]> = {};
  for (const entity of entry.entities) {
    const key = `entity_${entity.kind.replaceAll('-', '_')}`;
    const values = attributes[key];
    if (values) values.push(entity.value);
    else attributes[key] = [entity.value];
  }
  return attributes;
}

/** Entries whose time no calendar knows cannot be placed and are left out. */
export function renderTimelineTimesketch(a: Assessment): string {
  return timelineInOrder(a)
    .flatMap((entry) => {
      const time = milliseconds(entry.time);
      if (time === undefined) return [];
      return jsonFileLine({
        message: visible(entry.text),
        datetime: new Date(time).toISOString().replace('Z', '+00:00'),
        timestamp: time * 1000,
        timestamp_desc: entry.end === undefined ? 'Event Time' : 'First Seen',
        end: entry.end,
        data_type: 'allclear:timeline:entry',
        host: a.host.name,
        phase: entry.phase,
        outcome: entry.outcome,
        severity: entry.severity,
        count: entry.count,
        ...entityAttributes(entry),
        source_file: entry.place?.file,
        source_line: entry.place?.line,
        source_record: entry.place?.record,
        finding_id: entry.finding,
        tag: ['allclear', entry.phase, entry.outcome],
      });
    })
    .join('');
}
