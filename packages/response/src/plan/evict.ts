/** Each way back in that was found -> one step; several findings about the same thing make one step together. */
import { type Assessment, type Finding, SEVERITY_ORDER } from '@allclear/model';
import { actOf, firstValue } from './acts.js';
import { QUARANTINE_UNDO, WORDS } from './evict-words.js';
import type { Act, Draft } from './step.js';

const rank = (finding: Finding): number => SEVERITY_ORDER.indexOf(finding.severity);
const HIGH = SEVERITY_ORDER.indexOf('high');
const MEDIUM = SEVERITY_ORDER.indexOf('medium');
const LOW = SEVERITY_ORDER.indexOf('low');

/** What stops a thing from coming back is removed before the thing itself: what starts it, then what publishes it, then files. */
const ORDER: readonly Act['do'][] = [
  'remove-firewall-rule',
  'remove-port-proxy',
  'disable-account',
  'remove-group-member',
  'remove-role-assignment',
  'remove-mailbox-permission',
  'remove-wmi-subscription',
  'remove-task',
  'remove-service',
  'remove-registry-value',
  'remove-antivirus-exclusion',
  'restore-logging',
  'remove-transport-agent',
  'remove-transport-rule',
  'remove-inbox-rule',
  'recreate-virtual-directory',
  'remove-iis-virtual-directory',
  'remove-iis-handler',
  'remove-iis-module',
  'quarantine-file',
];

export function evictSteps(assessment: Assessment): Draft[] {
  const entered = assessment.verdict.level === 'compromised';
  const groups = new Map<string, { findings: Finding[]; subject: string; act: Act | undefined }>();
  for (const finding of assessment.findings) {
    const { remnant } = finding;
    if (!remnant || remnant.kind === 'machine-key' || !wanted(finding, entered)) continue;
    const act = actOf(remnant);
    const subject = subjectOf(act, finding);
    const key = `${act?.do ?? remnant.kind}\u001f${subject.toLowerCase()}`;
    const group = groups.get(key);
    if (group) {
      group.findings.push(finding);
      group.act = richer(group.act, act);
    } else groups.set(key, { findings: [finding], subject, act });
  }
  const drafts = [...groups.values()].map(({ findings, subject, act }) => draftOf(findings, subject, act));
  drafts.push(
    ...settingsBehindPages(assessment, drafts),
    ...pagesWithoutFile(assessment, drafts),
    ...librariesOf(drafts, assessment),
  );
  return drafts.sort((a, b) => order(a) - order(b) || a.title.localeCompare(b.title, 'en'));
}

/**
 * Informational findings are context: nothing is removed for their sake. Weak ones ask for a look only where somebody got in:
 * then also an ordinary archive may be loot.
 */
function wanted(finding: Finding, entered: boolean): boolean {
  if (['mitigation', 'context', 'exposure'].includes(finding.outcome) || finding.phase === 'response') return false;
  return rank(finding) >= MEDIUM || (entered && rank(finding) >= LOW);
}

/** Enough to act upon without a person looking first: a weighty finding that says that the act succeeded. */
function certain(findings: readonly Finding[]): boolean {
  return findings.some(
    (f) => rank(f) >= HIGH && (f.outcome === 'success' || f.outcome === 'success-likely') && f.confidence !== 'low',
  );
}

function draftOf(findings: readonly Finding[], subject: string, act: Act | undefined): Draft {
  const sorted = [...findings].sort((a, b) => rank(b) - rank(a));
  const strongest = sorted[0];
  const kind = strongest?.remnant?.kind ?? 'file';
  const words = WORDS[kind];
  const sure = certain(findings) && act !== undefined;
  const how = sure
    ? [...words.how]
    : [
        `Look at it first: ${strongest?.next ?? 'read the finding.'}`,
        ...(act === undefined
          ? ['The evidence does not tell enough of it for a program to remove it: do it by hand.']
          : []),
        ...words.how,
      ];
  return {
    title: words.title.replace('{0}', () => subject),
    how,
    why: `${strongest?.what ?? ''} ${strongest?.why ?? ''}`.trim(),
    findings: sorted.map((f) => f.id),
    risk: words.risk,
    undo: words.undo,
    check: words.check,
    approval: words.approval,
    decision: sure ? 'do' : 'review',
    ...(act === undefined ? {} : { act }),
  };
}

/** A page that holds saved settings of a virtual directory: the settings still hold the script, and write the page anew. */
function settingsBehindPages(assessment: Assessment, drafts: readonly Draft[]): Draft[] {
  if (drafts.some((d) => d.act?.do === 'recreate-virtual-directory')) return [];
  const behind = assessment.findings.filter((f) => f.remnant?.target.oabScript === 'true');
  if (behind.length === 0) return [];
  return [
    {
      ...draftOf(behind, 'OAB (Default Web Site)', { do: 'recreate-virtual-directory', type: 'Oab' }),
      title: WORDS['virtual-directory-setting'].title.replace('{0}', 'OAB (Default Web Site)'),
      how: [...WORDS['virtual-directory-setting'].how],
      why: 'The page is a saved copy of the settings of this virtual directory, with script in one of its addresses: the settings still hold that script and write the page anew at the next export.',
      risk: WORDS['virtual-directory-setting'].risk,
      undo: WORDS['virtual-directory-setting'].undo,
      check: WORDS['virtual-directory-setting'].check,
      approval: 'server-owner',
    },
  ];
}

/**
 * What a setting or a description loads: the library that a compiled page names, the image of a module or a mail agent.
 * Programs of Windows itself are left to a person.
 */
