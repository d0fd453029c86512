/** STIX 2.1 bundle (OASIS): what was seen, as indicators, sightings, observed data and a report. Marked TLP:AMBER. */
import type { Assessment } from '@allclear/model';
import { dateOf, type Sighted, sightedIn } from './sightings.js';
import { OWN_NAMESPACE, STIX_NAMESPACE, uuid5 } from './uuid.js';

type StixObject = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** TLP 2.0 markings are fixed objects of an extension that OASIS publishes. */
const TLP_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';
const TLP_AMBER = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421';

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
const IPV6 = /^(?=[^:]*:[^:]*:)[0-9a-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?$/i;

/** The bundle as JSON text. */
export function renderStix(assessment: Assessment): string {
  return `${JSON.stringify(stixBundle(assessment), undefined, 1)}\n`;
}

/** Identifiers follow from content: the same address or file has the same indicator in the bundle of every server. */
export function stixBundle(assessment: Assessment): {
  readonly type: 'bundle';
  readonly id: string;
  readonly objects: readonly StixObject[];
} {
  const at = dateOf(assessment);
  const own = (type: string, name: string): string =>
    `${type}--${uuid5(OWN_NAMESPACE, `${assessment.host.name} ${type} ${name}`)}`;
  const common = { spec_version: '2.1', created: at, modified: at, object_marking_refs: [TLP_AMBER] };
  const producer: StixObject = {
    type: 'identity',
    id: `identity--${uuid5(OWN_NAMESPACE, 'allclear')}`,
    ...common,
    name: 'Allclear',
    identity_class: 'system',
  };
  const affected: StixObject = {
    type: 'identity',
    id: own('identity', 'host'),
    ...common,
    name: assessment.host.name,
    identity_class: 'system',
    created_by_ref: producer.id,
  };
  const made = { ...common, created_by_ref: producer.id };
  const objects: StixObject[] = [producer, affected];
  for (const one of sightedIn(assessment)) objects.push(...objectsFor(one, made, own, affected.id));
  for (const { id, name } of techniquesIn(assessment))
    objects.push({
      type: 'attack-pattern',
      id: `attack-pattern--${uuid5(OWN_NAMESPACE, id)}`,
      ...made,
      name,
      external_references: [{ source_name: 'mitre-attack', external_id: id }],
    });
  for (const id of vulnerabilitiesIn(assessment))
    objects.push({
      type: 'vulnerability',
      id: `vulnerability--${uuid5(OWN_NAMESPACE, id)}`,
      ...made,
      name: id,
      external_references: [{ source_name: 'cve', external_id: id }],
    });
  const report: StixObject = {
    type: 'report',
    id: own('report', 'report'),
    ...made,
    name: `Compromise assessment of ${assessment.host.name}`,
    description: assessment.verdict.statement,
    report_types: ['observed-data'],
    published: at,
    object_refs: objects.map((o) => o.id),
  };
  const all = [...new Map([marking(), ...objects, report].map((o) => [o.id, o])).values()];
  return { type: 'bundle', id: own('bundle', 'bundle'), objects: all };
}

function marking(): StixObject {
  return {
    type: 'marking-definition',
    spec_version: '2.1',
    id: TLP_AMBER,
    created: '2022-10-01T00:00:00.000Z',
    name: 'TLP:AMBER',
    extensions: { [TLP_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: 'amber' } },
  };
}

function objectsFor(
  one: Sighted,
  made: Readonly<Record<string, unknown>>,
  own: (type: string, name: string) => string,
  affected: string,
): StixObject[] {
  const observable = observableOf(one);
  if (observable === undefined) return [];
  const name = `${one.kind} ${one.value}`;
  const first = iso(one.first) ?? String(made.created);
  const last = iso(one.last) ?? first;
  const indicator: StixObject = {
    type: 'indicator',
    id: `indicator--${uuid5(OWN_NAMESPACE, name)}`,
    ...made,
    name: one.what,
    indicator_types: ['malicious-activity'],
    pattern: observable.pattern,
    pattern_type: 'stix',
    valid_from: first,
  };
  const observed: StixObject = {
    type: 'observed-data',
    id: own('observed-data', name),
    ...made,
    first_observed: first,
    last_observed: last,
    number_observed: count(one.count),
    object_refs: [observable.object.id],
  };
  const sighting: StixObject = {
    type: 'sighting',
    id: own('sighting', name),
    ...made,
    first_seen: first,
    last_seen: last,
    count: count(one.count),
    sighting_of_ref: indicator.id,
    observed_data_refs: [observed.id],
    where_sighted_refs: [affected],
    description: `Findings ${one.findings.slice(0, 10).join(', ')}`,
  };
  return [observable.object, indicator, observed, sighting];
}

function observableOf(one: Sighted): { object: StixObject; pattern: string } | undefined {
  const sco = (type: string, contributing: object, more: object = {}): StixObject => ({
    type,
    spec_version: '2.1',
    id: `${type}--${uuid5(STIX_NAMESPACE, JSON.stringify(contributing))}`,
    ...contributing,
    ...more,
  });
  const { value } = one;
  switch (one.kind) {
    case 'address':
      if (IPV4.test(value))
        return { object: sco('ipv4-addr', { value }), pattern: `[ipv4-addr:value = ${text(value)}]` };
      if (IPV6.test(value))
        return { object: sco('ipv6-addr', { value }), pattern: `[ipv6-addr:value = ${text(value)}]` };
      return undefined;
    case 'file-hash': {
      const hashes = { 'SHA-256': value };
      const named = one.name === undefined ? {} : { name: one.name };
      const size = one.size === undefined ? {} : { size: one.size };
      return { object: sco('file', { hashes, ...named }, size), pattern: `[file:hashes.'SHA-256' = ${text(value)}]` };
    }
    case 'page':
    case 'file-name': {
      const name = value.split(/[\\/]/).at(-1) ?? value;
      return name === '' ? undefined : { object: sco('file', { name }), pattern: `[file:name = ${text(name)}]` };
    }
  }
}

/** A string of a STIX pattern (STIX 2.1, section 9.2): backslash and apostrophe are escaped. */
function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function iso(time: string | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

const count = (n: number): number => Math.min(999_999_999, Math.max(1, n));

export function techniquesIn(assessment: Assessment): { id: string; name: string }[] {
  const techniques = new Map(
    assessment.findings
      .filter((f) => f.outcome !== 'context' && f.outcome !== 'mitigation')
      .flatMap((f) => f.techniques.map((t) => [t.id, t] as const)),
  );
  return [...techniques.values()].sort((a, b) => a.id.localeCompare(b.id));
}

function vulnerabilitiesIn(assessment: Assessment): string[] {
  return [...new Set(assessment.findings.flatMap((f) => f.vulnerabilities))]
    .filter((id) => id.startsWith('CVE-'))
    .sort();
}
