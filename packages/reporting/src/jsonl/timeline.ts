import type { Assessment } from '@allclear/model';
import { timelineInOrder } from '../csv/timeline.js';
import { jsonFileLine } from './json.js';

/** One JSON object a line, keys in fixed order: the timeline entry and the host it belongs to. Times in UTC. */
export function renderTimelineJsonl(a: Assessment): string {
  return timelineInOrder(a)
    .map((entry) =>
      jsonFileLine({
        time: entry.time,
        end: entry.end,
        host: a.host.name,
        phase: entry.phase,
        outcome: entry.outcome,
        severity: entry.severity,
        count: entry.count,
        text: entry.text,
        entities: entry.entities,
        place: entry.place,
        finding: entry.finding,
      }),
    )
    .join('');
}
