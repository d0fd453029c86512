/** The first assessment against a second one of the same server: gone, still there, new; and only then "verified". */
import { type Assessment, type Finding, SEVERITY_ORDER, type Severity } from '@allclear/model';
import { assessmentDigest } from '../plan/index.js';
import { identityOf, subjectOf } from './identity.js';
import { artifactExamined, examinedFolders, placeExamined } from './places.js';
import { type CheckedFinding, type NewFinding, VERIFICATION_VERSION, type Verification } from './verification.js';

export interface CompareOptions {
  /** When the cleaning was done, ISO 8601 UTC. */
  readonly cleanedAt?: string;
  /** Of the quarantine: when it ended, and the Windows paths it removed. */
  readonly journal?: { readonly ended: string; readonly removed: readonly string[] };
}

/** Hours of logs after the cleaning without which nothing is said about that time. */
const LEAST_HOURS = 24;
const WATCH_DAYS = 90;

const atLeast = (finding: Finding, severity: Severity): boolean =>
  SEVERITY_ORDER.indexOf(finding.severity) >= SEVERITY_ORDER.indexOf(severity);
const succeeded = (finding: Finding): boolean =>
  (finding.outcome === 'success' || finding.outcome === 'success-likely') &&
  atLeast(finding, 'high') &&
  finding.confidence !== 'low';
const isAct = (finding: Finding): boolean =>
  finding.phase !== 'exposure' &&
  finding.phase !== 'response' &&
  !['context', 'mitigation', 'exposure'].includes(finding.outcome);

export function compare(before: Assessment, after: Assessment, options: CompareOptions = {}): Verification {
  const cleaned = cleanedAt(before, options);
  const findings = before.findings
    .filter((f) => isAct(f) && atLeast(f, 'medium'))
    .map((f) => check(f, before, after, options));
  const fresh = newFindings(before, after, cleaned.at);
  const activity = activitySince(after, cleaned.at);
  const verdict = judge(findings, fresh, before, after, activity);
  return {
    verificationVersion: VERIFICATION_VERSION,
    host: after.host.name,
    before: assessmentDigest(before),
    after: assessmentDigest(after),
    cleaned,
    ...verdict,
    findings,
    new: fresh,
    patched: after.axes.patched,
    activity,
    watch: { days: WATCH_DAYS, what: watchFor(before) },
  };
}

function cleanedAt(before: Assessment, options: CompareOptions): Verification['cleaned'] {
  if (options.cleanedAt !== undefined) return { at: options.cleanedAt, source: 'given' };
  if (options.journal !== undefined) return { at: options.journal.ended, source: 'journal' };
  const ends = before.coverage.sources.flatMap((s) => (s.period === undefined ? [] : [s.period.to])).sort();
  return { at: ends.at(-1) ?? before.incident.last ?? '1970-01-01T00:00:00.000Z', source: 'end-of-first-evidence' };
}

function check(finding: Finding, before: Assessment, after: Assessment, options: CompareOptions): CheckedFinding {
  const subject = subjectOf(finding);
  const base = { id: finding.id, title: finding.rule.title, subject };
  if (!finding.present)
    return { ...base, status: 'past', why: 'An act that the logs tell of; what it left behind is checked by itself.' };
  const identity = identityOf(finding);
  const again = after.findings.find((f) => f.present && (identityOf(f) === identity || sameThing(f, finding)));
  if (again) return { ...base, status: 'still-there', why: `The new evidence shows it, too (${again.id}).` };
  const path = finding.remnant?.target.path;
  if (path !== undefined && /^[A-Za-z]:\\/.test(path)) {
    if (options.journal?.removed.some((p) => p.toLowerCase() === path.toLowerCase()))
      return { ...base, status: 'gone', why: 'Taken into quarantine, and not in the new evidence.' };
    if (placeExamined(path, examinedFolders(after)))
      return { ...base, status: 'gone', why: 'Its folder was examined again, and it is not there.' };
    return {
      ...base,
      status: 'cannot-tell',
      why: 'Its folder is not in the new evidence: collect it and verify again.',
    };
  }
  return artifactExamined(finding, before, after)
    ? { ...base, status: 'gone', why: 'The same source was examined again, and it is not there.' }
    : {
        ...base,
        status: 'cannot-tell',
        why: 'The source that showed it is not in the new evidence: collect it and verify again.',
      };
}

