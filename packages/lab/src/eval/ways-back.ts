import type { Assessment, Finding } from '@allclear/model';
import { SEVERITY_ORDER } from '@allclear/model';
import type { CaseTruth } from '../cases/index.js';
import type { TrueSetting, WayKind } from '../intrusion/index.js';

/** What became of the ways back in of one case, and of the owner's settings that look like them. */
export interface WaysResult {
  readonly found: readonly TrueSetting[];
  /** Set up, in the evidence, and named by no finding. */
  readonly missed: readonly TrueSetting[];
  /** Findings of level high and more that name a way back in where there is none. */
  readonly wrong: readonly { readonly kind: string; readonly title: string }[];
  /** The owner's settings that no such finding names, and those of them that a finding asks to look at. */
  readonly leftAlone: readonly TrueSetting[];
  readonly lookedAt: readonly TrueSetting[];
}

/** Only a request or an audit log tells of these; the others stand in files. */
const TOLD_BY_LOGS: ReadonlySet<WayKind> = new Set<WayKind>(['inbox-rule']);
/** Pages and files are counted by other rows of the evaluation. */
const NO_SETTINGS: ReadonlySet<string> = new Set([
  'page',
  'file',
  'compiled-page',
  'virtual-directory-setting',
  'machine-key',
  'iis-configuration',
]);
const HIGH = SEVERITY_ORDER.indexOf('high');
const MEDIUM = SEVERITY_ORDER.indexOf('medium');
const LOW = SEVERITY_ORDER.indexOf('low');
const NO_CLAIM: ReadonlySet<string> = new Set(['context', 'exposure', 'mitigation']);

export function waysBackOf(truth: CaseTruth, assessment: Assessment | undefined): WaysResult {
  // What a cleaning plan asks about, too: weak suspicions only where somebody got in.
  const asked = assessment?.verdict.level === 'compromised' ? LOW : MEDIUM;
  const named = (assessment?.findings ?? []).filter(
    (f) => f.remnant !== undefined && !NO_SETTINGS.has(f.remnant.kind) && !NO_CLAIM.has(f.outcome) && rank(f) >= asked,
  );
  const loud = named.filter((f) => rank(f) >= HIGH);
  const isNamed =
    (findings: readonly Finding[]) =>
    (way: TrueSetting): boolean =>
      findings.some((f) => names(f, way));
  const inEvidence = truth.waysBack.filter(({ kind }) =>
    TOLD_BY_LOGS.has(kind) ? truth.evidence.quality === 'complete' : truth.evidence.quality !== 'logs-only',
  );
  const quiet = truth.ownSettings.filter((own) => !isNamed(loud)(own));
  return {
    found: truth.waysBack.filter(isNamed(named)),
    missed: inEvidence.filter((way) => !isNamed(named)(way)),
    wrong: loud
      .filter((f) => !truth.waysBack.some((way) => names(f, way)))
      .map((f) => ({ kind: f.remnant?.target.kind ?? f.remnant?.kind ?? '', title: f.rule.title })),
    leftAlone: quiet,
    lookedAt: quiet.filter(isNamed(named)),
  };
}

const rank = ({ severity }: Finding): number => SEVERITY_ORDER.indexOf(severity);

function names(finding: Finding, { name, sid }: TrueSetting): boolean {
  const values = Object.values(finding.remnant?.target ?? {}).map((value) => value.toLowerCase());
  return values.some(
    (value) => value.includes(name.toLowerCase()) || (sid !== undefined && value === sid.toLowerCase()),
  );
}

/** Figures of one kind over many cases. */
export interface WayCounts {
  readonly kind: string;
  readonly found: number;
  readonly missed: number;
  readonly wrong: number;
  readonly own: number;
  readonly lookedAt: number;
}

export function wayCounts(results: readonly WaysResult[]): WayCounts[] {
  const of = <T extends { readonly kind: string }>(list: (result: WaysResult) => readonly T[], kind: string): number =>
    results.reduce((sum, result) => sum + list(result).filter((one) => one.kind === kind).length, 0);
  const kinds = new Set(
    results.flatMap((r) => [...r.found, ...r.missed, ...r.wrong, ...r.leftAlone].map(({ kind }) => kind)),
  );
  return [...kinds].sort().map((kind) => ({
    kind,
    found: of((r) => r.found, kind),
    missed: of((r) => r.missed, kind),
    wrong: of((r) => r.wrong, kind),
    own: of((r) => r.leftAlone, kind),
    lookedAt: of((r) => r.lookedAt, kind),
  }));
}