function librariesOf(drafts: readonly Draft[], assessment: Assessment): Draft[] {
  const taken = new Set(drafts.flatMap((d) => (d.act?.do === 'quarantine-file' ? [d.act.path.toLowerCase()] : [])));
  const libraries: Draft[] = [];
  for (const draft of drafts) {
    const path = libraryOf(draft, assessment);
    if (path === undefined || taken.has(path.toLowerCase())) continue;
    taken.add(path.toLowerCase());
    const compiled = draft.act?.do === 'quarantine-file';
    const ofWindows = /^[a-z]:\\windows\\(?:system32|syswow64)\\/i.test(path);
    libraries.push({
      ...draft,
      ...(compiled
        ? {}
        : { how: [...WORDS.file.how], risk: WORDS.file.risk, undo: WORDS.file.undo, check: WORDS.file.check }),
      title: WORDS[compiled ? 'compiled-page' : 'file'].title.replace('{0}', () => path),
      decision: ofWindows ? 'review' : draft.decision,
      act: { do: 'quarantine-file', path },
    });
  }
  return libraries;
}

function libraryOf(draft: Draft, assessment: Assessment): string | undefined {
  const targets = assessment.findings.flatMap((f) =>
    draft.findings.includes(f.id) && f.remnant ? [f.remnant.target] : [],
  );
  if (draft.act?.do === 'quarantine-file' && /\.compiled$/i.test(draft.act.path)) {
    const assembly = targets.find((t) => t.assembly !== undefined)?.assembly;
    if (assembly === undefined || !/^[\w.-]+$/.test(assembly)) return undefined;
    return draft.act.path.replace(/[^\\]+$/, () => `${assembly.replace(/\.dll$/i, '')}.dll`);
  }
  if (draft.act?.do !== 'remove-iis-module' && draft.act?.do !== 'remove-transport-agent') return undefined;
  const image = targets.map((t) => firstValue(t, 'expandedPath', 'image', 'path')).find((value) => value !== undefined);
  return image !== undefined && /^[A-Za-z]:\\[^"]+\.(?:dll|exe)$/i.test(image) ? image : undefined;
}

/** Pages that only the logs know: the file was not in the evidence, or is gone already. */
function pagesWithoutFile(assessment: Assessment, drafts: readonly Draft[]): Draft[] {
  const planned = new Set(drafts.flatMap((d) => (d.act?.do === 'quarantine-file' ? [d.act.path.toLowerCase()] : [])));
  return assessment.webShells
    .filter((shell) => shell.onDisk !== 'yes' && shell.page !== undefined)
    .filter((shell) => shell.file === undefined || !planned.has(shell.file.toLowerCase()))
    .map((shell) => {
      const page = shell.page ?? '';
      const gone = shell.onDisk === 'no' || shell.onDisk === 'neutered';
      return {
        title: gone ? `Make sure that ${page} is gone for good` : `Look for the file behind ${page}`,
        how: [
          gone
            ? 'The file was not there any more when the evidence was taken. Look for its compiled copy in "Temporary ASP.NET Files", and for a backup or shadow copy that would bring it back.'
            : 'The logs show that somebody used this page; the file itself was not in the evidence. Find the folder behind the address on the server, and take the file into quarantine.',
          'Collect the web folders and assess again: then Allclear names the file with its hash.',
        ],
        why: `${shell.requests} requests used it${shell.lastUsed === undefined ? '' : `, the last on ${shell.lastUsed}`}.`,
        findings: [...shell.findings],
        risk: 'If it is a page of yours, its application stops working without it.',
        undo: QUARANTINE_UNDO,
        check: 'The address of the page answers 404, and no compiled copy is left.',
        approval: 'responder' as const,
        decision: 'review' as const,
      };
    });
}

function order(draft: Draft): number {
  const index = draft.act === undefined ? -1 : ORDER.indexOf(draft.act.do);
  return (index === -1 ? ORDER.length : index) + (draft.decision === 'review' ? 100 : 0);
}

/** The act that says more about the same thing: a hash and a size let a program make sure. */
function richer(a: Act | undefined, b: Act | undefined): Act | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Object.keys(b).length > Object.keys(a).length ? b : a;
}

function subjectOf(act: Act | undefined, finding: Finding): string {
  if (act !== undefined) {
    switch (act.do) {
      case 'quarantine-file':
      case 'remove-task':
        return act.path;
      case 'remove-iis-virtual-directory':
        return `${act.site}${act.path}`;
      case 'remove-group-member':
        return `${act.member} in ${act.group}`;
      case 'remove-port-proxy':
        return `${act.listenAddress}:${act.listenPort}`;
      case 'remove-registry-value':
        return [
          act.key,
          ...(act.value === undefined ? [] : [act.value || '(default)']),
          ...(act.entry ? [act.entry] : []),
        ].join(' -> ');
      case 'remove-inbox-rule':
        return act.name === undefined ? act.mailbox : `${act.mailbox}: ${act.name}`;
      case 'remove-mailbox-permission':
        return act.mailbox;
      case 'remove-antivirus-exclusion':
        return act.value;
      case 'recreate-virtual-directory':
        return act.identity ?? `${act.type.toUpperCase()} (Default Web Site)`;
      case 'restore-logging':
        return act.site ?? 'all sites';
      case 'remove-iis-handler':
        return act.name ?? act.path ?? 'unnamed';
      default:
        if ('name' in act) return act.name;
    }
  }
  const target = finding.remnant?.target ?? {};
  return firstValue(target, 'path', 'name', 'uri', 'file', 'key') ?? finding.entities[0]?.value ?? finding.rule.title;
}
