/** Takes planned files into the encrypted container and removes them: journalled, so that a crash at any point loses nothing. */

import { createHash } from 'node:crypto';
import {
  type BigIntStats,
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Plan, Step } from '../plan/index.js';
import { fileSha256, type Lock, seal } from './container.js';
import { exists, timesOf } from './file-state.js';
import { Journal, syncFolder } from './journal.js';
import { locate, type Target } from './locate.js';
import { planDigest } from './plan-digest.js';
import { JOURNAL_VERSION, type JournalRecord, type StoredStream } from './records.js';
import { listStreams, streamPath } from './streams.js';

export interface QuarantineOptions {
  readonly plan: Plan;
  readonly target: Target;
  /** Folder of the container: `journal.jsonl` and `items/`. Made when it is not there; an interrupted run goes on in it. */
  readonly container: string;
  readonly lock: Lock;
  /** Ids of further steps: those that the plan leaves to a person. */
  readonly steps?: readonly string[];
  readonly toolVersion: string;
  readonly onStep?: (result: StepResult) => void;
  /** For tests: called at each journalled point. */
  readonly atPoint?: (point: string) => void;
}

export interface StepResult {
  readonly step: string;
  readonly windowsPath: string;
  readonly outcome: 'removed' | 'absent' | 'refused' | 'removed-before';
  readonly reason?: string;
  readonly notes: readonly string[];
}

interface Work {
  readonly step: Step;
  readonly windowsPath: string;
  readonly sha256: string | undefined;
}

interface State {
  readonly begin?: Extract<JournalRecord, { kind: 'begin' }>;
  readonly stored?: Extract<JournalRecord, { kind: 'stored' }>;
  readonly moving?: Extract<JournalRecord, { kind: 'moving' }>;
  readonly removed?: boolean;
}

/** The files that a quarantine of this plan would take, and why others are left. */
export function plannedFiles(plan: Plan, extra: readonly string[] = []): Work[] {
  const wanted = new Set(extra);
  const files: Work[] = [];
  for (const step of plan.steps) {
    if (step.stage !== 'evict' || (step.decision !== 'do' && !wanted.has(step.id))) continue;
    if (step.act?.do === 'quarantine-file') files.push({ step, windowsPath: step.act.path, sha256: step.act.sha256 });
    // The file of a task: without it Windows cannot start the task.
    if (step.act?.do === 'remove-task')
      files.push({ step, windowsPath: `C:\\Windows\\System32\\Tasks${step.act.path}`, sha256: undefined });
  }
  return files;
}

export async function quarantine(options: QuarantineOptions): Promise<StepResult[]> {
  mkdirSync(join(options.container, 'items'), { recursive: true, mode: 0o700 });
  const { journal, records } = Journal.open(join(options.container, 'journal.jsonl'));
  const at = options.atPoint ?? (() => undefined);
  try {
    begin(journal, records, options);
    at('header');
    const states = statesOf(records);
    const results: StepResult[] = [];
    for (const work of plannedFiles(options.plan, options.steps)) {
      const result = await one(work, states.get(work.step.id) ?? {}, journal, options, at);
      results.push(result);
      options.onStep?.(result);
    }
    const count = (outcome: StepResult['outcome']): number => results.filter((r) => r.outcome === outcome).length;
    journal.append({
      kind: 'finished',
      removed: count('removed') + count('removed-before'),
      absent: count('absent'),
      refused: count('refused'),
    });
    at('finished');
    return results;
  } finally {
    journal.close();
  }
}

export class QuarantineError extends Error {}

/** The first line says what the container is for; another plan or another target in it is a mistake. */
function begin(journal: Journal, records: readonly JournalRecord[], options: QuarantineOptions): void {
  const plan = planDigest(options.plan);
  const header = records[0];
  if (header?.kind === 'header') {
    if (header.plan !== plan)
      throw new QuarantineError(`${options.container} holds the quarantine of another plan; take another folder`);
    if (header.target !== options.target.root)
      throw new QuarantineError(
        `${options.container} was begun for the target ${header.target}; go on with that, or take another folder`,
      );
    return;
  }
  journal.append({
    kind: 'header',
    journalVersion: JOURNAL_VERSION,
    plan,
    assessment: options.plan.assessment,
    host: options.plan.host,
    target: options.target.root,
    encryption:
      'password' in options.lock
        ? { kind: 'password' }
        : { kind: 'recipients', recipients: [...options.lock.recipients] },
    tool: options.toolVersion,
  });
}

function statesOf(records: readonly JournalRecord[]): Map<string, State> {
  const states = new Map<string, State>();
  for (const record of records) {
    if (!('step' in record)) continue;
    const state = states.get(record.step) ?? {};
    if (record.kind === 'begin') states.set(record.step, { begin: record });
    else if (record.kind === 'stored') states.set(record.step, { ...state, stored: record });
    else if (record.kind === 'moving') states.set(record.step, { ...state, moving: record });
    else if (record.kind === 'removed') states.set(record.step, { ...state, removed: true });
    else states.delete(record.step);
  }
  return states;
}

