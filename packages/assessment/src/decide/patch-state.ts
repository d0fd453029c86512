/** Which build, since when, and what is still open. */
import {
  type BuildAnswer,
  type BuildNumber,
  type BuildTable,
  compareBuilds,
  formatBuild,
  parseBuild,
} from '@allclear/content';
import { type BuildSighting, instant, type PatchState, type VulnerabilityState } from '@allclear/model';
import type { HostEvidence } from '../correlate/host-evidence.js';
import { day, when } from './phrases.js';

const MARCH_2021 = ['CVE-2021-26855', 'CVE-2021-26857', 'CVE-2021-26858', 'CVE-2021-27065'] as const;

export function patchState(host: HostEvidence, table: BuildTable): PatchState {
  const history = sightings(host, table);
  const logs = history.filter((s) => s.source === 'log-columns');
  const file = history
    .filter((s) => s.source === 'file-version')
    .sort(byBuild)
    .at(-1);
  const current = file ?? latestOf(logs) ?? latestOf(history);
  const notes: string[] = [];
  const build = current && parseBuild(current.build);
  if (!current || !build) {
    notes.push('No file version of ExSetup.exe and no build column in the logs: the build is not known.');
  } else if (current.source !== 'file-version') {
    notes.push(
      `The build ${current.build} comes from ${current.source === 'log-columns' ? 'log rows' : 'another source'}; ` +
        'collect Bin\\ExSetup.exe: its file version shows security updates for certain.',
    );
  }
  if (showOnlyCumulative(logs, file, table)) {
    notes.push(
      'The build columns of the logs show the cumulative update only, not the security update of the file version: ' +
        'they cannot tell when the security update was installed.',
    );
  }
  return {
    ...(current === undefined ? {} : { current }),
    history,
    march2021: march2021(history, logs, file, table),
    vulnerabilities: build ? vulnerabilities(build, table) : [],
    notes,
  };
}

function sightings(host: HostEvidence, table: BuildTable): BuildSighting[] {
  const named = (build: string, rest: Omit<BuildSighting, 'build' | 'name'>): BuildSighting => {
    const number = parseBuild(build);
    const name = number && table.name(number);
    return { build: number ? formatBuild(number) : build, ...(name === undefined ? {} : { name }), ...rest };
  };
  const result: BuildSighting[] = [];
  const rows = new Map<string, { first: number; last: number }>();
  for (const { statistics } of host.artifacts.values()) {
    for (const { build, first, last } of statistics?.builds ?? []) {
      if (first === undefined || last === undefined) continue;
      const known = rows.get(build);
      rows.set(
        build,
        known ? { first: Math.min(known.first, first), last: Math.max(known.last, last) } : { first, last },
      );
    }
  }
  for (const [build, { first, last }] of rows) {
    const number = parseBuild(build);
    // Rows that an attacker or damage shaped are not a build history.
    if (!number || table.cumulativeUpdate(number) === undefined) continue;
    result.push(named(build, { first: instant(first), last: instant(last), source: 'log-columns' }));
  }
  for (const sighting of host.builds) {
    const { build, name: _name, ...rest } = sighting;
    if (!result.some((s) => s.build === build && s.source === sighting.source)) result.push(named(build, rest));
  }
  return result.sort((a, b) => (a.first ?? '9').localeCompare(b.first ?? '9') || byBuild(a, b));
}

function march2021(
  history: readonly BuildSighting[],
  logs: readonly BuildSighting[],
  file: BuildSighting | undefined,
  table: BuildTable,
): PatchState['march2021'] {
  const is = (sighting: BuildSighting): PatchState['march2021']['status'] => march2021Of(sighting.build, table);
  const decided = file ?? latestOf(logs) ?? history.at(-1);
  if (!decided) return { status: 'unknown', note: 'The build is not known.' };
  const status = is(decided);
  const open = logs.filter((s) => is(s) === 'vulnerable');
  const closed = logs.filter((s) => is(s) === 'fixed');
  const lastOpen = open
    .map((s) => s.last)
    .filter(defined)
    .sort()
    .at(-1);
  const firstClosed = closed
    .map((s) => s.first)
    .filter(defined)
    .sort()[0];
  if (status === 'fixed') {
    if (firstClosed !== undefined && (lastOpen === undefined || lastOpen <= firstClosed)) {
      return {
        status: 'fixed',
        ...(lastOpen === undefined ? {} : { fixedAfter: lastOpen }),
        fixedBefore: firstClosed,
        note:
          lastOpen === undefined
            ? `Every log row with a build shows a fixed one, from ${when(firstClosed)} on.`
            : `Fixed between ${when(lastOpen)} (last row of an open build) and ${when(firstClosed)} (first row of a fixed one).`,
      };
    }
    return {
      status: 'fixed',
      ...(lastOpen === undefined ? {} : { fixedAfter: lastOpen }),
      note: `Build ${decided.build} holds the fix; the evidence does not show since when.`,
    };
  }
  if (status === 'vulnerable')
    return { status: 'vulnerable', note: `Build ${decided.build} is open to them, or to one of them.` };
  return { status: 'unknown', note: `For build ${decided.build} the vendor's tables give no clear answer.` };
}

