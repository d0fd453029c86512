import { BACKGROUND, Day } from '../background/index.js';
import { dayFiles, type Retention } from '../evidence/day-files.js';
import { kapePath, type LabEntry } from '../evidence/entry.js';
import { LongFiles } from '../evidence/long-files.js';
import { ntfsFiles } from '../evidence/ntfs-files.js';
import { registryFiles } from '../evidence/registry-files.js';
import { systemFiles } from '../evidence/system-files.js';
import { playIntrusion, type Truth, type World } from '../intrusion/index.js';
import { Random } from '../random/index.js';
import { endOf, type Trace } from '../traffic/index.js';
import { DAY, startOfDay } from '../write/index.js';
import type { Scenario } from './scenario.js';

/** How long before its first build a server was set up. */
const SET_UP_BEFORE = 200 * DAY;

/** What one day of a scenario gives: its files, and the records of logs that run through all days. */
export interface ScenarioDay {
  readonly entries: readonly LabEntry[];
  readonly long: readonly Trace[];
}

/** A scenario that is ready to be made day by day. Days do not depend on each other: any thread can make any of them. */
export class Production {
  readonly truth: Truth;
  readonly #random: Random;
  readonly #world: World;
  readonly #retention: Retention;
  readonly #byDay = new Map<number, Trace[]>();

  constructor(readonly scenario: Scenario) {
    this.#random = Random.seeded(`${scenario.seed}/${scenario.id}`);
    this.#world = playIntrusion(scenario, scenario.server, scenario.intrusion, this.#random.fork('intrusion'));
    const { truth, traces, removals } = this.#world;
    truth.undetectable.push(...scenario.undetectable);
    truth.coverage.push(...scenario.coverage);
    this.truth = truth;
    this.#retention = { ...scenario.retention, removed: [...(scenario.retention.removed ?? []), ...removals] };
    for (const trace of traces) {
      const start = startOfDay(endTime(trace));
      this.#byDay.set(start, [...(this.#byDay.get(start) ?? []), trace]);
    }
  }

  get days(): number {
    const { from, to } = this.scenario.period;
    return Math.ceil((to - from) / DAY);
  }

  day(number: number): ScenarioDay {
    const { server, background, period } = this.scenario;
    const start = period.from + number * DAY;
    const traces: Trace[] = [...(this.#byDay.get(start) ?? [])];
    for (const [index, name] of background.entries()) {
      const day = new Day(server, start, this.#random.fork(`${name}/${start}`), number * 16 + index);
      for (const trace of BACKGROUND[name](day))
        if (endTime(trace) >= day.start && endTime(trace) < day.end) traces.push(trace);
    }
    return { entries: dayFiles(server, traces, this.#retention), long: traces.filter(isLong) };
  }

  /** Logs that run through all days; fed in order. */
  longFiles(): LongFiles {
    return new LongFiles(this.scenario.server, this.#retention, this.scenario.eventLogs);
  }

  #fileSystem(journalDays: number): LabEntry[] {
    const { files, written } = this.#world;
    const known = [...files.values()].map(({ path, bytes, modified, removed }) => {
      const since = written.get(path.toLowerCase()) ?? modified;
      return { path, bytes, written: since, modified, removed };
    });
    const made = (this.scenario.server.builds[0]?.from ?? this.scenario.period.from) - SET_UP_BEFORE;
    return ntfsFiles(known, made, this.scenario.period.to, journalDays);
  }

  /** What stands on the disk at the end. */
  *disk(): Generator<LabEntry> {
    const { server, period } = this.scenario;
    yield* systemFiles(server, period.to, this.#world.configuration);
    if (this.scenario.hives) yield* registryFiles(server, this.#world);
    if (this.scenario.journalDays !== undefined) yield* this.#fileSystem(this.scenario.journalDays);
    for (const file of this.#world.files.values()) {
      if (file.removed === undefined)
        yield { path: kapePath(file.path), modified: file.modified, chunks: [file.bytes] };
    }
  }
}

/** The files of a scenario in a fixed order, one day in memory at a time, and the truth about them. */
export function generate(scenario: Scenario): { truth: Truth; entries: () => Generator<LabEntry> } {
  const production = new Production(scenario);
  return { truth: production.truth, entries };

  function* entries(): Generator<LabEntry> {
    const long = production.longFiles();
    for (let number = 0; number < production.days; number++) {
      const day = production.day(number);
      yield* day.entries;
      long.addDay(day.long);
    }
    yield* long.entries();
    yield* production.disk();
  }
}

function isLong({ kind }: Trace): boolean {
  return kind === 'event' || kind === 'http-error';
}

function endTime(trace: Trace): number {
  return trace.kind === 'request' ? endOf(trace) : trace.time;
}