/** Another rule sees the same file, task or setting. */
function sameThing(a: Finding, b: Finding): boolean {
  return (
    a.remnant !== undefined &&
    b.remnant !== undefined &&
    a.remnant.kind === b.remnant.kind &&
    isAct(a) &&
    atLeast(a, 'medium') &&
    subjectOf(a) !== '' &&
    subjectOf(a).toLowerCase() === subjectOf(b).toLowerCase()
  );
}

function newFindings(before: Assessment, after: Assessment, cleaned: string): NewFinding[] {
  const known = new Set(before.findings.map(identityOf));
  const subjects = new Set(before.findings.filter((f) => f.remnant).map((f) => subjectOf(f).toLowerCase()));
  const pages = new Set(
    before.findings.flatMap((f) => f.entities.flatMap((e) => (e.kind === 'page' ? [e.value.toLowerCase()] : []))),
  );
  const found: NewFinding[] = [];
  for (const finding of after.findings) {
    if (!isAct(finding) || !atLeast(finding, 'medium')) continue;
    const later = (finding.last ?? finding.first ?? '') > cleaned;
    const isKnown =
      known.has(identityOf(finding)) ||
      (finding.remnant !== undefined && subjects.has(subjectOf(finding).toLowerCase()));
    if (isKnown && (!later || finding.present)) continue;
    if (sumsUpKnownPage(finding, pages, cleaned)) continue;
    const base = {
      id: finding.id,
      title: finding.rule.title,
      subject: subjectOf(finding),
      ...(finding.first === undefined ? {} : { first: finding.first }),
    };
    if (later && succeeded(finding))
      found.push({ ...base, kind: 'reinfection', why: 'It happened after the cleaning.' });
    else if (finding.present)
      found.push({
        ...base,
        kind: succeeded(finding) ? 'found-now' : 'suspicious',
        why: 'The first assessment did not show it: new, or its place was not in the first evidence.',
      });
    else if (later && finding.outcome === 'attempt')
      found.push({ ...base, kind: 'attempt', why: 'Tried after the cleaning, without success.' });
    else if (later && finding.outcome !== 'probe')
      found.push({ ...base, kind: 'suspicious', why: 'Seen after the cleaning; a person has to look.' });
    else if (!later && succeeded(finding))
      found.push({
        ...base,
        kind: 'found-now',
        why: 'It is from before the cleaning; the first evidence did not show it.',
      });
  }
  return found;
}

/**
 * One finding for all requests to a page, by whomever: its last request may be a scanner's that was answered with 404 after the
 * cleaning. A client who still gets an answer has a finding of its own.
 */
function sumsUpKnownPage(finding: Finding, pages: ReadonlySet<string>, cleaned: string): boolean {
  const page = finding.entities.find((e) => e.kind === 'page')?.value.toLowerCase();
  // Facts about a page's whole activity count its requests; records of single requests do not.
  const sum = finding.quotes.some(({ fields }) => fields.page !== undefined && fields.requests !== undefined);
  return page !== undefined && sum && pages.has(page) && !finding.present && (finding.first ?? '') <= cleaned;
}

function activitySince(after: Assessment, cleaned: string): Verification['activity'] {
  return after.coverage.sources
    .filter((s) => s.period !== undefined && s.period.to > cleaned && s.status !== 'missing')
    .map((s) => ({
      source: s.title,
      until: s.period?.to ?? cleaned,
      hours: Math.round((Date.parse(s.period?.to ?? cleaned) - Date.parse(cleaned)) / 360_000) / 10,
    }));
}