/** All four flaws of the chain: one open flaw is enough to be open, and fixed means fixed or not affected by each. */
function march2021Of(text: string, table: BuildTable): PatchState['march2021']['status'] {
  const build = parseBuild(text);
  const answers = build ? MARCH_2021.map((id) => table.answer(build, id).status) : [];
  if (answers.includes('vulnerable')) return 'vulnerable';
  const closed = answers.length > 0 && answers.every((status) => status === 'fixed' || status === 'not-affected');
  return closed ? 'fixed' : 'unknown';
}

/** True where all rows carry the number of the bare cumulative update although the file version is newer. */
function showOnlyCumulative(
  logs: readonly BuildSighting[],
  file: BuildSighting | undefined,
  table: BuildTable,
): boolean {
  const version = file && parseBuild(file.build);
  if (!version || logs.length === 0) return false;
  const same = logs.filter((s) => s.build.split('.').slice(0, 3).join('.') === version.slice(0, 3).join('.'));
  return (
    same.length > 0 &&
    table.row(version)?.type !== 'CU' &&
    same.every((s) => {
      const number = parseBuild(s.build);
      return number !== undefined && (table.row(number)?.type === 'CU' || number[3] === 0);
    })
  );
}

function vulnerabilities(build: BuildNumber, table: BuildTable): VulnerabilityState[] {
  const order = ['vulnerable', 'needs-step', 'disputed', 'unknown', 'fixed', 'not-affected'];
  return table.vulnerabilities
    .map((row): VulnerabilityState => {
      const answer = table.answer(build, row.id);
      return {
        id: row.id,
        ...(row.alias === undefined ? {} : { alias: row.alias }),
        status: statusOf(answer),
        knownExploited: row.knownExploited,
        ...(answer.status === 'vulnerable' && answer.fixedBy !== undefined ? { fixedBy: answer.fixedBy } : {}),
        ...noteOf(answer, row.fixedByUpdate),
      };
    })
    .sort(
      (a, b) =>
        order.indexOf(a.status) - order.indexOf(b.status) ||
        Number(b.knownExploited) - Number(a.knownExploited) ||
        (table.vulnerability(b.id)?.cvss ?? 0) - (table.vulnerability(a.id)?.cvss ?? 0) ||
        a.id.localeCompare(b.id),
    );
}

function statusOf(answer: BuildAnswer): VulnerabilityState['status'] {
  switch (answer.status) {
    case 'fixed':
    case 'not-affected':
    case 'vulnerable':
    case 'disputed':
      return answer.status;
    case 'needs-state-check':
      return 'needs-step';
    default:
      return 'unknown';
  }
}

function noteOf(answer: BuildAnswer, update: string | undefined): { note?: string } {
  switch (answer.status) {
    case 'vulnerable':
      return answer.noFixForThisCu
        ? {
            note: `no package was made for this cumulative update: install a newer one${update ? ` (fixed by ${update})` : ''}`,
          }
        : { note: `fixed by ${update ?? 'a later update'}` };
    case 'needs-state-check':
      return {
        note: `the build suffices, but a further step decides: ${answer.steps.join('; ') || answer.checks.join(', ')}`,
      };
    case 'fixed':
    case 'not-affected':
      return answer.why === undefined ? {} : { note: answer.why };
    default:
      return { note: answer.why };
  }
}

/** Known-exploited flaws that a build leaves open, the most telling first. */
export function openAndExploited(patch: PatchState): VulnerabilityState[] {
  return patch.vulnerabilities.filter((v) => v.status === 'vulnerable' && v.knownExploited);
}

/** `since 2021-03-09`, `between … and …`, or nothing where the evidence does not say. */
export function fixedSince(march: PatchState['march2021']): string {
  if (march.fixedBefore === undefined) return '';
  if (march.fixedAfter === undefined) return `before ${day(march.fixedBefore)}`;
  return day(march.fixedAfter) === day(march.fixedBefore)
    ? `since ${day(march.fixedBefore)}`
    : `between ${day(march.fixedAfter)} and ${day(march.fixedBefore)}`;
}

function latestOf(sightings: readonly BuildSighting[]): BuildSighting | undefined {
  return [...sightings].sort((a, b) => (a.last ?? '').localeCompare(b.last ?? '') || byBuild(a, b)).at(-1);
}

function byBuild(a: BuildSighting, b: BuildSighting): number {
  return compareBuilds(parseBuild(a.build) ?? [0, 0, 0, 0], parseBuild(b.build) ?? [0, 0, 0, 0]);
}

function defined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
