/** Sigma rules over logs and events: every match, in the order of the evidence, whatever the number of workers. */
import { type Content, cacheFolder, loadContent } from '@allclear/content';
import type { SigmaRule } from '@allclear/detection';
import { type EvidenceUnit, listUnits } from '@allclear/evidence';
import type { Problem } from '@allclear/model';
import type { Progress } from './assess.js';
import type { DetectedMatch } from './detect-match.js';
import { JobRunner } from './job-runner.js';
import { Pool, type PoolEvents } from './pool.js';
import { type CompiledContent, compileContent, documentsForMatching } from './rules.js';
import { Schedule } from './schedule.js';

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
  const listed = await listUnits(paths, open);
  const workers = options.workers ?? 1;
  const schedule = new Schedule(listed.units, new Map(), workers, false);
  // This thread works too: each further one loads the program and compiles the rules again.
  const threads = schedule.isSmall ? 0 : Math.min(workers, schedule.width) - 1;
  const pool = new Pool(Math.max(0, threads));
  let content: Content | undefined = await loadContent({
    ...(cache === undefined ? {} : { cache }),
    directories: [...(options.contentDirectories ?? []), ...(options.rules ?? [])],
    ...(options.rules === undefined ? {} : { ownRules: false }),
  }).catch(async (error: unknown) => {
    await pool.close();
    throw error;
  });
  const unusable = content.problems;
  const setup = { mode: 'detect', sigma: threads > 0 ? documentsForMatching(content.sigma) : [], open } as const;
  let compiled: CompiledContent | undefined;
  const rules = new Map<string, SigmaRule>();
  const held = new Map<number, DetectedMatch[]>();
  const finished = new Set<number>();
  const reported: { readonly unit: EvidenceUnit; readonly problems: readonly Problem[] }[] = [];
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
    onReport: (report, unit) => {
      files++;
      if (report.artifact !== undefined && report.status !== 'failed' && report.bytes > 0) recognised++;
      if (report.problems.length > 0) reported.push({ unit, problems: report.problems });
    },
    onProgress: (done, file) => {
      bytesDone += done;
      options.onProgress?.({ bytesDone, bytesTotal: listed.totalBytes, file, files, sightings: matched.size });
    },
  };
  const failures = await pool.run(schedule, setup, Math.max(0, threads), events, options.signal, (send) => {
    // While the other threads compile them too.
    compiled = compileContent(content?.sigma ?? []);
    for (const rule of compiled.rules) rules.set(rule.id, rule);
    // Thousands of rules as YAML gave them: no longer needed, and not small.
    content = undefined;
    const { signal } = options;
    const runner = { mode: 'detect', open, content: compiled, inspect: undefined } as const;
    return new JobRunner(signal === undefined ? runner : { ...runner, signal }, send);
  });
  const order = new Map(listed.units.map((unit, index) => [unit, index]));
  return {
    problems: [
      ...listed.problems,
      ...unusable,
      ...(compiled?.problems ?? []),
      // In the order of the evidence, whichever thread was first.
      ...reported.sort((a, b) => (order.get(a.unit) ?? 0) - (order.get(b.unit) ?? 0)).flatMap((one) => one.problems),
      ...failures.map(
        (f): Problem => ({ code: 'ALC-E009', file: f.path, detail: `a fault of Allclear itself: ${f.message}` }),
      ),
    ],
    rules: compiled?.rules ?? [],
    matches,
    files,
    recognised,
  };
}
