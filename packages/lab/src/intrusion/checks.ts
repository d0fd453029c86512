import type { IntrusionStep } from './step.js';
import type { HostSetting } from './ways-back.js';

/** Checks of the catalogue (EX-…) that a step makes true. */
export interface StepChecks {
  /** With complete evidence each of these must be hit. */
  readonly expected: readonly string[];
  /** A hit of these is no error: they describe the same act, or what usually comes with it. */
  readonly related: readonly string[];
}

/** What scanners, surveys and administrators of the background make true on every server. */
export const BACKGROUND_CHECKS: readonly string[] = ['EX-PL-003', 'EX-PL-022', 'EX-PS-001', 'EX-PS-002', 'EX-PS-007'];
/** Answered by the state of the server or by coverage, not by what somebody did. */
export const STATE_CHECKS = /^EX-(?:VU|META)-|^EX-IIS-006$/;
/** Read off recorded starts of programs. */
export const PROCESS_CHECKS: ReadonlySet<string> = new Set([
  'EX-BH-001',
  'EX-BH-002',
  'EX-BH-003',
  'EX-BH-004',
  'EX-BH-005',
  'EX-BH-015',
  'EX-IIS-004',
]);

const PAGE = ['EX-FS-001', 'EX-FS-003', 'EX-FS-004', 'EX-FS-005', 'EX-FS-012', 'EX-FS-021', 'EX-FS-028', 'EX-FS-029'];
const VISITED = ['EX-PL-022', 'EX-PL-023', 'EX-PL-015', 'EX-FS-021'];
const SSRF = ['EX-PL-001', 'EX-PL-002', 'EX-PL-003', 'EX-PL-004', 'EX-PL-005', 'EX-PL-014', 'EX-PL-015'];
const SHELL = ['EX-BH-002', 'EX-BH-003', 'EX-BH-004', 'EX-BH-005', 'EX-BH-006'];

const checks = (expected: readonly string[], related: readonly string[] = []): StepChecks => ({ expected, related });

export function checksOf(step: IntrusionStep): StepChecks {
  switch (step.kind) {
    case 'rpc-recon':
      // Counts only beside an attack by the same address.
      return checks([], ['EX-PL-021']);
    case 'probe':
      return checks([], ['EX-PL-001', ...BACKGROUND_CHECKS, 'EX-PL-005']);
    case 'shell-sweep':
      return checks(['EX-PL-022']);
    case 'ssrf-attempt':
      return checks(['EX-PL-014'], SSRF);
    case 'oab-page-drop':
      return checks(
        ['EX-PL-001', 'EX-PL-004', 'EX-PL-006', 'EX-PL-007', 'EX-PL-008', 'EX-PL-014', 'EX-PL-018', 'EX-FS-007'],
        [...SSRF, 'EX-PL-009', 'EX-PL-010', 'EX-PL-016', 'EX-PL-019', 'EX-PL-021', 'EX-FS-008', ...PAGE, ...VISITED],
      );
    case 'ssrf-mail-theft':
      return checks(['EX-PL-001', 'EX-PL-017'], SSRF);
    case 'oab-generator-write':
      return checks(['EX-PL-010'], [...SSRF, ...PAGE, ...VISITED, 'EX-PL-007', 'EX-PL-018']);
    case 'voice-mail-object':
      return checks(['EX-PL-012'], ['EX-PL-011', 'EX-PL-013']);
    case 'proxyshell':
      return proxyShell(step);
    case 'proxytoken':
      return checks(['EX-PT-001'], ['EX-BH-014']);
    case 'proxynotshell':
      return step.status === 200
        ? checks(['EX-PS-001', 'EX-NS-001', ...(step.runs ? ['EX-BH-001'] : [])], ['EX-PS-002', 'EX-NS-003', ...SHELL])
        : checks(['EX-PS-002'], ['EX-NS-001']);
    case 'owassrf':
      return checks(['EX-NS-002', ...(step.runs ? ['EX-BH-001'] : [])], ['EX-NS-001', 'EX-NS-003', ...SHELL]);
    case 'viewstate':
      return checks(
        [...(step.carrier === 'url' ? ['EX-MC-002'] : []), ...(step.runs ? ['EX-BH-001'] : [])],
        ['EX-MC-001', ...SHELL],
      );
    case 'add-in-list':
      return checks(['EX-MC-003']);
    case 'plant-page':
      return plantPage(step);
    case 'compiled-library':
      return checks(['EX-FS-021'], ['EX-FS-020', 'EX-FS-032']);
    case 'shell-use':
      return checks(
        ['EX-PL-022', 'EX-BH-001', ...step.commands.flatMap(({ drops }) => (drops ? [LOOT[drops.content]] : []))],
        [...VISITED, ...SHELL, 'EX-FS-022', 'EX-FS-023'],
      );
    case 'shell-visit':
      return checks([], VISITED);
    case 'scheduled-task':
      return checks(['EX-BH-010'], ['EX-BH-001', 'EX-HP-006', ...SHELL]);
    case 'virtual-directory':
      return checks(['EX-IIS-001'], ['EX-FS-026']);
    case 'iis-module':
      return checks(['EX-IIS-002'], ['EX-BH-001', 'EX-IIS-003', 'EX-IIS-004', ...SHELL]);
    case 'transport-agent':
      return checks(['EX-BH-007']);
    case 'way-back':
      return wayBack(step.sets);
    case 'web-setting':
      return checks(['EX-IIS-002'], ['EX-FS-002']);
    case 'account':
      // A rule asks about administrators that people make, not about every account.
      return step.by !== undefined && step.administrator === false
        ? checks([], ['EX-BH-009', 'EX-HP-007'])
        : checks(['EX-BH-009'], ['EX-HP-007', ...(step.by === undefined ? ['EX-BH-001', ...SHELL] : [])]);
    case 'mail-export':
      return checks(['EX-PS-005'], ['EX-BH-005', 'EX-FS-023', 'EX-PS-007']);
    case 'clear-event-log':
      return checks(['EX-BH-013']);
    case 'antivirus':
      return checks(['EX-BH-011'], ['EX-FS-008']);
    case 'lateral-movement':
      return checks(
        ['EX-BH-001', ...(step.by === 'portproxy' ? ['EX-BH-015'] : [])],
        ['EX-BH-010', 'EX-HP-009', ...SHELL],
      );
    case 'owner-work':
      return ownerWork(step.does.work);
    case 'ransom':
      return checks([], step.service === undefined ? [] : ['EX-HP-001']);
    case 'remove-file':
      // Seen where the change journal was collected.
      return checks([], ['EX-NT-003']);
    case 'delete-logs':
    case 'password-mail-theft':
    case 'proxyoracle':
      return checks([]);
  }
}

