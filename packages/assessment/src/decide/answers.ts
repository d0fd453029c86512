/** The five questions, answered in plain words with the strongest evidence first. */
import {
  type Answer,
  type Coverage,
  type Finding,
  type MailboxAccess,
  type PatchState,
  SEVERITY_ORDER,
  type Verdict,
  type WebShell,
} from '@allclear/model';
import { isOwnAddress, outcomeRank } from '../correlate/clients.js';
import { seenOpen } from './exposure.js';
import { fixedSince, openAndExploited } from './patch-state.js';
import { bytes, clause, count, earliest, entityValues, latest, list, when } from './phrases.js';
import type { WaveAnswer } from './sufficiency.js';
import { isAct, isPresentThreat, shortcomings, successes } from './verdict.js';

export interface AnswerInput {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly shells: readonly WebShell[];
  readonly mailboxes: readonly MailboxAccess[];
  readonly patch: PatchState;
  readonly coverage: Coverage;
  readonly waves: readonly WaveAnswer[];
  readonly isExchange: boolean;
  /** Distinct requests behind findings, where a log of requests tells. */
  readonly countRequests: (findings: readonly Finding[]) => number | undefined;
  /** The same for looks of scanners, which no single log shows whole. */
  readonly countProbes?: (findings: readonly Finding[]) => number | undefined;
  /** Addresses that nearly everybody's requests come from: devices in front of the server. */
  readonly proxies?: ReadonlySet<string>;
}

export function answersOf(input: AnswerInput): Answer[] {
  return [attacked(input), entered(input), taken(input), present(input), patched(input)];
}

/** Phases whose findings are requests from outside. */
const REQUEST_PHASES = new Set(['reconnaissance', 'exploitation', 'mail-theft']);

const ids = (findings: readonly Finding[]): string[] => findings.map((f) => f.id);

function missingOf(input: AnswerInput): string[] {
  return shortcomings(input.waves, input.isExchange);
}

function clientsText(findings: readonly Finding[], proxies: ReadonlySet<string> = new Set()): string {
  const all = entityValues(findings, 'client').filter((c) => !isOwnAddress(c));
  const clients = all.filter((c) => !proxies.has(c));
  if (clients.length === 0) {
    return all.length === 0
      ? ''
      : `, through ${all[0]}, which passes on everybody's requests: whose they were is not told`;
  }
  const others = clients.length - 1;
  return `, by ${clients[0]}${others > 0 ? ` and ${count(others, 'other address', 'other addresses')}` : ''}`;
}

function attacked(input: AnswerInput): Answer {
  const question = 'Attacked?';
  const hostile = input.findings.filter(
    (f) =>
      isAct(f) && outcomeRank(f.outcome) >= outcomeRank('attempt') && f.severity !== 'low' && f.severity !== 'info',
  );
  const exploits = hostile.filter(
    (f) => REQUEST_PHASES.has(f.phase) && f.vulnerabilities.length > 0 && entityValues([f], 'client').length > 0,
  );
  const told = exploits.length > 0 ? exploits : hostile;
  if (told.length > 0) {
    const requests = input.countRequests(told) ?? told.reduce((sum, f) => Math.max(sum, f.count), 0);
    const cves = stillPossible(told, input.patch);
    const first = earliest(told);
    const what =
      exploits.length > 0
        ? `${count(requests, 'request')} that ${requests === 1 ? 'exploits' : 'exploit'} ${list(cves)}${clientsText(byFirst(exploits), input.proxies)}`
        : `${titles(told)}${clientsText(told, input.proxies)}`;
    return {
      id: 'attacked',
      question,
      answer: 'yes',
      text: `yes${first ? `, ${told.every(isLaterDiscovery) ? 'at the latest' : 'from'} ${when(first)}` : ''}: ${what}`,
      findings: ids(told),
      missing: [],
    };
  }
  const missing = missingOf(input);
  // Looks from outside, whatever they looked for; what supports other findings is neither a look nor a scanner's.
  const probes = input.findings.filter(
    (f) => (f.outcome === 'probe' || f.outcome === 'attempt') && entityValues([f], 'client').length > 0,
  );
  const odd =
    input.verdict.level === 'suspicious' ? input.findings.filter((f) => input.verdict.findings.includes(f.id)) : [];
  const looked = (total: number, addresses: number): string =>
    `${count(total, 'request')} of scanners by ${count(addresses, 'address', 'addresses')}`;
  const total = (input.countProbes ?? (() => undefined))(probes) ?? probes.reduce((sum, f) => sum + f.count, 0);
  const addresses = entityValues(probes, 'client').length;
  if (odd.length > 0) {
    return {
      id: 'attacked',
      question,
      answer: 'unknown',
      text: `not shown, but to be looked at: ${titles(odd)}${probes.length > 0 ? `; beside it ${looked(total, addresses)}, refused` : ''}${limits(missing)}`,
      findings: ids(odd),
      missing,
    };
  }
  if (probes.length > 0) {
    return {
      id: 'attacked',
      question,
      answer: 'no-sign',
      text: `only probed: ${looked(total, addresses)}, none of which got through${limits(missing)}`,
      findings: ids(probes),
      missing,
    };
  }
  return missing.length > 0
    ? {
        id: 'attacked',
        question,
        answer: 'unknown',
        text: `no sign in what was examined${limits(missing)}`,
        findings: [],
        missing,
      }
    : { id: 'attacked', question, answer: 'no', text: 'no sign of it', findings: [], missing };
}