function judge(
  findings: readonly CheckedFinding[],
  fresh: readonly NewFinding[],
  before: Assessment,
  after: Assessment,
  activity: Verification['activity'],
): Pick<Verification, 'result' | 'exitCode' | 'reasons'> {
  const severe = new Set(before.findings.filter(succeeded).map((f) => f.id));
  const still = findings.filter((f) => f.status === 'still-there');
  const reinfections = fresh.filter((f) => f.kind === 'reinfection');
  const foundNow = fresh.filter(
    (f) => f.kind === 'found-now' && after.findings.some((a) => a.id === f.id && a.present),
  );
  const name = (list: readonly { title: string; subject: string }[]): string =>
    list
      .slice(0, 3)
      .map((f) => (f.subject === '' ? f.title : `${f.title}: ${f.subject}`))
      .join('; ') + (list.length > 3 ? `; and ${list.length - 3} more` : '');
  if (reinfections.length > 0)
    return {
      result: 'reinfected',
      exitCode: 10,
      reasons: [`Somebody got in again after the cleaning: a new episode. ${name(reinfections)}`],
    };
  const weighty = still.filter((f) => severe.has(f.id));
  if (weighty.length > 0 || foundNow.length > 0)
    return {
      result: 'not-clean',
      exitCode: 10,
      reasons: [
        ...(weighty.length > 0 ? [`Still there: ${name(weighty)}`] : []),
        ...(foundNow.length > 0 ? [`Found only now: ${name(foundNow)}`] : []),
      ],
    };
  const doubtful = [...still, ...fresh.filter((f) => f.kind === 'suspicious')];
  if (doubtful.length > 0)
    return { result: 'suspicious', exitCode: 11, reasons: [`A person has to look: ${name(doubtful)}`] };
  const missing = shortcomings(findings, after, activity);
  if (missing.length > 0) return { result: 'cannot-tell', exitCode: 12, reasons: missing };
  return {
    result: 'cleaned-and-verified',
    exitCode: 0,
    reasons: [
      `Everything that was found is gone, nothing new is there, and the update is in. Watch for ${WATCH_DAYS} days.`,
    ],
  };
}

/** What keeps a server without bad findings from being called verified. */
function shortcomings(
  findings: readonly CheckedFinding[],
  after: Assessment,
  activity: Verification['activity'],
): string[] {
  const reasons: string[] = [];
  const unseen = findings.filter((f) => f.status === 'cannot-tell');
  if (unseen.length > 0)
    reasons.push(
      `${unseen.length} of the old findings could not be looked at again: ${unseen
        .slice(0, 3)
        .map((f) => f.subject || f.title)
        .join(', ')}`,
    );
  if (!activity.some((a) => a.hours >= LEAST_HOURS))
    reasons.push(
      `The new evidence holds less than ${LEAST_HOURS} hours of logs since the cleaning: collect again later`,
    );
  const open = after.patch.vulnerabilities
    .filter((v) => v.status === 'vulnerable' && v.knownExploited)
    .map((v) => v.id);
  if (after.axes.patched === 'unknown')
    reasons.push('The version of Exchange is not in the new evidence: nobody can say whether the holes are closed');
  else if (open.length > 0 || after.axes.patched === 'no')
    reasons.push(
      `Still open to ${open.slice(0, 3).join(', ') || 'the flaws of March 2021'}${open.length > 3 ? ` and ${open.length - 3} more` : ''}: install the update`,
    );
  if (after.host.isExchange !== 'yes')
    reasons.push('The new evidence does not show that this is the same Exchange server');
  return reasons;
}

function watchFor(before: Assessment): string[] {
  const pages = before.webShells.flatMap((s) => (s.page === undefined ? [] : [s.page]));
  const addresses = before.clients.filter((c) => c.role === 'intruder').map((c) => c.address);
  return [
    ...(pages.length > 0 ? [`Requests to ${pages.slice(0, 5).join(', ')}: whoever asks for them knows them`] : []),
    ...(addresses.length > 0 ? [`Requests from ${addresses.slice(0, 5).join(', ')}`] : []),
    'New files in web folders, and programs below w3wp.exe',
    'New tasks, services, accounts, group members and inbox rules',
    'Sign-ins with passwords that were within reach, here and in the cloud',
  ];
}
