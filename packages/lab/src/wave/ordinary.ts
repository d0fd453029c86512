/** The figures of ordinary traffic: as many rows an hour as a server has, without the rows. */
import { EMPTY_STATISTICS, type LogStatistics } from '@allclear/parsers';
import { type ServerProfile, shortBuild } from '../server/index.js';
import { HOUR } from '../write/index.js';

/** Rows of an hour of the day on a working day (UTC), for a server of load 1. */
const ROWS = [
  40, 40, 40, 40, 60, 120, 300, 700, 900, 900, 850, 700, 800, 900, 850, 700, 400, 200, 150, 120, 90, 70, 60, 50,
] as const;

/** Addresses of people inside. */
const PEOPLE = 24;
/** Day of the week of 1 January 1970; Sunday is 0. */
const THURSDAY = 4;

/** Rows from `from` up to `to` (ms, UTC), the last hour cut short. `builds`: the front end's log names the build in each row. */
export function ordinaryTraffic(
  server: ServerProfile,
  from: number,
  to: number,
  load: number,
  builds: boolean,
): LogStatistics {
  const hours: [number, number][] = [];
  let records = 0;
  for (let hour = Math.ceil(from / HOUR); hour * HOUR < to; hour++) {
    const weekend = ((Math.floor(hour / 24) + THURSDAY) % 7) % 6 === 0 ? 0.25 : 1;
    const rows = Math.max(4, Math.round((ROWS[hour % 24] ?? 40) * load * weekend));
    hours.push([hour, rows]);
    records += rows;
  }
  const first = hours[0]?.[0];
  if (first === undefined) return EMPTY_STATISTICS;
  const last = to - 60_000;
  const begin = first * HOUR;
  return {
    ...EMPTY_STATISTICS,
    lines: records,
    records,
    first: begin,
    last,
    hours,
    clients: Array.from({ length: PEOPLE }, (_, index) => ({
      address: `10.30.1.${index + 10}`,
      requests: Math.floor(records / PEOPLE),
      posts: Math.floor(records / PEOPLE / 3),
      errors4xx: 0,
      errors5xx: 0,
      first: begin,
      last,
      distinctPages: 0,
      pageSketch: [],
    })),
    builds: builds ? buildRows(server, begin, last, records) : [],
    servers: builds ? [[server.host.toUpperCase(), records]] : [],
  };
}

function buildRows(server: ServerProfile, first: number, last: number, records: number): LogStatistics['builds'] {
  return server.builds
    .flatMap(({ from, build }, index) => {
      const begin = Math.max(from, first);
      const end = Math.min(server.builds[index + 1]?.from ?? last, last);
      if (begin >= end) return [];
      const rows = Math.max(1, Math.round((records * (end - begin)) / (last - first)));
      return [{ build: shortBuild(build), first: begin, last: end, rows }];
    })
    .sort((a, b) => (a.build < b.build ? -1 : 1));
}