/** What was found, the strongest first; equal things that two logs tell once. */
function titles(findings: readonly Finding[]): string {
  const strongest = [...findings].sort(
    (a, b) =>
      outcomeRank(b.outcome) - outcomeRank(a.outcome) ||
      SEVERITY_ORDER.indexOf(b.severity) - SEVERITY_ORDER.indexOf(a.severity) ||
      (a.first ?? '9').localeCompare(b.first ?? '9'),
  );
  return list(strongest.map((f) => f.rule.title.replace(/ \((?:front-end proxy|cmdlet|audit) log\)$/, '')));
}

/** Flaws behind findings, without those that this server never had where the same findings name another one. */
function stillPossible(findings: readonly Finding[], patch: PatchState): string[] {
  const oneBuild = new Set(patch.history.map((h) => h.build)).size === 1;
  const closed = new Set(
    oneBuild
      ? patch.vulnerabilities.filter((v) => v.status === 'fixed' || v.status === 'not-affected').map((v) => v.id)
      : [],
  );
  const open = findings.flatMap((f) => {
    const left = f.vulnerabilities.filter((id) => !closed.has(id));
    return left.length > 0 ? left : f.vulnerabilities;
  });
  return [...new Set(open)];
}

/** Checks whose time is that of somebody's discovery, not that of the act. */
const DISCOVERIES = new Set(['EX-BH-011', 'EX-META-002']);

function isLaterDiscovery(finding: Finding): boolean {
  return finding.rule.checks.length > 0 && finding.rule.checks.every((id) => DISCOVERIES.has(id));
}

function byFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => b.count - a.count || (a.first ?? '9').localeCompare(b.first ?? '9'));
}

function limits(missing: readonly string[]): string {
  return missing.length === 0 ? '' : ` (limited: ${missing[0]})`;
}

function entered(input: AnswerInput): Answer {
  const question = 'Got in?';
  const decisive = successes(input.findings);
  const missing = missingOf(input);
  if (decisive.length === 0) {
    if (input.verdict.level === 'cannot-tell') {
      return {
        id: 'entered',
        question,
        answer: 'unknown',
        text: `no sign, but the evidence cannot rule it out${limits(missing)}`,
        findings: [],
        missing,
      };
    }
    return {
      id: 'entered',
      question,
      answer: 'no-sign',
      text: `no sign of it in the evidence${limits(missing)}`,
      findings: [],
      missing,
    };
  }
  const sure = input.verdict.certainty === 'confirmed';
  const shells = input.shells;
  let text: string;
  if (shells.length > 0) {
    const cves = [...new Set(decisive.flatMap((f) => f.vulnerabilities))].filter(
      (id) => id === 'CVE-2021-27065' || id === 'CVE-2021-31207' || id === 'CVE-2021-26858',
    );
    const used = shells
      .map((s) => s.firstUsed)
      .filter((t): t is string => t !== undefined)
      .sort()[0];
    text = `${count(shells.length, 'web shell')}${cves.length > 0 ? ` written through ${list(cves)}` : ''}${used ? `, first used ${when(used)}` : ''}`;
  } else {
    const first = earliest(decisive);
    text = `${titles(decisive)}${first ? `, first ${when(first)}` : ''}`;
  }
  const damage = damageOf(input, decisive);
  const told = decisive.every((f) => damage.includes(f)) ? '' : text;
  const harm = damage.length === 0 ? '' : `${told === '' ? '' : '; '}damage done: ${titles(damage)}`;
  return {
    id: 'entered',
    question,
    answer: sure ? 'yes' : 'likely',
    text: `${sure ? 'yes' : 'likely'}: ${told}${harm}`,
    findings: ids([...decisive, ...damage.filter((f) => !decisive.includes(f))]),
    missing: [],
  };
}

/** What was broken: files encrypted, ways back closed. What alone may be an administrator's counts once intruders were in. */
function damageOf(input: AnswerInput, decisive: readonly Finding[]): Finding[] {
  const impact = input.findings.filter((f) => f.phase === 'impact' && isAct(f));
  const sure = impact.filter((f) => outcomeRank(f.outcome) >= outcomeRank('success-likely'));
  if (sure.length > 0) return sure;
  const from = earliest(decisive);
  return impact.filter(
    (f) => f.outcome === 'supporting' && from !== undefined && f.first !== undefined && f.first >= from,
  );
}

