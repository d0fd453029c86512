/** The common time axis: milliseconds UTC to pixels, and where ticks stand. Pure numbers, no markup. */

export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly right: number;
  /** Pixel of a time, held inside the axis. */
  x(time: number): number;
}

export interface Tick {
  readonly time: number;
  readonly label: string;
  /** Midnight, the first of a month or of a year: drawn stronger. */
  readonly major: boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function createScale(from: number, to: number, left: number, right: number): Scale {
  const span = Math.max(1, to - from);
  return {
    from,
    to,
    left,
    right,
    x: (time) => left + (Math.min(Math.max(time, from), to) - from) * ((right - left) / span),
  };
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2 * 1440, 7 * 1440, 14 * 1440].map((m) => m * MINUTE);
const MAX_TICKS = 14;

/** Ticks on round UTC times, never more than about {@link MAX_TICKS}. */
export function ticks(scale: Scale, maximum = MAX_TICKS): Tick[] {
  const span = scale.to - scale.from;
  const step = STEPS.find((candidate) => span / candidate <= maximum);
  return step === undefined ? monthTicks(scale, maximum) : stepTicks(scale, step);
}

function stepTicks(scale: Scale, step: number): Tick[] {
  const result: Tick[] = [];
  // Weeks count from a Monday: 1970-01-05.
  const base = step >= 7 * DAY ? 4 * DAY : 0;
  for (let time = Math.ceil((scale.from - base) / step) * step + base; time <= scale.to; time += step) {
    const text = new Date(time).toISOString();
    const midnight = time % DAY === 0;
    result.push({ time, label: step >= DAY || midnight ? text.slice(5, 10) : text.slice(11, 16), major: midnight });
  }
  return result;
}

function monthTicks(scale: Scale, maximum: number): Tick[] {
  const start = new Date(scale.from);
  const months = (scale.to - scale.from) / (30 * DAY);
  const step =
    [1, 2, 3, 6, 12].find((candidate) => months / candidate <= maximum) ?? 12 * Math.ceil(months / 12 / maximum);
  const result: Tick[] = [];
  for (let month = 0; ; month += 1) {
    const time = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + month, 1);
    if (Number.isNaN(time) || time > scale.to) break;
    const count = new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
    if (time < scale.from || count % step !== 0) continue;
    const text = new Date(time).toISOString();
    result.push({ time, label: step >= 12 ? text.slice(0, 4) : text.slice(0, 7), major: text.slice(5, 7) === '01' });
  }
  return result;
}
