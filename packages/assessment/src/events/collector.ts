/** Reads every event record once, for what matters beside matches. Most records cost the look at their event id. */
import type { EvidenceEvent, LogSource } from '@allclear/model';
import type { ChannelDigest, EventDigest, LogMark, NotableEvent } from './digest.js';
import { EVENT_LIMITS } from './limits.js';
import { LogonWatch } from './logon-watch.js';
import { MARK_IDS, markOf } from './marks.js';
import { NOTABLE_IDS, notableOf } from './notable.js';
import { ProcessWatch } from './process-watch.js';

const LOGONS: ReadonlySet<string> = new Set(['4624', '4634', '4647', '4672']);

interface Channel extends ChannelDigest {
  lastRecord: number | undefined;
  lastTime: number | undefined;
}

export class EventCollector {
  readonly #channels = new Map<string, Channel>();
  readonly #bySource = new WeakMap<LogSource, Channel>();
  readonly #marks: LogMark[] = [];
  readonly #notable: NotableEvent[] = [];
  readonly #processes: ProcessWatch;
  readonly #logons: LogonWatch;
  #isProcess = false;

  /** @param numbered the log is whole as Windows wrote it: numbers that are skipped mean records that are gone. */
  constructor(
    private readonly file: string,
    private readonly numbered: boolean,
  ) {
    this.#processes = new ProcessWatch(file);
    this.#logons = new LogonWatch(file);
  }

  add(event: EvidenceEvent): void {
    this.#isProcess = false;
    const id = event.get('EventID');
    if (id === undefined) return;
    this.#count(event);
    if (id === '1' || id === '4688') {
      const { service } = event.logSource;
      if (service === 'sysmon' || (service === 'security' && id === '4688')) {
        this.#isProcess = true;
        this.#processes.add(event, service === 'sysmon');
      }
    }
    if (LOGONS.has(id) && event.logSource.service === 'security') this.#logons.add(event, id);
    if (MARK_IDS.has(id) && this.#marks.length < EVENT_LIMITS.marks) {
      const mark = markOf(event, id);
      if (mark) this.#marks.push({ ...mark, time: event.time, place: { file: this.file, ...event.place } });
    }
    if (NOTABLE_IDS.has(id) && event.time !== undefined && this.#notable.length < EVENT_LIMITS.notable) {
      const notable = notableOf(event, id);
      if (notable) this.#notable.push({ ...notable, time: event.time, place: { file: this.file, ...event.place } });
    }
  }

  /** The record last added matched a rule. */
  matched(event: EvidenceEvent): void {
    if (this.#isProcess) this.#processes.matched();
    this.#logons.matched(event);
  }

  finish(): EventDigest {
    return {
      // Forwarded events bear the numbers of the machines they came from.
      channels: [...this.#channels.values()].map(({ lastRecord: _r, lastTime: _t, ...channel }) =>
        this.#channels.size === 1 ? channel : { ...channel, jumps: [], jumped: 0 },
      ),
      processes: this.#processes.finish(),
      logons: this.#logons.finish(),
      marks: this.#marks,
      notable: this.#notable,
    };
  }

  #count(event: EvidenceEvent): void {
    // Binary logs give equal sources as the same object, one for each channel and event id: no need to read the name again.
    const { logSource } = event;
    const known = this.#bySource.get(logSource);
    const name = known?.channel ?? event.get('Channel') ?? logSource.service ?? '';
    if (name === '') return;
    let channel = known ?? this.#channels.get(name);
    if (channel === undefined) {
      if (this.#channels.size >= EVENT_LIMITS.channels) return;
      channel = {
        channel: name.slice(0, 300),
        records: 0,
        first: undefined,
        last: undefined,
        jumps: [],
        jumped: 0,
        lastRecord: undefined,
        lastTime: undefined,
      };
      this.#channels.set(name, channel);
    }
    if (known === undefined) this.#bySource.set(logSource, channel);
    const { time } = event;
    channel.records++;
    if (time !== undefined) {
      if (channel.first === undefined || time < channel.first) channel.first = time;
      if (channel.last === undefined || time > channel.last) channel.last = time;
    }
    if (!this.numbered) return;
    const { record } = event.place;
    if (record === undefined) return;
    const missing = channel.lastRecord === undefined ? 0 : record - channel.lastRecord - 1;
    // Chunks are written in a ring: the oldest record may stand behind the newest one.
    if (missing > 0 && (time === undefined || channel.lastTime === undefined || time >= channel.lastTime)) {
      channel.jumped++;
      if (channel.jumps.length < EVENT_LIMITS.jumps) channel.jumps.push({ missing, from: channel.lastTime, to: time });
    }
    channel.lastRecord = record;
    channel.lastTime = time;
  }
}
