/**
 * May "nothing found" be called an all-clear? Only where, for each wave that could have hit this server, a log covers
 * the time in which it was open and the places where shells are dropped were looked at.
 */
import { type BuildTable, parseBuild, type Wave } from '@allclear/content';
import { ARTIFACTS } from '@allclear/evidence';
import { type Coverage, instant, type PatchState } from '@allclear/model';
import { missingLogFiles, missingWebFolders } from './missing-files.js';
import { day } from './phrases.js';

const DAY = 86_400_000;
/** Logs may begin this much after the first known attack and still count as covering it. */
const TOLERANCE = DAY;
/** Time without rows, in all, that an all-clear bears. */
const BEARABLE_GAPS = 6 * 3_600_000;

export interface WaveAnswer {
  readonly wave: Wave;
  /** not-applicable: never open, or the evidence ends before the wave began. */
  readonly status: 'covered' | 'not-covered' | 'not-applicable';
  /** Plain sentences: what is missing. */
  readonly missing: readonly string[];
}

export function judgeWaves(
  waves: readonly Wave[],
  coverage: Coverage,
  patch: PatchState,
  table: BuildTable,
): WaveAnswer[] {
  const end = coverage.sources
    .map((s) => s.period?.to)
    .filter((t): t is string => t !== undefined)
    .sort()
    .at(-1);
  return waves.map((wave) => judge(wave, coverage, patch, table, end));
}

function judge(
  wave: Wave,
  coverage: Coverage,
  patch: PatchState,
  table: BuildTable,
  evidenceEnd: string | undefined,
): WaveAnswer {
  const answer = (status: WaveAnswer['status'], missing: readonly string[] = []): WaveAnswer => ({
    wave,
    status,
    missing,
  });
  if (evidenceEnd !== undefined && evidenceEnd.slice(0, 10) < wave.from) return answer('not-applicable');
  const open = openUntil(wave, patch, table, evidenceEnd);
  if (open === 'never') return answer('not-applicable');
  const missing: string[] = [];
  if (wave.undecidable !== undefined) missing.push(`${sentence(wave.title)}: ${wave.undecidable}`);
  // One log suffices. Of those that fall short, one that is there tells more than one that is not.
  const there = wave.logs.filter((id) => coverage.sources.some((s) => s.artifact === id && s.period));
  const best = (there.length > 0 ? there : wave.logs)
    .map((id) => logShortfall(id, wave, coverage, open))
    .reduce((a, b) => (a.length <= b.length ? a : b));
  missing.push(...best);
  for (const id of wave.files) {
    if (!coverage.sources.some((s) => s.artifact === id && s.status !== 'missing')) {
      missing.push(`${title(id)} were not collected: nobody looked for what the attackers left there`);
    }
  }
  if (wave.files.includes('web-file')) missing.push(...missingWebFolders(coverage));
  return missing.length === 0 ? answer('covered') : answer('not-covered', [...new Set(missing)]);
}

/** Until when the server was open to the wave; `never` where every build seen was closed to all its flaws. */
function openUntil(
  wave: Wave,
  patch: PatchState,
  table: BuildTable,
  evidenceEnd: string | undefined,
): string | 'never' {
  const isOpen = (text: string): boolean => {
    const build = parseBuild(text);
    if (!build) return true;
    return wave.vulnerabilities.some(
      (id) => !['fixed', 'not-affected', 'needs-state-check'].includes(table.answer(build, id).status),
    );
  };
  const open = patch.history.filter((s) => isOpen(s.build));
  if (patch.history.length > 0 && open.length === 0) {
    // Closed in all that we saw. Before the first sighting it may have been open: only rows from the wave's start tell.
    const first = patch.history
      .map((s) => s.first)
      .filter((t): t is string => t !== undefined)
      .sort()[0];
    const begins = first !== undefined && first.slice(0, 10) <= wave.from;
    const released = patch.history.every((s) => {
      const build = parseBuild(s.build);
      const row = build && table.row(build);
      return row?.type === 'CU' && row.released !== undefined && row.released < wave.from;
    });
    if (begins || released) return 'never';
  }
  const firstClosed = patch.history
    .filter((s) => !isOpen(s.build) && s.source === 'log-columns')
    .map((s) => s.first)
    .filter((t): t is string => t !== undefined)
    .sort()[0];
  return firstClosed ?? evidenceEnd ?? '9999-12-31T00:00:00.000Z';
}

function logShortfall(id: string, wave: Wave, coverage: Coverage, until: string): string[] {
  const source = coverage.sources.find((s) => s.artifact === id);
  if (!source?.period) return [`${title(id)} are missing`];
  const missing: string[] = [];
  const from = Date.parse(`${wave.from}T00:00:00Z`);
  if (Date.parse(source.period.from) > from + TOLERANCE) {
    missing.push(
      `${title(id)} begin ${day(source.period.from)}, the first known attacks through ${wave.title} were on ${wave.from}`,
    );
  }
  if (Date.parse(source.period.to) + TOLERANCE < Date.parse(until)) {
    missing.push(`${title(id)} end ${day(source.period.to)}, before the server was closed to it (${day(until)})`);
  }
  missing.push(...missingLogFiles(id, coverage, instant(from), until));
  const gaps = source.gaps.filter((gap) => gap.from < until && gap.to > instant(from));
  const silent = gaps.reduce((sum, gap) => sum + Date.parse(gap.to) - Date.parse(gap.from), 0);
  if (silent > BEARABLE_GAPS) {
    missing.push(`${title(id)} have no rows for ${Math.round(silent / 3_600_000)} hours in that time`);
  }
  return missing;
}

function title(id: string): string {
  return ARTIFACTS.find((a) => a.id === id)?.title ?? id;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
