/** A few rows with times far from all others (damage, a clock once set wrong) must not stretch a log's period. */
import type { LogStatistics } from '@allclear/parsers';

const HOUR = 3_600_000;
/** Silence that sets hours apart from the rest. */
const APART_HOURS = 30 * 24;
/** Logs with fewer rows are taken as they are. */
const ENOUGH_ROWS = 1_000;
/** Share of all rows that may be called stray. */
const STRAY_SHARE = 1 / 10_000;
const STRAY_ROWS = 3;

/** The statistics with a period that leaves stray rows at its ends out; the rows themselves stay counted. */
export function withoutStrayTimes(statistics: LogStatistics): {
  readonly statistics: LogStatistics;
  readonly stray: number;
} {
  const { hours } = statistics;
  const total = hours.reduce((sum, [, rows]) => sum + rows, 0);
  if (total < ENOUGH_ROWS) return { statistics, stray: 0 };
  const bearable = Math.max(STRAY_ROWS, Math.floor(total * STRAY_SHARE));
  const head = strayHours(hours, bearable);
  const tail = strayHours([...hours].reverse(), bearable);
  if (head === 0 && tail === 0) return { statistics, stray: 0 };
  const kept = hours.slice(head, hours.length - tail);
  const begin = kept[0]?.[0];
  const end = kept.at(-1)?.[0];
  if (begin === undefined || end === undefined) return { statistics, stray: 0 };
  const stray = total - kept.reduce((sum, [, rows]) => sum + rows, 0);
  return {
    statistics: {
      ...statistics,
      hours: kept,
      first: Math.max(statistics.first ?? 0, begin * HOUR),
      last: Math.min(statistics.last ?? Number.POSITIVE_INFINITY, (end + 1) * HOUR - 1),
    },
    stray,
  };
}

/** How many hours at the beginning hold few rows and stand far apart from what follows. */
function strayHours(hours: readonly (readonly [hour: number, rows: number])[], bearable: number): number {
  let rows = 0;
  let stray = 0;
  for (let i = 0; i + 1 < hours.length; i++) {
    rows += hours[i]?.[1] ?? 0;
    if (rows > bearable) break;
    if (Math.abs((hours[i + 1]?.[0] ?? 0) - (hours[i]?.[0] ?? 0)) >= APART_HOURS) stray = i + 1;
  }
  return stray;
}