function taken(input: AnswerInput): Answer {
  const question = 'Taken?';
  const phases = new Set(['mail-theft', 'credential-access', 'collection']);
  const findings = input.findings.filter(
    (f) => isAct(f) && phases.has(f.phase) && outcomeRank(f.outcome) >= outcomeRank('success-likely'),
  );
  if (findings.length === 0) {
    const compromised = input.verdict.level === 'compromised';
    return {
      id: 'taken',
      question,
      answer: compromised ? 'unknown' : 'no-sign',
      text: compromised
        ? 'not known: the evidence shows no theft, but whoever was in could read mail and passwords without leaving a trace here'
        : 'no sign of it in the evidence',
      findings: [],
      missing: compromised ? missingOf(input) : [],
    };
  }
  const parts: string[] = [];
  const byHow = (how: MailboxAccess['how']): MailboxAccess[] => input.mailboxes.filter((m) => m.how === how);
  for (const how of ['read', 'exported', 'forwarded'] as const) {
    const boxes = byHow(how);
    if (boxes.length === 0) continue;
    const volume = boxes.reduce((sum, m) => sum + (m.bytes ?? 0), 0);
    parts.push(
      `mail of ${count(boxes.length, 'mailbox', 'mailboxes')} ${how}${volume > 0 ? ` (${bytes(volume)})` : ''}`,
    );
  }
  if (input.mailboxes.length === 0 && findings.some((f) => f.phase === 'mail-theft'))
    parts.push(
      findings.every((f) => f.phase !== 'mail-theft' || /\brule\b|forward/i.test(f.rule.title))
        ? 'mail of a mailbox passed on by a rule; the evidence does not name the mailbox'
        : 'mail read through the server, mailboxes not named in the evidence',
    );
  const credentials = findings.filter((f) => f.phase === 'credential-access');
  const collected = [...findings.filter((f) => f.phase === 'collection'), ...lootOfTheTime(input)];
  const files = (of: readonly Finding[]): string => {
    const names = entityValues(of, 'file');
    return names.length > 0 ? ` (${list(names)})` : '';
  };
  if (credentials.length > 0)
    parts.push(
      `${credentials.some((f) => /lsass|minidump/i.test(JSON.stringify(f.quotes) + f.rule.title)) ? 'memory of LSASS dumped' : 'passwords collected'}${files(credentials)}`,
    );
  if (collected.length > 0) parts.push(`data packed for taking${files(collected)}`);
  return { id: 'taken', question, answer: 'yes', text: parts.join('; '), findings: ids(findings), missing: [] };
}

/** Archives made while the intruders were in: alone they mean little, then they do. */
function lootOfTheTime(input: AnswerInput): Finding[] {
  const decisive = successes(input.findings);
  const from = earliest(decisive);
  const to = latest(decisive);
  if (from === undefined || to === undefined) return [];
  return input.findings.filter(
    (f) =>
      f.phase === 'collection' &&
      f.outcome === 'supporting' &&
      f.first !== undefined &&
      f.first >= from &&
      f.first <= to,
  );
}

function present(input: AnswerInput): Answer {
  const question = 'Still there?';
  const emptied = input.shells.filter((s) => s.onDisk === 'neutered');
  const remains = new Set(emptied.flatMap((s) => s.findings));
  const here = input.findings.filter((f) => isPresentThreat(f) && !remains.has(f.id));
  const shells = input.shells.filter((s) => s.onDisk === 'yes');
  const looked = input.coverage.sources.some((s) => s.artifact === 'web-file' && s.status !== 'missing');
  const compromised = input.verdict.level === 'compromised';
  const keys = 'machine keys must be treated as stolen';
  if (here.length === 0 && shells.length === 0) {
    if (!compromised) {
      return looked
        ? {
            id: 'present',
            question,
            answer: 'no-sign',
            text: 'no sign of it in the files examined',
            findings: [],
            missing: [],
          }
        : {
            id: 'present',
            question,
            answer: 'unknown',
            text: 'not known: the web folders of the server are not in the evidence',
            findings: [],
            missing: ['web folders (inetpub\\wwwroot, FrontEnd\\HttpProxy, ClientAccess)'],
          };
    }
    return {
      id: 'present',
      question,
      answer: 'unknown',
      text: `${
        emptied.length > 0
          ? `only remains: ${count(emptied.length, 'web shell')}, emptied (${list(
              emptied.map((s) => s.file ?? s.page ?? ''),
              1,
            )}); whether more is there is not known`
          : looked || input.coverage.sources.length === 0
            ? 'nothing found in the files examined, which proves nothing'
            : 'not known: the web folders of the server are not in the evidence'
      }; ${keys}`,
      findings: [],
      missing: missingOf(input),
    };
  }
  const parts: string[] = [];
  if (shells.length > 0) parts.push(`${count(shells.length, 'web shell')} on disk`);
  const tasks = entityValues(here, 'task');
  if (tasks.length > 0) parts.push(count(tasks.length, 'scheduled task'));
  const directories = entityValues(here, 'virtual-directory');
  if (directories.length > 0) parts.push(count(directories.length, 'virtual directory', 'virtual directories'));
  const modules = entityValues(here, 'module');
  if (modules.length > 0) parts.push(count(modules.length, 'module of the web server', 'modules of the web server'));
  const host = hostRemnants(here);
  parts.push(...host);
  const shellFiles = new Set(shells.map((s) => s.file));
  const files = entityValues(
    here.filter((f) => f.phase !== 'web-shell'),
    'file',
  ).filter((f) => !shellFiles.has(f));
  if (files.length > 0 && tasks.length + directories.length + modules.length + host.length === 0)
    parts.push(`${count(files.length, 'file')} of the attackers (${list(files, 1)})`);
  const text = parts.length > 0 ? parts.join(', ') : list(here.map((f) => f.rule.title));
  return { id: 'present', question, answer: 'yes', text: `yes: ${text}; ${keys}`, findings: ids(here), missing: [] };
}

