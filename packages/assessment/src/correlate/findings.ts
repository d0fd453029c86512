/** Sightings -> findings: one for each rule and group of entities, with its evidence quoted. */
import { createHash } from 'node:crypto';
import type { CorrelationMatch, SigmaCorrelation, SigmaRule } from '@allclear/detection';
import {
  type DetectionMeta,
  type Entity,
  type Finding,
  instant,
  type Quote,
  type Severity,
  type Technique,
} from '@allclear/model';
import { phaseOf } from '../scan/added-rule.js';
import type { Sighting } from '../scan/file-report.js';
import { byTime } from './host-evidence.js';
import { remnantOf } from './remnant.js';
import { techniqueName } from './techniques.js';

const QUOTES = 5;

type Rule = SigmaRule | SigmaCorrelation;

export function findingOf(sighting: Sighting, rule: Rule, meta: DetectionMeta | undefined): Finding {
  const place = sighting.records[0]?.place;
  const key = meta?.present ? `${sighting.groupKey}\u001f${place?.file ?? ''}` : sighting.groupKey;
  return build(rule, meta, {
    key,
    count: sighting.count,
    first: sighting.first,
    last: sighting.last,
    entities: sighting.entities,
    quotes: sighting.records.slice(0, QUOTES).map(quote),
  });
}

export function correlationFinding(match: CorrelationMatch, rule: Rule, meta: DetectionMeta | undefined): Finding {
  const records = match.matches.map((m) => ({ time: m.time, place: m.place, fields: m.fields })).sort(byTime);
  const entities = new Map<string, Entity>();
  for (const { fields } of records) {
    for (const [field, kind] of Object.entries(meta?.entities ?? {})) {
      const value = fields[field];
      if (value !== undefined) entities.set(`${kind} ${value.toLowerCase()}`, { kind, value: value.slice(0, 300) });
    }
  }
  const group = Object.entries(match.group)
    .map(([field, value]) => `${field}=${value}`)
    .join('\u001f');
  return build(rule, meta, {
    key: group,
    count: match.count,
    first: match.first,
    last: match.last,
    entities: [...entities.values()].slice(0, 20),
    quotes: records.slice(0, QUOTES).map(quote),
  });
}

interface Parts {
  readonly key: string;
  readonly count: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly entities: readonly Entity[];
  readonly quotes: readonly Quote[];
}

function build(rule: Rule, meta: DetectionMeta | undefined, parts: Parts): Finding {
  const id = createHash('sha256').update(`${rule.id}\n${parts.key}`).digest('hex').slice(0, 12);
  const first = parts.quotes[0]?.place;
  const remnant = remnantOf({
    logSource: 'logSource' in rule ? rule.logSource : undefined,
    declared: meta?.remnant,
    present: meta?.present ?? false,
    fields: parts.quotes[0]?.fields ?? {},
  });
  return {
    id: `F-${id}`,
    rule: {
      id: rule.id,
      title: rule.title,
      author: rule.author ?? 'unknown',
      references: [...rule.references],
      checks: [...(meta?.checks ?? [])],
      ...(rule.license === undefined ? {} : { licence: rule.license }),
      ...sourceOf(rule),
    },
    severity: severityOf(rule.level),
    confidence: meta?.confidence ?? 'low',
    outcome: meta?.outcome ?? 'supporting',
    phase: meta?.phase ?? phaseOf(rule.tags),
    techniques: techniquesOf(rule.tags),
    vulnerabilities: meta ? [...meta.vulnerabilities] : cvesOf(rule.tags),
    ...(parts.first === undefined ? {} : { first: instant(parts.first) }),
    ...(parts.last === undefined ? {} : { last: instant(parts.last) }),
    count: parts.count,
    entities: parts.entities.map(plainFile),
    quotes: [...parts.quotes],
    present: meta?.present ?? false,
    ...(remnant === undefined ? {} : { remnant }),
    what: meta?.what ?? rule.description ?? rule.title,
    why: meta?.why ?? 'A rule of an added pack matched; its author describes what it is for.',
    next: meta?.next ?? 'Read the quoted records and the references of the rule.',
    ...(meta?.see === undefined ? {} : { see: fill(meta.see, first?.file, first?.line) }),
    falsePositives: [...rule.falsePositives],
    ...(meta?.misses === undefined ? {} : { misses: meta.misses }),
  };
}

/** Where an added rule came from; folders of this machine are nobody's business. */
function sourceOf({ origin }: Rule): { source?: string } {
  if (origin.startsWith('sigma/')) return {};
  const file = origin.startsWith('pack ') ? origin : origin.split(/[\\/]/).at(-1);
  return file === undefined ? {} : { source: file.slice(0, 300) };
}

/** Antivirus events list files as `containerfile:_C:\\a; file:_C:\\a->(UTF-8)`: the file itself, without what surrounds it. */
function plainFile(entity: Entity): Entity {
  if (entity.kind !== 'file' || !/^(?:container)?file:/i.test(entity.value)) return entity;
  const files = entity.value.split(/;\s*(?=[a-z]+:)/i).filter((part) => /^(?:container)?file:/i.test(part));
  const own = files.find((part) => /^file:/i.test(part)) ?? files[0] ?? entity.value;
  return { kind: 'file', value: own.replace(/^[a-z]+:_?(?:\/\/)?/i, '').replace(/->.*$/, '') };
}

function quote(record: Sighting['records'][number]): Quote {
  return {
    place: record.place,
    ...(record.time === undefined ? {} : { time: instant(record.time) }),
    fields: { ...record.fields },
  };
}

function fill(text: string, file: string | undefined, line: number | undefined): string {
  return text.replaceAll('{file}', file ?? '<file>').replaceAll('{line}', String(line ?? '<line>'));
}

function severityOf(level: string | undefined): Severity {
  switch (level) {
    case 'critical':
    case 'high':
    case 'medium':
    case 'low':
      return level;
    default:
      return 'info';
  }
}

export function techniquesOf(tags: readonly string[]): Technique[] {
  const techniques = new Map<string, Technique>();
  for (const tag of tags) {
    const id = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase();
    if (id !== undefined) techniques.set(id, { id, name: techniqueName(id) });
  }
  return [...techniques.values()].sort((a, b) => a.id.localeCompare(b.id));
}

function cvesOf(tags: readonly string[]): string[] {
  return tags
    .map((tag) => /^cve\.(\d{4}-\d{4,})$/i.exec(tag)?.[1])
    .filter((id): id is string => id !== undefined)
    .map((id) => `CVE-${id}`);
}
