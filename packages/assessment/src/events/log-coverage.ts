/** What happened to the event logs themselves, log by log, and what of it takes certainty away. */
import { type EventLogCoverage, instant } from '@allclear/model';
import type { LogStatistics } from '@allclear/parsers';
import { count, day } from '../decide/phrases.js';
import type { ChannelDigest, EventDigest, LogMark } from './digest.js';
import { EVENT_LIMITS } from './limits.js';

const HOUR = 3_600_000;
/** Shorter pauses are restarts. */
const PAUSE_MS = 6 * HOUR;
/** Requests in a pause that show that the server was not off. */
const BUSY_ROWS = 20;
const MARKS_A_LOG = 50;

type Mark = EventLogCoverage['marks'][number];

/** A reason why nothing found may not mean that nothing was there. */
export interface LogDoubt {
  readonly time: number | undefined;
  readonly text: string;
}

export interface LoggedFile {
  readonly digest: EventDigest;
  /** Parts of it could not be read: numbers are missing for that reason. */
  readonly damaged: boolean;
}

export function eventLogCoverage(
  files: readonly LoggedFile[],
  web: LogStatistics | undefined,
): { logs: EventLogCoverage[]; doubts: LogDoubt[] } {
  const marks = files
    .flatMap((file) => file.digest.marks)
    .sort((a, b) => (a.time ?? 0) - (b.time ?? 0) || (a.text < b.text ? -1 : 1));
  const doubts: LogDoubt[] = [];
  const general = [...pauses(marks, web, doubts), ...clockMarks(marks, web, doubts)];
  for (const mark of marks) {
    if (mark.kind !== 'cleared' && mark.kind !== 'policy') continue;
    const when = mark.time === undefined ? '' : ` on ${day(instant(mark.time))}`;
    const why = mark.kind === 'cleared' ? 'what it held before is gone' : 'later events may be missing';
    doubts.push({ time: mark.time, text: `${lower(mark.text)}${when}: ${why}` });
  }
  const channels = new Map<string, { files: number; digests: ChannelDigest[]; numbers: Mark[] }>();
  for (const { digest, damaged } of files) {
    for (const channel of digest.channels) {
      const known = channels.get(channel.channel) ?? { files: 0, digests: [], numbers: [] };
      known.files++;
      known.digests.push(channel);
      if (!damaged) known.numbers.push(...numberMarks(channel));
      channels.set(channel.channel, known);
    }
  }
  const logs = [...channels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([channel, { files: count, digests, numbers }]): EventLogCoverage => {
      const times = digests.flatMap((d) => [d.first, d.last]).filter((t) => t !== undefined);
      const own = marks
        .filter(
          (m) => (m.kind === 'cleared' || m.kind === 'policy') && m.channel?.toLowerCase() === channel.toLowerCase(),
        )
        .map(
          (m): Mark => ({
            kind: m.kind === 'cleared' ? 'cleared' : 'policy',
            ...at(m.time),
            text: m.text,
            place: m.place,
          }),
        );
      return {
        channel,
        files: count,
        records: digests.reduce((sum, d) => sum + d.records, 0),
        ...(times.length === 0
          ? {}
          : { period: { from: instant(Math.min(...times)), to: instant(Math.max(...times)) } }),
        missing:
          numbers.length === 0 ? 0 : digests.reduce((sum, d) => sum + d.jumps.reduce((n, j) => n + j.missing, 0), 0),
        marks: [...own, ...numbers, ...(isMain(channel) ? general : [])]
          .sort((a, b) => (a.from ?? '').localeCompare(b.from ?? ''))
          .slice(0, MARKS_A_LOG),
      };
    });
  return { logs, doubts };
}

/** Stops and clocks are told once: with the log that all servers have. */
const isMain = (channel: string): boolean => channel === 'System';

/** From a stop to the next start; a stop without one lasts to the end of what is known. */
function pauses(marks: readonly LogMark[], web: LogStatistics | undefined, doubts: LogDoubt[]): Mark[] {
  const found: Mark[] = [];
  let stopped: LogMark | undefined;
  const close = (end: number | undefined): void => {
    const from = stopped?.time;
    const to = end ?? web?.last;
    if (stopped === undefined || from === undefined || to === undefined || to - from < PAUSE_MS) return;
    const rows = rowsBetween(web, from, to);
    if (end === undefined && rows < BUSY_ROWS) return;
    const hours = count(Math.round((to - from) / HOUR), 'hour');
    const busy = rows >= BUSY_ROWS;
    found.push({
      kind: 'stopped',
      from: instant(from),
      to: instant(to),
      text: `${stopped.text}; for ${hours} no event log was written${busy ? `, although the web server answered ${count(rows, 'request')} meanwhile` : ' (the server may have been off)'}`,
      place: stopped.place,
    });
    if (busy)
      doubts.push({
        time: from,
        text: `no event log was written for ${hours} from ${day(instant(from))} on, although the web server was running`,
      });
  };
  for (const mark of marks) {
    if (mark.kind === 'stopped') stopped ??= mark;
    else if (mark.kind === 'started') {
      close(mark.time);
      stopped = undefined;
    }
  }
  close(undefined);
  return found;
}

/** Of clocks only what exceeds an hour takes certainty away, and only where it is a time that requests were logged in. */
function clockMarks(marks: readonly LogMark[], web: LogStatistics | undefined, doubts: LogDoubt[]): Mark[] {
  return (
    marks
      .filter((mark) => mark.kind === 'clock')
      // System and Security tell of the same change.
      .filter((mark, i, all) => !all.slice(0, i).some((m) => m.shift === mark.shift && m.time === mark.time))
      .map((mark): Mark => {
        const { time, shift = 0 } = mark;
        const inside =
          time !== undefined &&
          web?.first !== undefined &&
          web.last !== undefined &&
          time >= web.first &&
          time <= web.last;
        if (Math.abs(shift) >= HOUR && inside)
          doubts.push({ time, text: `${lower(mark.text)} on ${day(instant(time))}: times around it are not certain` });
        return { kind: 'clock', ...at(time), text: mark.text, place: mark.place };
      })
  );
}

function numberMarks(channel: ChannelDigest): Mark[] {
  if (channel.jumped === 0) return [];
  if (channel.jumped >= EVENT_LIMITS.jumps) {
    return [
      {
        kind: 'numbers',
        text: `The numbers of its records skip in ${count(channel.jumped, 'place')}: it was exported with a filter, or records were taken out`,
      },
    ];
  }
  return channel.jumps.map(({ missing, from, to }) => ({
    kind: 'numbers',
    ...at(from),
    ...(to === undefined ? {} : { to: instant(to) }),
    text: `${count(missing, 'record')} missing by number: taken out, or lost when the server stopped hard`,
  }));
}

function rowsBetween(web: LogStatistics | undefined, from: number, to: number): number {
  let rows = 0;
  for (const [hour, n] of web?.hours ?? []) if (hour * HOUR >= from && (hour + 1) * HOUR <= to) rows += n;
  return rows;
}

function at(time: number | undefined): { from?: string } {
  return time === undefined ? {} : { from: instant(time) };
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