/** Facts that say what is set, whoever set it. */
const OWN_SETTING = [
  'EX-HP-002',
  'EX-HP-003',
  'EX-HP-004',
  'EX-HP-007',
  'EX-HP-008',
  'EX-HP-009',
  'EX-HP-011',
  'EX-BH-012',
  'EX-IIS-002',
];
const WAYS: Readonly<Record<HostSetting['kind'], readonly string[]>> = {
  service: ['EX-HP-001'],
  run: ['EX-HP-002'],
  'image-debugger': ['EX-HP-003'],
  winlogon: ['EX-HP-002'],
  'lsa-package': ['EX-HP-004'],
  'print-monitor': ['EX-HP-002'],
  'netsh-helper': ['EX-HP-004'],
  'user-class': ['EX-HP-005'],
  task: ['EX-HP-006'],
  'port-proxy': ['EX-HP-009'],
  'firewall-rule': ['EX-HP-009'],
  'antivirus-exclusion': ['EX-HP-008'],
  'stored-passwords': ['EX-HP-009'],
  'event-log-off': ['EX-HP-010'],
  'wmi-subscription': ['EX-HP-011'],
};

function wayBack(sets: HostSetting): StepChecks {
  return checks(WAYS[sets.kind], [
    'EX-BH-001',
    'EX-BH-010',
    'EX-BH-012',
    'EX-BH-013',
    'EX-BH-015',
    ...OWN_SETTING,
    ...SHELL,
  ]);
}

const LOOT = { minidump: 'EX-FS-022', archive: 'EX-FS-023' } as const;

function proxyShell(step: Extract<IntrusionStep, { kind: 'proxyshell' }>): StepChecks {
  if (step.refused) return checks(['EX-PS-002'], ['EX-PS-001', 'EX-PS-003']);
  const written =
    step.writes === undefined
      ? []
      : step.writes.by === 'mailbox-export'
        ? ['EX-PS-005', 'EX-FS-009']
        : ['EX-PS-008', 'EX-FS-010'];
  return checks(
    ['EX-PS-001', 'EX-PS-003', ...written],
    ['EX-PS-002', 'EX-PS-004', 'EX-PS-006', 'EX-PS-007', 'EX-PS-010', 'EX-PS-011', 'EX-NS-001', 'EX-NS-003'].concat(
      PAGE,
      VISITED,
    ),
  );
}

const FORMS: Readonly<Record<string, readonly string[]>> = {
  'oab-dump': ['EX-FS-007'],
  emptied: ['EX-FS-008'],
  pst: ['EX-FS-009'],
  der: ['EX-FS-010'],
};

function plantPage(step: Extract<IntrusionStep, { kind: 'plant-page' }>): StepChecks {
  const related = [...PAGE, ...VISITED, 'EX-FS-007', 'EX-FS-009', 'EX-FS-010', 'EX-IIS-001', 'EX-FS-026'];
  return checks(FORMS[step.form] ?? [], related);
}

function ownerWork(work: Extract<IntrusionStep, { kind: 'owner-work' }>['does']['work']): StepChecks {
  switch (work) {
    case 'export-role':
      return checks(['EX-PS-006']);
    case 'inbox-rule':
      return checks(['EX-BH-014']);
    case 'own-setting':
    case 'own-web-setting':
      return checks([], OWN_SETTING);
    case 'own-module':
      return checks(['EX-IIS-002']);
    case 'rebuild-oab':
      return checks([], ['EX-PL-009']);
    case 'archive':
      return checks([], ['EX-FS-023']);
    case 'own-page':
      return checks([], [...PAGE, ...VISITED]);
    case 'antivirus-alarm':
      return checks([], ['EX-BH-011']);
    case 'report-script':
      return checks([], ['EX-BH-005']);
    default:
      return checks([], ['EX-PS-007']);
  }
}
