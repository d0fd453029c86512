/** Which stretches of time the picture shows: everything once, and the days that matter enlarged. */
import type { Assessment, TimelineEntry } from '@allclear/model';
import { milliseconds } from '../../text/dates.js';
import { DAY } from './scale.js';

export interface Window {
  readonly from: number;
  readonly to: number;
}

const HOUR = DAY / 24;
/** Acts further apart than this belong to different visits. */
const VISIT_GAP = 20 * HOUR;
/** A longer visit is cut for the enlarged picture: it would be no longer enlarged. */
const MAX_VISIT = 4 * DAY;
const MAX_VISITS = 3;
/** Beyond this the overview keeps to the time around the incident: one wrong clock must not flatten it. */
const MAX_OVERVIEW = 550 * DAY;
const AROUND = 120 * DAY;

function known(times: readonly (number | undefined)[]): number[] {
  return times.filter((time) => time !== undefined);
}

function extent(times: readonly number[]): Window | undefined {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time < from) from = time;
    if (time > to) to = time;
  }
  return from <= to ? { from, to } : undefined;
}

/** The whole time that evidence or events span, rounded to days; undefined where nothing has a time. */
export function overviewWindow(a: Assessment): Window | undefined {
  const whole = extent([
    ...known(a.coverage.sources.flatMap(({ period }) => [milliseconds(period?.from), milliseconds(period?.to)])),
    ...known(a.timeline.flatMap((entry) => [milliseconds(entry.time), milliseconds(entry.end)])),
    ...known(a.patch.history.flatMap((sighting) => [milliseconds(sighting.first), milliseconds(sighting.last)])),
  ]);
  if (whole === undefined) return undefined;
  let { from, to } = whole;
  if (to - from > MAX_OVERVIEW) {
    const first = milliseconds(a.incident.first);
    const last = milliseconds(a.incident.last) ?? first;
    if (first !== undefined && last !== undefined) {
      from = Math.max(from, first - AROUND);
      to = Math.min(to, last + AROUND);
    } else from = to - MAX_OVERVIEW;
  }
  return { from: Math.floor(from / DAY) * DAY, to: Math.ceil((to + 1) / DAY) * DAY };
}

function keyTimes(timeline: readonly TimelineEntry[]): number[] {
  for (const outcomes of [['success', 'success-likely'], ['attempt'], ['probe']]) {
    const times = known(
      timeline.filter((entry) => outcomes.includes(entry.outcome)).map((entry) => milliseconds(entry.time)),
    );
    if (times.length > 0) return times.sort((x, y) => x - y);
  }
  return [];
}

/** Up to {@link MAX_VISITS} visits of the intruder in time order; none where the overview shows them large enough. */
export function visitWindows(a: Assessment, overview: Window): Window[] {
  const times = keyTimes(a.timeline).filter((time) => time >= overview.from && time <= overview.to);
  const visits: { from: number; to: number; acts: number }[] = [];
  for (const time of times) {
    const visit = visits.at(-1);
    if (visit && time - visit.to <= VISIT_GAP && time - visit.from <= MAX_VISIT) {
      visit.to = time;
      visit.acts += 1;
    } else visits.push({ from: time, to: time, acts: 1 });
  }
  const [first, ...rest] = visits;
  if (first === undefined) return [];
  // The first visit tells how they got in; of the others the busiest are shown.
  const busiest = rest.filter((visit) => visit.acts > 2).sort((x, y) => y.acts - x.acts || x.from - y.from);
  return [first, ...busiest.slice(0, MAX_VISITS - 1)]
    .sort((x, y) => x.from - y.from)
    .map(({ from, to }) => padded(from, to))
    .filter(({ from, to }) => to - from < (overview.to - overview.from) * 0.6);
}

/** Room on both sides, at least an hour in all, on round hours. */
function padded(from: number, to: number): Window {
  const room = Math.max((to - from) * 0.06, HOUR / 2);
  return { from: Math.floor((from - room) / HOUR) * HOUR, to: Math.ceil((to + room * 2) / HOUR) * HOUR };
}