async function one(
  work: Work,
  state: State,
  journal: Journal,
  options: QuarantineOptions,
  at: (point: string) => void,
): Promise<StepResult> {
  const { windowsPath } = work;
  const step = work.step.id;
  const notes: string[] = [];
  const ended = (outcome: 'absent' | 'refused', reason: string): StepResult => {
    journal.append({ kind: outcome, step, windowsPath, reason });
    return { step, windowsPath, outcome, reason, notes };
  };
  if (state.removed) return { step, windowsPath, outcome: 'removed-before', notes };
  if (state.moving && state.begin && state.stored) {
    const finished = await finishMove(state.moving.aside, state.stored.sha256);
    if (finished) {
      journal.append({ kind: 'removed', step });
      at(`${step} removed`);
      return { step, windowsPath, outcome: 'removed', notes: ['an interrupted run was brought to its end'] };
    }
  }
  const place = locate(windowsPath, options.target);
  if (!place.found) return ended(place.why, place.reason);
  const file = openNoFollow(place.path);
  if (file === undefined) return ended('refused', 'the file cannot be opened for reading, or became a link');
  try {
    const stats = fstatSync(file, { bigint: true });
    if (!stats.isFile()) return ended('refused', 'not an ordinary file');
    if (work.sha256 !== undefined && hashOf(file) !== work.sha256)
      return ended('refused', 'the file changed since the assessment: assess again and make a new plan');
    if (place.path.startsWith(resolve(options.container, 'items')))
      return ended('refused', 'the file is part of this quarantine');
    journal.append({
      kind: 'begin',
      step,
      windowsPath,
      path: place.path,
      size: Number(stats.size),
      mode: Number(stats.mode),
      times: timesOf(stats),
    });
    at(`${step} begin`);
    const { streams, note } = await store(place.path, file, step, options);
    if (note !== undefined) notes.push(note);
    const own = streams[0];
    if (own === undefined || (work.sha256 !== undefined && own.sha256 !== work.sha256))
      return ended('refused', 'the file changed while it was copied; nothing was removed');
    journal.append({ kind: 'stored', step, sha256: own.sha256, streams });
    at(`${step} stored`);
    const again = locate(windowsPath, options.target);
    if (!again.found || again.path !== place.path)
      return ended('refused', 'its place changed while it was copied; nothing was removed');
    const failure = await remove(place.path, stats, own.sha256, step, journal, at);
    if (failure !== undefined) return ended('refused', failure);
    journal.append({ kind: 'removed', step });
    at(`${step} removed`);
    return { step, windowsPath, outcome: 'removed', notes };
  } finally {
    closeSync(file);
  }
}

async function store(
  path: string,
  file: number,
  step: string,
  options: QuarantineOptions,
): Promise<{ streams: StoredStream[]; note: string | undefined }> {
  const item = (index: number): string => `items/${step}-${index}.age`;
  const streams: StoredStream[] = [];
  const own = createReadStream('', { fd: file, start: 0, autoClose: false });
  streams.push({ name: '', item: item(0), ...(await seal(own, join(options.container, item(0)), options.lock)) });
  const { names, note } = listStreams(path);
  for (const [index, name] of names.entries()) {
    const stream = createReadStream(streamPath(path, name));
    streams.push({
      name,
      item: item(index + 1),
      ...(await seal(stream, join(options.container, item(index + 1)), options.lock)),
    });
  }
  return { streams, note };
}

/**
 * The file is first renamed inside its folder: that is one act, and shows whether the name still belongs to the file
 * that was copied. Only then it is removed.
 */
async function remove(
  path: string,
  copied: BigIntStats,
  sha256: string,
  step: string,
  journal: Journal,
  at: (point: string) => void,
): Promise<string | undefined> {
  const aside = join(dirname(path), `.allclear-${step}`);
  if (exists(aside)) return `${basename(aside)} is in the way`;
  journal.append({ kind: 'moving', step, aside });
  at(`${step} moving`);
  try {
    renameSync(path, aside);
  } catch (error) {
    return `cannot be removed: ${error instanceof Error ? error.message : String(error)}`;
  }
  at(`${step} moved`);
  const now = lstatSync(aside, { bigint: true });
  if (
    now.isSymbolicLink() ||
    now.ino !== copied.ino ||
    now.dev !== copied.dev ||
    (await fileSha256(aside)) !== sha256
  ) {
    renameSync(aside, path);
    return 'the file was exchanged while it was copied; it was put back and nothing was removed';
  }
  unlinkSync(aside);
  syncFolder(dirname(path));
  at(`${step} unlinked`);
  return undefined;
}

/** After a crash between the rename and the end: the file set aside is removed if it is the stored one. False: nothing was set aside. */
async function finishMove(aside: string, sha256: string): Promise<boolean> {
  if (!exists(aside)) return false;
  const stats = lstatSync(aside);
  if (!stats.isFile() || (await fileSha256(aside)) !== sha256) return false;
  rmSync(aside);
  syncFolder(dirname(aside));
  return true;
}

function openNoFollow(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch {
    return undefined;
  }
}

function hashOf(file: number): string {
  const hash = createHash('sha256');
  const block = Buffer.alloc(1 << 20);
  for (let position = 0; ; ) {
    const read = readSync(file, block, 0, block.length, position);
    if (read === 0) return hash.digest('hex');
    hash.update(block.subarray(0, read));
    position += read;
  }
}
