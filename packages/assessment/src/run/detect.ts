/** Sigma rules over logs and events: every match, in the order of the evidence, whatever the number of workers. */
import { type Content, cacheFolder, loadContent } from '@allclear/content';
import type { SigmaRule } from '@allclear/detection';
import { listUnits } from '@allclear/evidence';
import type { Problem } from '@allclear/model';
import type { Progress } from './assess.js';
import { detectInline, isInlineBetter } from './detect-inline.js';
import type { DetectedMatch } from './detect-match.js';
import { type PoolEvents, runPool } from './pool.js';
import type { WorkerSetup } from './protocol.js';
import { compileContent } from './rules.js';

export interface DetectOptions {
  readonly workers?: number;
  /** Only the rules of these folders; without them, our own. */
  readonly rules?: readonly string[];
  /** Folders whose rules come on top of our own. */
  readonly contentDirectories?: readonly string[];
  readonly password?: string;
  /** False: parsed rules are neither kept nor taken from what was kept. */
  readonly cache?: boolean;
  readonly onMatch: (match: DetectedMatch, rule: SigmaRule) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface DetectResult {
  readonly problems: readonly Problem[];
  readonly rules: readonly SigmaRule[];
  readonly matches: number;
  readonly files: number;
  readonly recognised: number;
}

/** Runs rules over all records and hands each match to `onMatch`; never throws for bad evidence or bad rules. */
export async function detect(paths: readonly string[], options: DetectOptions): Promise<DetectResult> {
  const open = options.password === undefined ? {} : { password: options.password };
  const cache = options.cache === false ? undefined : cacheFolder(paths);
  let content: Content | undefined = await loadContent({
    ...(cache === undefined ? {} : { cache }),
    directories: [...(options.contentDirectories ?? []), ...(options.rules ?? [])],
    ...(options.rules === undefined ? {} : { ownRules: false }),
  });
  const compiled = compileContent(content.sigma);
  const unusable = content.problems;
  const rules = new Map(compiled.rules.map((rule) => [rule.id, rule]));
  const listed = await listUnits(paths, open);
  const held = new Map<number, DetectedMatch[]>();
  const finished = new Set<number>();
  const problems: Problem[] = [];
  let turn = 0;
  let matches = 0;
  const matched = new Set<string>();
  let files = 0;
  let recognised = 0;
  let bytesDone = 0;
  const emit = (list: readonly DetectedMatch[]): void => {
    for (const match of list) {
      const rule = rules.get(match.ruleId);
      if (!rule) continue;
      matches++;
      matched.add(match.place.file);
      options.onMatch(match, rule);
    }
  };
  const advance = (): void => {
    for (;;) {
      emit(held.get(turn) ?? []);
      held.delete(turn);
      if (!finished.has(turn)) return;
      finished.delete(turn);
      turn++;
    }
  };
  const events: PoolEvents = {
    onMatches: (index, list) => {
      if (index === turn) {
        emit(list);
        return;
      }
      const known = held.get(index);
      if (known) known.push(...list);
      else held.set(index, [...list]);
    },
    onUnitDone: (index) => {
      finished.add(index);
      advance();
    },
    onReport: (report) => {
      files++;
      if (report.artifact !== undefined && report.status !== 'failed' && report.bytes > 0) recognised++;
      problems.push(...report.problems);
    },
    onProgress: (done, file) => {
      bytesDone += done;
      options.onProgress?.({ bytesDone, bytesTotal: listed.totalBytes, file, files, sightings: matched.size });
    },
  };
  const workers = options.workers ?? 1;
  const setup: WorkerSetup | undefined = isInlineBetter(listed.units, listed.totalBytes, workers)
    ? undefined
    : { mode: 'detect', sigma: content.sigma, open };
  // Thousands of rules as YAML gave them: no longer needed here, and not small.
  content = undefined;
  const failures = await (setup === undefined
    ? detectInline(listed.units, open, compiled, events, options.signal)
    : runPool(listed.units, setup, workers, events, options.signal));
  return {
    problems: [
      ...listed.problems,
      ...unusable,
      ...compiled.problems,
      ...problems,
      ...failures.map(
        (f): Problem => ({ code: 'ALC-E009', file: f.path, detail: `a fault of Allclear itself: ${f.message}` }),
      ),
    ],
    rules: compiled.rules,
    matches,
    files,
    recognised,
  };
}
