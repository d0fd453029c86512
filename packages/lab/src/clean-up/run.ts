/** One case from the assessment to a verified server and back: what a responder would do, compared with what is true. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assess } from '@allclear/assessment';
import type { Assessment } from '@allclear/model';
import {
  compare,
  newIdentity,
  type Plan,
  plannedFiles,
  planOf,
  quarantine,
  readJournal,
  restore,
  type Verification,
} from '@allclear/response';
import { type CaseTruth, type LabCase, makeCase, writeFolder } from '../cases/index.js';
import type { TrueSetting } from '../intrusion/index.js';
import { later } from './later.js';

export interface CleanUpResult {
  readonly id: string;
  readonly result: Verification['result'] | 'not-compromised';
  readonly reasons: readonly string[];
  /** Ways back in of the truth that no step of the plan names. */
  readonly forgotten: readonly string[];
  /** Files that differ from the clean twin after the cleaning. */
  readonly leftOver: readonly string[];
  /** Files whose bytes or times are not what they were, after restoring. */
  readonly notRestored: readonly string[];
  readonly refused: readonly string[];
  readonly steps: number;
}

/** Settings that `clean.ps1` or a person changes on the server itself: here they are put right as in the clean twin. */
const SETTINGS =
  /\/(?:applicationHost\.config|agents\.config|web\.config)$|\/Windows\/System32\/(?:config|wbem\/Repository)\/|\/(?:NTUSER\.DAT|UsrClass\.dat|Amcache\.hve)$/i;
/** The owner's own files, encrypted: they stay for the day a backup or a key brings them back. */
const ENCRYPTED = /\.(?:htm|html|txt|gif|jpg|docx|xlsx|pdf)\.[A-Za-z0-9]{3,8}$/;
/** What goes on growing or differs by chance. */
const LOGS = /\/(?:Logging|LogFiles|winevt|TransportRoles\/Logs)\/|^EventLogs\/|\/\$(?:MFT|Extend)/i;

export async function cleanUp(labCase: LabCase): Promise<CleanUpResult> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-clean-'));
  const place = (name: string): string => join(folder, name);
  try {
    const kape = { ...labCase, variant: { ...labCase.variant, layout: 'kape' as const } };
    const { truth, entries } = makeCase(kape);
    await writeFolder(entries(), place('first'));
    const before = await assessed(place('first'));
    rmSync(place('first'), { recursive: true });
    if (before.verdict.level !== 'compromised') return nothingToDo(labCase.id, before);
    const plan = planOf(before);
    const { server, twin, cleaned } = later(kape);
    await writeFolder(makeCase({ ...kape, scenario: server }).entries(), place('disk'));
    await writeFolder(makeCase({ ...kape, scenario: twin }).entries(), place('twin'));
    const whole = tree(place('disk'));
    const { identity, recipient } = await newIdentity();
    const results = await quarantine({
      plan,
      target: { root: place('disk'), drives: {} },
      container: place('container'),
      lock: { recipients: [recipient] },
      // The person who looks says yes to every suspicion of a lab intrusion.
      steps: plan.steps.map((step) => step.id),
      toolVersion: 'lab',
    });
    const settings = settle(place('disk'), place('twin'), place('kept'), plan);
    const cleanedTree = tree(place('disk'));
    const after = await assessed(place('disk'));
    const verification = compare(before, after, {
      cleanedAt: new Date(cleaned).toISOString(),
      journal: { ended: new Date(cleaned).toISOString(), removed: removedPaths(place('container')) },
    });
    const leftOver = difference(cleanedTree, tree(place('twin')));
    for (const path of settings)
      copyFileSync(join(place('kept'), path.replaceAll('/', '+')), join(place('disk'), path));
    await restore({ container: place('container'), key: { identities: [identity] } });
    const back = tree(place('disk'));
    const notRestored = [...whole].flatMap(([path, mark]) =>
      back.get(path) === mark || settings.includes(path) ? [] : [path],
    );
    return {
      id: labCase.id,
      result: verification.result,
      reasons: verification.reasons,
      forgotten: forgotten(truth, plan),
      leftOver,
      notRestored,
      refused: results.filter((r) => r.outcome === 'refused').map((r) => `${r.windowsPath}: ${r.reason}`),
      steps: plan.steps.filter((step) => step.stage === 'evict').length,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Ways back in that are settings are undone by the script on the server: here as in the clean twin. Returns what was changed. */
function settle(disk: string, twin: string, kept: string, plan: Plan): string[] {
  const byScript = plan.steps.some((step) => step.stage === 'evict' && step.act?.do !== 'quarantine-file');
  if (!byScript) return [];
  mkdirSync(kept);
  const changed: string[] = [];
  for (const path of tree(disk).keys()) {
    const other = join(twin, path);
    if (!SETTINGS.test(`/${path}`) || !existsSync(other)) continue;
    if (readFileSync(join(disk, path)).equals(readFileSync(other))) continue;
    changed.push(path);
    copyFileSync(join(disk, path), join(kept, path.replaceAll('/', '+')));
    copyFileSync(other, join(disk, path));
  }
  return changed;
}

async function assessed(evidence: string): Promise<Assessment> {
  const { assessments } = await assess([evidence], { workers: 1, reproducible: true });
  const records = (a: Assessment): number => a.coverage.sources.reduce((sum, source) => sum + source.records, 0);
  const [first] = [...assessments].sort((a, b) => records(b) - records(a));
  if (first === undefined) throw new Error(`${evidence}: no host found`);
  return first;
}

/** Path -> bytes and modification time. */
function tree(root: string, prefix = ''): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of readdirSync(join(root, prefix)).sort()) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const stats = lstatSync(join(root, path), { bigint: true });
    if (stats.isDirectory()) for (const [below, mark] of tree(root, path)) files.set(below, mark);
    else
      files.set(
        path,
        `${createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')} ${stats.mtimeNs}`,
      );
  }
  return files;
}

