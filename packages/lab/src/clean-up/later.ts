/** The same server some days later: after the cleaning, updated, with ordinary work going on; with the intrusion or without it. */
import { loadBuildTable } from '@allclear/content';
import type { LabCase } from '../cases/index.js';
import type { Scenario } from '../scenario/index.js';
import { type Build, parseBuild, shortBuild } from '../server/index.js';
import { DAY, MINUTE } from '../write/index.js';

/** Days of ordinary work after the cleaning: verifying asks for at least one of logs. */
export const DAYS_AFTER = 2;

export interface Later {
  /** The disk and the logs at the end, with everything that the intruder left. */
  readonly server: Scenario;
  /** What it would be had nobody come. */
  readonly twin: Scenario;
  /** ms, UTC. */
  readonly cleaned: number;
}

export function later(labCase: LabCase): Later {
  const { scenario } = labCase;
  const cleaned = scenario.period.to;
  const build = newestBuild(scenario);
  const update = {
    from: cleaned,
    build,
    update: 'Security Update for Microsoft Exchange Server (newest of the table)',
  };
  const server = {
    ...scenario,
    server: {
      ...scenario.server,
      builds: [...scenario.server.builds, update],
      outages: [...scenario.server.outages, { from: cleaned - 35 * MINUTE, to: cleaned }],
    },
    period: { ...scenario.period, to: cleaned + DAYS_AFTER * DAY },
  };
  return { server, twin: { ...server, intrusion: [] }, cleaned };
}

/** Of the same family; for Exchange 2013 the last one there will ever be. */
function newestBuild(scenario: Scenario): Build {
  const [first] = scenario.server.builds;
  const cu = first === undefined ? '' : shortBuild(first.build).split('.').slice(0, 3).join('.');
  const table = loadBuildTable();
  const family = table.builds.find((row) => row.build.startsWith(`${cu}.`))?.family;
  const newest = table.builds.filter((row) => row.family === family).at(-1);
  if (newest === undefined) throw new RangeError(`${scenario.id}: the build table does not know ${cu}`);
  return parseBuild(newest.build);
}
