/** Findings as OCSF Detection Finding events (class 2004), one JSON object a line. */
import type { Assessment, Finding } from '@allclear/model';
import { dateOf } from './sightings.js';

const CLASS = 2004;
const ACTIVITY_CREATE = 1;
const SEVERITY_ID = { info: 1, low: 2, medium: 3, high: 4, critical: 5 } as const;
const CONFIDENCE_ID = { low: 1, medium: 2, high: 3 } as const;

/** One line a finding; times are milliseconds since 1970, UTC. */
export function renderOcsf(assessment: Assessment): string {
  return assessment.findings.map((finding) => `${JSON.stringify(event(finding, assessment))}\n`).join('');
}

function event(finding: Finding, assessment: Assessment): Record<string, unknown> {
  const time = Date.parse(finding.first ?? dateOf(assessment));
  return {
    activity_id: ACTIVITY_CREATE,
    category_uid: 2,
    class_uid: CLASS,
    type_uid: CLASS * 100 + ACTIVITY_CREATE,
    time,
    severity_id: SEVERITY_ID[finding.severity],
    severity: finding.severity,
    confidence_id: CONFIDENCE_ID[finding.confidence],
    message: finding.what,
    metadata: {
      version: '1.5.0',
      product: { name: 'Allclear', vendor_name: 'Allclear', version: assessment.tool.version },
    },
    finding_info: {
      uid: finding.id,
      title: finding.rule.title,
      desc: `${finding.what} ${finding.why}`,
      analytic: { uid: finding.rule.id, name: finding.rule.title, type: 'Rule', type_id: 1 },
      ...(finding.first === undefined ? {} : { first_seen_time: Date.parse(finding.first) }),
      ...(finding.last === undefined ? {} : { last_seen_time: Date.parse(finding.last) }),
      attacks: finding.techniques.map((t) => ({
        technique: { uid: t.id, name: t.name },
        version: assessment.tool.attack,
      })),
    },
    count: finding.count,
    device: { hostname: assessment.host.name, type_id: 1, type: 'Server' },
    vulnerabilities: finding.vulnerabilities.filter((id) => id.startsWith('CVE-')).map((uid) => ({ cve: { uid } })),
    observables: finding.entities.map((e) => ({ name: e.kind, type_id: OBSERVABLE[e.kind] ?? 99, value: e.value })),
    unmapped: { outcome: finding.outcome, phase: finding.phase, present: finding.present, next: finding.next },
  };
}

const OBSERVABLE: Readonly<Record<string, number>> = {
  client: 2,
  account: 4,
  mailbox: 5,
  page: 6,
  file: 7,
  hash: 8,
  process: 9,
  server: 1,
  domain: 1,
};