/** Files that are in one tree only, or differ in bytes; logs aside. */
function difference(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  const bytes = (mark: string | undefined): string | undefined => mark?.split(' ')[0];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => !LOGS.test(path) && !ENCRYPTED.test(path) && bytes(a.get(path)) !== bytes(b.get(path)))
    .map((path) => `${path} ${a.has(path) ? (b.has(path) ? 'differs' : 'only here') : 'missing'}`)
    .sort();
}

function removedPaths(container: string): string[] {
  const { records } = readJournal(join(container, 'journal.jsonl'));
  const paths = new Map(records.flatMap((r) => (r.kind === 'begin' ? [[r.step, r.windowsPath] as const] : [])));
  return records.flatMap((r) => (r.kind === 'removed' ? [paths.get(r.step) ?? ''] : []));
}

/** What the truth says is left on the server and no step of the plan names. */
function forgotten(truth: CaseTruth, plan: Plan): string[] {
  const text = JSON.stringify(plan.steps).toLowerCase();
  const files = new Set(
    plannedFiles(
      plan,
      plan.steps.map((step) => step.id),
    ).map((f) => f.windowsPath.toLowerCase()),
  );
  const named = (value: string): boolean =>
    files.has(value.toLowerCase()) || text.includes(JSON.stringify(value).slice(1, -1).toLowerCase());
  const words = (sentence: string): string => sentence.split(/ (?=\S+$)/).at(-1) ?? sentence;
  return [
    ...truth.filesOnDisk.filter((path) => !ENCRYPTED.test(path) && !named(path)),
    ...truth.persistence.filter(
      (sentence) => !named(words(sentence)) && !truth.waysBack.some(({ name }) => sentence.includes(name)),
    ),
    ...truth.waysBack
      .filter((way) => !plan.steps.some((step) => undoes(step, way)))
      .map(({ kind, name }) => `${kind} ${name}: no act`),
  ];
}

/** A step with an act that a program can carry out, under the name of this setting. */
function undoes(step: Plan['steps'][number], { name, sid }: TrueSetting): boolean {
  if (step.act === undefined) return false;
  const text = JSON.stringify(step.act).toLowerCase();
  const parts = name.split('/').filter(Boolean);
  return (
    parts.every((part) => text.includes(JSON.stringify(part).slice(1, -1).toLowerCase())) ||
    (sid !== undefined && text.includes(sid.toLowerCase()))
  );
}

function nothingToDo(id: string, { verdict }: Assessment): CleanUpResult {
  return {
    id,
    result: 'not-compromised',
    reasons: [verdict.statement],
    forgotten: [],
    leftOver: [],
    notRestored: [],
    refused: [],
    steps: 0,
  };
}
