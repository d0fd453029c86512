/** One place for the words that stand for the vocabulary's values, so that every target says the same. */
import type {
  ActorHint,
  Answer,
  Axes,
  CheckResult,
  ClientSummary,
  EntityKind,
  MailboxAccess,
  Outcome,
  Phase,
  ProblemCode,
  Severity,
  SourceCoverage,
  Verdict,
  VulnerabilityState,
  WebShell,
} from '@allclear/model';

const VERDICT: Record<Verdict['level'], string> = {
  compromised: 'COMPROMISED',
  attacked: 'ATTACKED',
  suspicious: 'SUSPICIOUS',
  'nothing-found': 'NOTHING FOUND',
  'cannot-tell': 'CANNOT TELL',
};

/** `COMPROMISED (confirmed)`, `NOTHING FOUND` */
export function verdictLabel(verdict: Verdict): string {
  const level = VERDICT[verdict.level];
  return verdict.level === 'compromised' && verdict.certainty ? `${level} (${verdict.certainty})` : level;
}

export const AXIS: Record<keyof Axes, string> = {
  patched: 'patched',
  compromised: 'compromised',
  cleaned: 'cleaned and verified',
};
const AXIS_VALUE: { readonly [K in keyof Axes]: Record<Axes[K], string> } = {
  patched: { yes: 'yes', partly: 'partly', no: 'no', unknown: 'unknown' },
  compromised: { confirmed: 'yes, confirmed', likely: 'likely', 'no-sign': 'no sign of it', unknown: 'unknown' },
  cleaned: {
    'not-needed': 'not needed',
    no: 'no',
    partly: 'partly',
    unverified: 'not verified',
    verified: 'yes, verified',
    unknown: 'unknown',
  },
};

/** The three independent axes with their values in words, always all three. */
export function axisLabels(axes: Axes): { readonly id: keyof Axes; readonly name: string; readonly value: string }[] {
  return [
    { id: 'patched', name: AXIS.patched, value: AXIS_VALUE.patched[axes.patched] },
    { id: 'compromised', name: AXIS.compromised, value: AXIS_VALUE.compromised[axes.compromised] },
    { id: 'cleaned', name: AXIS.cleaned, value: AXIS_VALUE.cleaned[axes.cleaned] },
  ];
}

export const ANSWER: Record<Answer['answer'], string> = {
  yes: 'yes',
  likely: 'likely',
  partly: 'partly',
  no: 'no',
  'no-sign': 'no sign',
  unknown: 'unknown',
};

export const SEVERITY: Record<Severity, string> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  low: 'low',
  info: 'information',
};

export const OUTCOME: Record<Outcome, string> = {
  success: 'succeeded',
  'success-likely': 'probably succeeded',
  attempt: 'attempted',
  probe: 'probed',
  supporting: 'supporting sign',
  exposure: 'open hole',
  mitigation: 'protection',
  context: 'context',
};

export const PHASE: Record<Phase, string> = {
  reconnaissance: 'Reconnaissance',
  exploitation: 'Exploitation',
  'web-shell': 'Web shell',
  execution: 'Commands run',
  persistence: 'Persistence',
  'credential-access': 'Credential theft',
  'mail-theft': 'Mail theft',
  collection: 'Data collected',
  'lateral-movement': 'Lateral movement',
  'defence-evasion': 'Covering tracks',
  impact: 'Damage',
  exposure: 'Open holes',
  response: 'Defenders’ response',
};

export const ENTITY: Record<EntityKind, string> = {
  client: 'client',
  mailbox: 'mailbox',
  account: 'account',
  page: 'page',
  file: 'file',
  process: 'process',
  task: 'task',
  'virtual-directory': 'virtual directory',
  module: 'module',
  domain: 'domain',
  hash: 'hash',
  server: 'server',
};

export const ROLE: Record<ClientSummary['role'], string> = {
  intruder: 'intruder',
  attacker: 'attacker, no success seen',
  suspicious: 'suspicious',
  scanner: 'scanner',
};

export const MAILBOX: Record<MailboxAccess['how'], string> = {
  read: 'read',
  exported: 'exported',
  forwarded: 'forwarded',
  unknown: 'reached; how far is not known',
};

export const ON_DISK: Record<WebShell['onDisk'], string> = {
  yes: 'yes, still there',
  neutered: 'yes, but made harmless',
  no: 'no',
  unknown: 'unknown',
};

export const VULNERABILITY: Record<VulnerabilityState['status'], string> = {
  vulnerable: 'open',
  'needs-step': 'open until one more step is done',
  disputed: 'disputed',
  unknown: 'unknown',
  fixed: 'fixed',
  'not-affected': 'not affected',
};

export const CHECK: Record<CheckResult['status'], string> = {
  hit: 'hit',
  'no-hit': 'no hit',
  'could-not-check': 'could not check',
};

export const SOURCE: Record<SourceCoverage['status'], string> = {
  examined: 'examined',
  partly: 'examined in part',
  missing: 'missing',
  'not-supported': 'there, but not supported yet',
};

export const CONSISTENCY: Record<ActorHint['consistency'], string> = {
  high: 'well consistent',
  medium: 'fairly consistent',
  low: 'weakly consistent',
};

const LAYOUT: Readonly<Record<string, string>> = {
  velociraptor: 'Velociraptor offline collection',
  'drive-folder': 'drive copied into a folder of its letter (KAPE, CyLR, a mounted drive)',
  'drive-root': 'root of a drive',
  loose: 'loose files',
};

/** In which form the evidence came; a name that is not known stays as it is. */
export function layoutLabel(layout: string): string {
  return Object.hasOwn(LAYOUT, layout) ? (LAYOUT[layout] ?? layout) : layout;
}

/** One word for why a file was not (wholly) examined. */
export const NOT_EXAMINED: Record<ProblemCode, string> = {
  'ALC-E001': 'not to be opened',
  'ALC-E002': 'a link out of the evidence',
  'ALC-E003': 'unsafe name',
  'ALC-E004': 'damaged',
  'ALC-E005': 'encrypted',
  'ALC-E006': 'unknown compression',
  'ALC-E007': 'over the limits',
  'ALC-E008': 'damaged',
  'ALC-E009': 'read error',
  'ALC-P001': 'in part',
  'ALC-P002': 'in part',
  'ALC-P003': 'no header',
  'ALC-P005': 'empty',
  'ALC-P006': 'damaged',
  'ALC-P007': 'in part',
  'ALC-P008': 'too large',
  'ALC-R001': 'rule not valid',
  'ALC-R002': 'in part',
};
