import type { LogSource } from '@allclear/model';
import { eventLogSource } from '../event-json/sources.js';
import { MAX_SOURCES } from './limits.js';

/** Log sources of one file by channel (or provider) and event id: equal ones are the same object. */
export class SourceMemo {
  readonly #known = new Map<string, Map<string, LogSource>>();
  #size = 0;

  get(channel: string | undefined, provider: string | undefined, eventId: string, eventType?: string): LogSource {
    const log = channel ?? `\n${provider ?? ''}`;
    const id = eventType === undefined ? eventId : `${eventId}\n${eventType}`;
    const known = this.#known.get(log)?.get(id);
    if (known !== undefined) return known;
    const source = eventLogSource(channel, provider, eventId, eventType);
    if (this.#size < MAX_SOURCES) {
      this.#size++;
      const events = this.#known.get(log) ?? new Map<string, LogSource>();
      events.set(id, source);
      this.#known.set(log, events);
    }
    return source;
  }
}
