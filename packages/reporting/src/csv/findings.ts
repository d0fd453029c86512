import type { Assessment } from '@allclear/model';
import { sortedFindings } from '../view/findings.js';
import { csvRow } from './csv.js';

export const FINDING_COLUMNS = [
  'id',
  'severity',
  'confidence',
  'outcome',
  'phase',
  'title',
  'first',
  'last',
  'count',
  'present',
  'techniques',
  'vulnerabilities',
  'entities',
  'file',
  'line',
  'record',
  'what',
  'why',
  'next',
  'rule',
  'author',
  'host',
] as const;

/** Every finding, worst first; file and line are those of the first quote. */
export function renderFindingsCsv(a: Assessment): string {
  const rows = sortedFindings(a).map((finding) => {
    const place = finding.quotes[0]?.place;
    return csvRow([
      finding.id,
      finding.severity,
      finding.confidence,
      finding.outcome,
      finding.phase,
      finding.rule.title,
      finding.first,
      finding.last,
      finding.count,
      finding.present ? 'yes' : 'no',
      finding.techniques.map((technique) => technique.id).join('; '),
      finding.vulnerabilities.join('; '),
      finding.entities.map((entity) => `${entity.kind}:${entity.value}`).join('; '),
      place?.file,
      place?.line,
      place?.record,
      finding.what,
      finding.why,
      finding.next,
      finding.rule.id,
      finding.rule.author,
      a.host.name,
    ]);
  });
  return csvRow(FINDING_COLUMNS) + rows.join('');
}
