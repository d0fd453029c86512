import type { Answer, Phase } from '@allclear/model';
import { BACKGROUND_CHECKS, checksOf, PROCESS_CHECKS, type StepChecks, type Truth } from '../intrusion/index.js';
import type { State, VerdictLevel } from '../scenarios/story.js';
import type { LabCase } from './case.js';

/** The answer sheet of a case. */
export interface CaseTruth extends Truth {
  readonly case: string;
  readonly title: string;
  readonly state: State;
  readonly evidence: { readonly quality: string; readonly layout: string };
  readonly expected: {
    readonly verdict: VerdictLevel;
    /** Every verdict that this evidence bears, the best one first. */
    readonly acceptable: readonly VerdictLevel[];
  };
  /** True answers, whatever the evidence shows. */
  readonly answers: Readonly<Record<Answer['id'], boolean>>;
  readonly phases: readonly Phase[];
  /** Which checks must be hit with complete evidence, and which more may be. */
  readonly checks: StepChecks;
  readonly addresses: readonly string[];
}

export function truthOf(labCase: LabCase, truth: Truth): CaseTruth {
  const { story, variant } = labCase;
  const entered = truth.verdict === 'compromised';
  const events = truth.verdict === 'not-attacked' ? [] : truth.events;
  return {
    ...truth,
    case: labCase.id,
    title: story.title,
    state: story.state,
    evidence: { quality: variant.evidence, layout: variant.layout },
    expected: { verdict: variant.verdict, acceptable: [...new Set([variant.verdict, ...(variant.acceptable ?? [])])] },
    answers: {
      attacked: truth.verdict !== 'not-attacked',
      entered,
      taken: truth.stolen.length > 0 || truth.mailboxes.length > 0,
      present:
        entered &&
        (truth.persistence.length > 0 ||
          truth.filesOnDisk.some((path) => !leftover(path) && !emptied(labCase, path) && !damage(labCase, path))),
      patched: story.server.closedToMarch2021,
    },
    phases: [...new Set([...events.map((event) => event.phase), ...implied(labCase, truth)])].sort(),
    checks: trueChecks(labCase),
    addresses: [...new Set(truth.events.flatMap((event) => (event.client ? [event.client] : [])))].sort(),
  };
}

/** What was deleted or quarantined, and programs whose start nobody records, cannot be demanded: a hit is no error. */
function trueChecks({ story }: LabCase): StepChecks {
  const steps = story.intrusion.map(checksOf);
  const gone = story.intrusion.some(({ kind }) =>
    ['delete-logs', 'clear-event-log', 'remove-file', 'antivirus'].includes(kind),
  );
  const wanted = [...new Set(steps.flatMap(({ expected }) => expected))];
  const expected = gone
    ? []
    : wanted.filter((id) => story.server.processAudit !== false || !PROCESS_CHECKS.has(id)).sort();
  const related = new Set([...BACKGROUND_CHECKS, ...wanted, ...steps.flatMap(({ related: more }) => more)]);
  return { expected, related: [...related].filter((id) => !expected.includes(id)).sort() };
}

/** Phases that steps have beside the one that they are listed under. */
function implied({ story }: LabCase, truth: Truth): Phase[] {
  const phases: Phase[] = [];
  if (Object.keys(truth.exploitRequests).length > 0) phases.push('exploitation');
  // The value taken back, the export request removed: traces covered.
  const covers = story.intrusion.some(
    (step) => (step.kind === 'oab-page-drop' && step.firstContact) || (step.kind === 'proxyshell' && step.cleansUp),
  );
  if (covers) phases.push('defence-evasion');
  return phases;
}

/** A page whose code antivirus took out proves the intrusion and threatens nobody. */
function emptied({ story }: LabCase, path: string): boolean {
  return story.intrusion.some(
    (step) =>
      ((step.kind === 'antivirus' && step.leaves === 'emptied') ||
        (step.kind === 'plant-page' && step.form === 'emptied')) &&
      step.path === path,
  );
}

/** Notes of extortionists and what they made unreadable: harm, but nothing that anybody could come back through. */
function damage({ story }: LabCase, path: string): boolean {
  return story.intrusion.some(
    (step) =>
      step.kind === 'ransom' &&
      (step.note === path || (step.renames !== undefined && path.endsWith(step.renames.ending))),
  );
}

/** What stays of a page when it is gone, and what the owner put there: no threat. */
function leftover(path: string): boolean {
  return /\.compiled$|web\.config$|msert\.log$/i.test(path);
}

/** The answer sheet as it is written beside the evidence. */
export function printTruth(truth: CaseTruth): string {
  return `${JSON.stringify(truth, null, 2)}\n`;
}
