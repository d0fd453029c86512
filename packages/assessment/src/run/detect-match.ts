import type { CompiledRule } from '@allclear/detection';
import type { EvidenceEvent, Place } from '@allclear/model';
import { SIGHTING_LIMITS } from '../scan/sighting-store.js';

/** One line of `allclear detect`. */
export interface DetectedMatch {
  readonly ruleId: string;
  readonly time: number | undefined;
  readonly host: string | undefined;
  readonly place: Place;
  readonly fields: Readonly<Record<string, string>>;
}

/** The match as plain data: all fields of the record, long ones cut. */
export function detectedMatch({ rule }: CompiledRule, event: EvidenceEvent, place: Place): DetectedMatch {
  const fields: Record<string, string> = {};
  for (const name of event.fieldNames()) {
    const value = event.get(name);
    if (value !== undefined) fields[name] = value.slice(0, SIGHTING_LIMITS.fieldLength);
  }
  return {
    ruleId: rule.id,
    time: event.time,
    host: event.get('ServerHostName') ?? event.get('ServerName') ?? event.get('Computer'),
    place,
    fields,
  };
}
