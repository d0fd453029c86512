/**
 * Holes inside the period of a log: hours without rows on a server that is busy then, and hours in which far fewer
 * rows are left than another log of the same requests has.
 */
import { type Gap, instant } from '@allclear/model';
import type { LogStatistics } from '@allclear/parsers';
import type { HostEvidence } from '../correlate/host-evidence.js';
import { count } from './phrases.js';

const HOUR = 3_600_000;
/** Rows of the other log that prove that rows are missing here. */
const MISSED_ROWS = 20;
/** Rows that are usual at that time, in all and an hour, before silence alone means anything. */
const EXPECTED_ROWS = 50;
const BUSY_ROWS_AN_HOUR = 10;
/** Hours with fewer rows in the other log say nothing about rows that are missing here. */
const COMPARED_ROWS = 50;
/** A quarter of the usual share, or less, is left. */
const THIN_SHARE = 0.25;
const MAX_PERIOD_HOURS = 24 * 366 * 20;
const GAPS_SHOWN = 50;

type Hours = ReadonlyMap<number, number>;

/** Gaps of one artifact; IIS logs are looked at site by site, or one site would hide the silence of the other. */
export function gapsOf(artifact: string, host: HostEvidence): Gap[] {
  const all = host.artifacts.get(artifact)?.statistics;
  if (!all) return [];
  if (artifact === 'iis-log' && host.sites.size > 0) {
    const several = host.sites.size > 1;
    const gaps = [...host.sites].flatMap(([site, statistics]) =>
      gapsOfLog(statistics, isFrontEnd(site) ? proxyHours(host) : undefined).map((gap) =>
        several ? { ...gap, note: `${site}: ${gap.note}` } : gap,
      ),
    );
    return gaps.sort((a, b) => a.from.localeCompare(b.from) || a.note.localeCompare(b.note)).slice(0, GAPS_SHOWN);
  }
  const twin = artifact === 'exchange-httpproxy' ? frontEndHours(host) : undefined;
  return gapsOfLog(all, twin).slice(0, GAPS_SHOWN);
}

/** @param twin rows an hour of another log that sees the same requests. */
export function gapsOfLog(statistics: LogStatistics, twin: Hours | undefined): Gap[] {
  const rows: Hours = new Map(statistics.hours);
  const begin = statistics.hours[0]?.[0];
  const end = statistics.hours.at(-1)?.[0];
  if (begin === undefined || end === undefined || end - begin > MAX_PERIOD_HOURS) return [];
  return [...silences(rows, begin, end, twin), ...thinned(rows, begin, end, twin)].sort((a, b) =>
    a.from.localeCompare(b.from),
  );
}

function silences(rows: Hours, begin: number, end: number, twin: Hours | undefined): Gap[] {
  const typical = typicalByHourOfDay(rows, begin, end);
  const gaps: Gap[] = [];
  for (const [from, to] of runs(begin, end, (hour) => !rows.has(hour))) {
    const hours = to - from;
    const expected = sum(from, to, (hour) => typical[hour % 24] ?? 0);
    const elsewhere = sum(from, to, (hour) => twin?.get(hour) ?? 0);
    if (elsewhere >= MISSED_ROWS) {
      gaps.push(
        gap(
          from,
          to,
          `${count(hours, 'hour')} without rows while another log of the same server has ${count(elsewhere, 'row')}: rows or files were deleted, not collected, or logging was off.`,
        ),
      );
    } else if (expected >= EXPECTED_ROWS && expected / hours >= BUSY_ROWS_AN_HOUR) {
      gaps.push(
        gap(
          from,
          to,
          `${count(hours, 'hour')} without rows where about ${count(Math.round(expected), 'row')} are usual: deleted, not collected, server down, or a holiday.`,
        ),
      );
    }
  }
  return gaps;
}

/** Hours in which rows are left, but far fewer than the other log leads to expect: lines cut out of a file. */
function thinned(rows: Hours, begin: number, end: number, twin: Hours | undefined): Gap[] {
  if (!twin) return [];
  const share = (hour: number): number => (rows.get(hour) ?? 0) / (twin.get(hour) ?? 1);
  const compared: number[] = [];
  for (let hour = begin; hour <= end; hour++) {
    if (rows.has(hour) && (twin.get(hour) ?? 0) >= COMPARED_ROWS) compared.push(share(hour));
  }
  compared.sort((a, b) => a - b);
  const usual = compared[Math.floor(compared.length / 2)];
  // A few hours say nothing about what is usual.
  if (usual === undefined || compared.length < 12) return [];
  const thin = (hour: number): boolean =>
    rows.has(hour) && (twin.get(hour) ?? 0) >= COMPARED_ROWS && share(hour) <= usual * THIN_SHARE;
  return runs(begin, end, thin).map(([from, to]) => ({
    ...gap(
      from,
      to,
      `In ${count(to - from, 'hour')} only ${count(
        sum(from, to, (hour) => rows.get(hour) ?? 0),
        'row',
      )} are left where about ${count(Math.round(sum(from, to, (hour) => usual * (twin.get(hour) ?? 0))), 'row')} belong to the requests of another log: lines were probably deleted.`,
    ),
    kind: 'lines' as const,
  }));
}

function gap(from: number, to: number, note: string): Gap {
  return { from: instant(from * HOUR), to: instant(to * HOUR), kind: to - from >= 24 ? 'files' : 'hours', note };
}

/** Stretches [from, to) of hours for which the predicate holds. */
function runs(begin: number, end: number, holds: (hour: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  let from: number | undefined;
  for (let hour = begin; hour <= end + 1; hour++) {
    if (hour <= end && holds(hour)) from ??= hour;
    else if (from !== undefined) {
      found.push([from, hour]);
      from = undefined;
    }
  }
  return found;
}

/** Median rows of each hour of the day, over all days of the period. */
function typicalByHourOfDay(rows: Hours, begin: number, end: number): number[] {
  return Array.from({ length: 24 }, (_, hourOfDay) => {
    const values: number[] = [];
    for (let hour = begin; hour <= end; hour++) if (hour % 24 === hourOfDay) values.push(rows.get(hour) ?? 0);
    values.sort((a, b) => a - b);
    return values.length < 2 ? 0 : (values[Math.floor(values.length / 2)] ?? 0);
  });
}

function sum(from: number, to: number, value: (hour: number) => number): number {
  let total = 0;
  for (let hour = from; hour < to; hour++) total += value(hour);
  return total;
}

/** Site 1 is the web site that faces the outside; site 2 is Exchange's back end. */
function isFrontEnd(site: string): boolean {
  return /^w3svc1$/i.test(site);
}

/** HttpProxy and the front end of IIS see the same requests: each tells when the other was silent. */
function proxyHours(host: HostEvidence): Hours | undefined {
  const statistics = host.artifacts.get('exchange-httpproxy')?.statistics;
  return statistics && new Map(statistics.hours);
}

function frontEndHours(host: HostEvidence): Hours | undefined {
  const statistics = [...host.sites].find(([site]) => isFrontEnd(site))?.[1];
  return statistics && new Map(statistics.hours);
}
