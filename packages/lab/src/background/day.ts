import { GuidSequence, type Random } from '../random/index.js';
import { isDown, type ServerProfile } from '../server/index.js';
import type { ProxyRouting, WebRequest } from '../traffic/index.js';
import { DAY, HOUR } from '../write/time.js';

/** What a request needs to say; the rest has ordinary values. */
export interface RequestSketch {
  readonly time: number;
  readonly method?: string;
  readonly stem: string;
  readonly query?: string;
  readonly clientIp: string;
  readonly user?: string;
  readonly userAgent?: string;
  readonly referer?: string;
  readonly status?: number;
  readonly subStatus?: number;
  readonly win32Status?: number;
  readonly duration?: number;
  readonly port?: number;
  readonly host?: string;
  readonly requestBytes?: number;
  readonly responseBytes?: number;
  readonly proxy?: ProxyRouting;
}

/** Share of a working day's requests that falls into each local hour, 0 … 23. */
const WORKDAY_HOURS = [1, 1, 1, 1, 1, 2, 5, 12, 18, 18, 16, 14, 9, 14, 16, 15, 11, 6, 4, 3, 3, 2, 2, 1];

/** One day (UTC) of one server: the frame in which every traffic source draws. */
export class Day {
  readonly end: number;
  private readonly ids: GuidSequence;
  private readonly activityIds: GuidSequence;

  /** `idSpace` keeps the ids of generators that share a day apart (0 … 2^14-1). */
  constructor(
    readonly server: ServerProfile,
    readonly start: number,
    readonly random: Random,
    idSpace: number,
  ) {
    this.end = start + DAY;
    this.ids = new GuidSequence(random.fork('ids'), idSpace * 0x4_0000);
    this.activityIds = new GuidSequence(random.fork('activities'), idSpace * 0x4_0000 + 0x2_0000);
  }

  get weekend(): boolean {
    const weekday = new Date(this.start).getUTCDay();
    return weekday === 0 || weekday === 6;
  }

  /** 1 on a working day, little on a weekend. */
  get activity(): number {
    return this.weekend ? 0.12 : 1;
  }

  guid(): string {
    return this.ids.guid();
  }

  request(sketch: RequestSketch): WebRequest {
    const duration = sketch.duration ?? this.random.latency(18);
    return {
      kind: 'request',
      time: sketch.time,
      duration,
      id: this.ids.guid(),
      activityId: this.activityIds.guid(),
      method: sketch.method ?? 'GET',
      stem: sketch.stem,
      port: sketch.port ?? 443,
      host: sketch.host ?? this.server.publicHost,
      clientIp: sketch.clientIp,
      status: sketch.status ?? 200,
      requestBytes: sketch.requestBytes ?? 0,
      responseBytes: sketch.responseBytes ?? 0,
      ...defined({
        query: sketch.query,
        user: sketch.user,
        userAgent: sketch.userAgent,
        referer: sketch.referer,
        subStatus: sketch.subStatus,
        win32Status: sketch.win32Status,
        proxy: sketch.proxy,
      }),
    };
  }

  /** `count` moments spread as people work. */
  workTimes(count: number): number[] {
    const total = WORKDAY_HOURS.reduce((sum, weight) => sum + weight, 0);
    const times: number[] = [];
    for (let index = 0; index < Math.round(count); index++) {
      let rest = this.random.float() * total;
      let hour = 0;
      for (; hour < 23; hour++) {
        rest -= WORKDAY_HOURS[hour] ?? 0;
        if (rest < 0) break;
      }
      const utcHour = (hour - this.server.utcOffsetHours + 24) % 24;
      times.push(this.start + utcHour * HOUR + this.random.int(0, HOUR - 1));
    }
    return times.filter((time) => this.open(time)).sort((a, b) => a - b);
  }

  /** `count` moments anywhere in the day. */
  anyTimes(count: number): number[] {
    const times = Array.from({ length: Math.round(count) }, () => this.start + this.random.int(0, DAY - 1));
    return times.filter((time) => this.open(time)).sort((a, b) => a - b);
  }

  /** Moments at a fixed interval, with a start of their own. */
  everyMinutes(minutes: number): number[] {
    const times: number[] = [];
    const offset = this.random.int(0, 20_000);
    for (let time = this.start + offset; time < this.end; time += minutes * 60_000) {
      if (this.open(time)) times.push(time);
    }
    return times;
  }

  /** A number of events with this mean (whole part certain, the rest by chance). */
  count(mean: number): number {
    return Math.floor(mean) + (this.random.chance(mean % 1) ? 1 : 0);
  }

  /** Whether the server answers, and its answer still falls into this day. */
  private open(time: number): boolean {
    return time < this.end - 60_000 && !isDown(this.server, time) && !isDown(this.server, time + 30_000);
  }
}

/** Leaves out members without a value. */
export function defined<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key of Object.keys(members) as (keyof T)[]) {
    const value = members[key];
    if (value !== undefined) kept[key] = value as Exclude<T[typeof key], undefined>;
  }
  return kept;
}
