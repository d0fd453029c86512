/** All sightings of a host -> its findings: those of single rules, and those of correlations. */
import { correlate, type RuleMatch } from '@allclear/detection';
import { type Finding, instant } from '@allclear/model';
import type { CompiledContent } from '../run/rules.js';
import type { Sighting } from '../scan/file-report.js';
import { correlationFinding, findingOf } from './findings.js';
import type { HostEvidence } from './host-evidence.js';
import { sortFindings } from './timeline.js';

export function collectFindings(
  sightings: readonly Sighting[],
  compiled: CompiledContent,
  evidence: HostEvidence,
): Finding[] {
  const findings = [...standalone(sightings, compiled, evidence), ...correlated(sightings, compiled)];
  return sortFindings(findings.map((finding) => doubtDamaged(finding, evidence)));
}

/** Content whose checksum does not fit may be anything: what rests on nothing else supports, and decides nothing. */
function doubtDamaged(finding: Finding, evidence: HostEvidence): Finding {
  if (finding.quotes.length === 0 || !finding.quotes.every(({ place }) => evidence.damaged.has(place.file)))
    return finding;
  const weighty = finding.severity === 'high' || finding.severity === 'critical';
  return {
    ...finding,
    severity: weighty ? 'medium' : finding.severity,
    confidence: 'low',
    outcome:
      finding.outcome === 'success' || finding.outcome === 'success-likely' || finding.outcome === 'attempt'
        ? 'supporting'
        : finding.outcome,
    falsePositives: [
      'The file is damaged: its checksum does not fit, so its content may not be what was on the server',
      ...finding.falsePositives,
    ],
  };
}

function standalone(sightings: readonly Sighting[], compiled: CompiledContent, evidence: HostEvidence): Finding[] {
  const rules = new Map(compiled.rules.map((rule) => [rule.id, rule]));
  const history = new Map(
    evidence.reports
      .filter((r) => r.artifact === 'iis-config-history' || isOldHive(r.windowsPath ?? r.path))
      .map((r) => [r.path, r.modified]),
  );
  const findings: Finding[] = [];
  for (const sighting of sightings) {
    const rule = rules.get(sighting.ruleId);
    const meta = compiled.metaOf(sighting.ruleId);
    if (!rule || meta?.standalone === false) continue;
    const gone = sighting.records.filter(isDeletedFile);
    if (meta?.present && gone.length > 0) {
      // Recovered out of the file table: it was on the server, and is no way back in any more.
      const was = { ...sighting, records: gone, count: gone.length };
      findings.push(recovered(findingOf(was, rule, { ...meta, present: false })));
      const rest = sighting.records.filter((record) => !isDeletedFile(record));
      if (rest.length === 0) continue;
    }
    if (!meta?.present) {
      findings.push(findingOf(sighting, rule, meta));
      continue;
    }
    // Older copies of the configuration date a setting; they are not further places where it is.
    const older = sighting.records.filter((record) => history.has(record.place.file));
    const now = byFile(sighting, (file) => !history.has(file));
    const since = earliest(older.map((record) => history.get(record.place.file)));
    for (const own of now) {
      const finding = findingOf(own, rule, meta);
      findings.push(
        since === undefined || finding.first !== undefined ? finding : { ...finding, first: instant(since) },
      );
    }
    if (now.length === 0 && older.length > 0) {
      const was = { ...sighting, records: older, first: since, last: undefined };
      findings.push(findingOf(was, rule, { ...meta, present: false }));
    }
  }
  return findings;
}

/** Copies that Windows keeps of its registry: what is in them was there, and may be gone. */
function isOldHive(path: string): boolean {
  return /[\\/](?:regback|windows\.old)[\\/]/i.test(path);
}

const isDeletedFile = ({ fields }: Sighting['records'][number]): boolean =>
  fields.recovered !== undefined && fields.deleted === 'true';

function recovered(finding: Finding): Finding {
  return {
    ...finding,
    what: `${finding.what} The file is deleted; its content was recovered from the NTFS file table.`,
  };
}

/** One sighting for each place: two equal files are two things to remove. */
function byFile(sighting: Sighting, wanted: (file: string) => boolean): Sighting[] {
  const files = new Map<string, Sighting>();
  for (const record of sighting.records) {
    const { file } = record.place;
    if (!wanted(file) || isDeletedFile(record)) continue;
    const own = files.get(file) ?? { ...sighting, count: 0, records: [] };
    own.count++;
    own.records.push(record);
    files.set(file, own);
  }
  return [...files.values()];
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function correlated(sightings: readonly Sighting[], compiled: CompiledContent): Finding[] {
  const matches: RuleMatch[] = sightings.flatMap((sighting) =>
    sighting.records.map((record) => ({
      ruleId: sighting.ruleId,
      time: record.time,
      place: record.place,
      fields: { ...record.fields },
    })),
  );
  const rules = new Map(compiled.correlations.map((rule) => [rule.id, rule]));
  const findings: Finding[] = [];
  for (const match of correlate([...compiled.correlations], [...compiled.rules], matches)) {
    const rule = rules.get(match.correlationId);
    if (rule) findings.push(correlationFinding(match, rule, compiled.metaOf(rule.id)));
  }
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const known = seen.get(finding.id);
    if (!known || known.count < finding.count) seen.set(finding.id, finding);
  }
  return [...seen.values()];
}
