import { BACKGROUND, Day } from '../background/index.js';
import { dayFiles } from '../evidence/day-files.js';
import { kapePath, type LabEntry } from '../evidence/entry.js';
import { LongFiles } from '../evidence/long-files.js';
import { systemFiles } from '../evidence/system-files.js';
import { playIntrusion, type Truth } from '../intrusion/index.js';
import { Random } from '../random/index.js';
import { endOf, type Trace } from '../traffic/index.js';
import { DAY, startOfDay } from '../write/index.js';
import type { Scenario } from './scenario.js';

/** The files of a scenario in a fixed order, one day in memory at a time, and the truth about them. */
export function generate(scenario: Scenario): { truth: Truth; entries: () => Generator<LabEntry> } {
  const random = Random.seeded(`${scenario.seed}/${scenario.id}`);
  const world = playIntrusion(scenario, scenario.server, scenario.intrusion, random.fork('intrusion'));
  world.truth.undetectable.push(...scenario.undetectable);
  world.truth.coverage.push(...scenario.coverage);
  const retention = { ...scenario.retention, removed: [...(scenario.retention.removed ?? []), ...world.removals] };
  return { truth: world.truth, entries };

  function* entries(): Generator<LabEntry> {
    const byDay = new Map<number, Trace[]>();
    for (const trace of world.traces) {
      const start = startOfDay(endTime(trace));
      byDay.set(start, [...(byDay.get(start) ?? []), trace]);
    }
    const long = new LongFiles(scenario.server, retention, scenario.eventLogs);
    let number = 0;
    for (let start = scenario.period.from; start < scenario.period.to; start += DAY) {
      const traces: Trace[] = [...(byDay.get(start) ?? [])];
      for (const [index, name] of scenario.background.entries()) {
        const day = new Day(scenario.server, start, random.fork(`${name}/${start}`), number * 16 + index);
        for (const trace of BACKGROUND[name](day))
          if (endTime(trace) >= day.start && endTime(trace) < day.end) traces.push(trace);
      }
      number++;
      yield* dayFiles(scenario.server, traces, retention);
      long.addDay(traces);
    }
    yield* long.entries();
    yield* systemFiles(scenario.server, scenario.period.to, world.configuration);
    for (const file of world.files.values()) {
      if (file.removed === undefined)
        yield { path: kapePath(file.path), modified: file.modified, chunks: [file.bytes] };
    }
  }
}

function endTime(trace: Trace): number {
  return trace.kind === 'request' ? endOf(trace) : trace.time;
}
