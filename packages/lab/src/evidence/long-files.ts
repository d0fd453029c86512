import { fqdn, type ServerProfile } from '../server/index.js';
import type { HttpErrorLine, Trace, WindowsEvent } from '../traffic/index.js';
import { httpErrHeader, httpErrLine, utf8 } from '../write/index.js';
import { isRemoved, type Retention } from './day-files.js';
import { kapePath, type LabEntry } from './entry.js';
import { type EventLogFile, type EventLogForm, eventLogFile } from './event-log-file.js';

const PROCESS_STARTED = 4688;

/** Logs that run through the whole period: event channels and HTTPERR. Fed day by day, given out at the end. */
export class LongFiles {
  private readonly channels = new Map<string, { file: EventLogFile; records: number; last: number }>();
  private readonly httpErr: Uint8Array[] = [];
  private httpErrLast = 0;

  constructor(
    private readonly server: ServerProfile,
    private readonly retention: Retention,
    private readonly form: EventLogForm = 'json',
  ) {}

  /** Takes the traces of one day; days must come in order. */
  addDay(traces: readonly Trace[]): void {
    const events = traces
      .filter((trace): trace is WindowsEvent => trace.kind === 'event')
      .sort((a, b) => a.time - b.time);
    for (const event of events) this.addEvent(event);
    const errors = traces
      .filter((trace): trace is HttpErrorLine => trace.kind === 'http-error')
      .sort((a, b) => a.time - b.time);
    for (const error of errors) {
      if (this.httpErr.length === 0) this.httpErr.push(utf8(httpErrHeader(error.time)));
      this.httpErr.push(utf8(httpErrLine(error, this.server.ip)));
      this.httpErrLast = error.time;
    }
  }

  private addEvent(event: WindowsEvent): void {
    if (event.time < (this.retention.events ?? 0)) return;
    if (event.eventId === PROCESS_STARTED && this.server.processAudit === false) return;
    if (isRemoved(this.retention, `event:${event.channel}`, event.time)) return;
    let channel = this.channels.get(event.channel);
    if (!channel) {
      const file = eventLogFile(this.form, event.channel, fqdn(this.server));
      channel = { file, records: 1000 + event.channel.length, last: event.time };
      this.channels.set(event.channel, channel);
    }
    channel.file.add(event, channel.records++);
    channel.last = event.time;
  }

  entries(): LabEntry[] {
    const events = [...this.channels.values()].map(({ file, last }) => ({
      path: file.path,
      modified: last,
      chunks: file.finish(),
    }));
    const errors = {
      path: kapePath('C:\\Windows\\System32\\LogFiles\\HTTPERR\\httperr1.log'),
      modified: this.httpErrLast,
      chunks: this.httpErr,
    };
    return this.httpErr.length > 0 ? [...events, errors] : events;
  }
}