/** Ways back in that stand in Windows itself, one word for each kind. */
const HOST_REMNANTS: readonly (readonly [kind: string, one: string, many: string])[] = [
  ['service', 'service', 'services'],
  ['autostart', 'entry that starts a program', 'entries that start programs'],
  ['wmi-subscription', 'WMI subscription', 'WMI subscriptions'],
  ['account', 'account', 'accounts'],
  ['port-proxy', 'port forwarding', 'port forwardings'],
  ['firewall-rule', 'firewall rule', 'firewall rules'],
  ['registry-value', 'setting of Windows', 'settings of Windows'],
];

function hostRemnants(here: readonly Finding[]): string[] {
  return HOST_REMNANTS.flatMap(([kind, one, many]) => {
    // Two rules may see the same entry.
    const places = new Set(
      here.flatMap((f) =>
        f.remnant?.kind === kind
          ? [JSON.stringify([f.remnant.target.key, f.remnant.target.value ?? f.remnant.target.name])]
          : [],
      ),
    );
    return places.size === 0 ? [] : [count(places.size, one, many)];
  });
}

function patched(input: AnswerInput): Answer {
  const question = 'Patched?';
  const { patch } = input;
  const used = new Set(successes(input.findings).flatMap((f) => f.vulnerabilities));
  const open = [...openAndExploited(patch)].sort((a, b) => Number(used.has(b.id)) - Number(used.has(a.id)));
  const still =
    open.length === 0
      ? ''
      : `; still open: ${open[0]?.id ?? ''}${open.length > 1 ? ` and ${open.length - 1} more that attackers use` : ', which attackers use'}`;
  const seen = seenOpen(input.findings);
  const base = { id: 'patched' as const, question, findings: ids(seen) };
  const shown = openness(seen);
  if (patch.march2021.status === 'unknown') {
    return {
      ...base,
      answer: 'unknown',
      text: `not known: ${clause(patch.march2021.note)}${shown}`,
      missing: ['Bin\\ExSetup.exe (its file version tells the build)'],
    };
  }
  if (patch.march2021.status === 'vulnerable') {
    const lead = patch.current
      ? `build ${patch.current.build} is open to the flaws of March 2021`
      : clause(patch.march2021.note);
    return {
      ...base,
      answer: 'no',
      text: `no: ${lead}${open.length > 1 ? ` and to ${open.length - 1} other flaws that attackers use` : ''}${shown}`,
      missing: [],
    };
  }
  const since = fixedSince(patch.march2021);
  const first = earliest(successes(input.findings));
  const late = first !== undefined && patch.march2021.fixedBefore !== undefined && patch.march2021.fixedBefore > first;
  const update = patch.current?.name?.split(' + ')[1];
  return {
    ...base,
    answer: open.length > 0 ? 'partly' : 'yes',
    text: `${
      since === ''
        ? 'yes, but since when is not known'
        : since.startsWith('before')
          ? `the flaws of March 2021 were closed ${since}`
          : since
    }${update ? ` (${update})` : ''}${late ? ', after they got in' : ''}${still}${shown}`,
    missing: [],
  };
}

function openness(seen: readonly Finding[]): string {
  const first = earliest(seen);
  if (first === undefined) return '';
  const cves = [...new Set(seen.flatMap((f) => f.vulnerabilities))];
  return `; on ${first.slice(0, 10)} it was open to a look for ${list(cves)} from outside`;
}
