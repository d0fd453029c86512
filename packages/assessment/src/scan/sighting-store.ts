import type { CompiledRule, RuleSet } from '@allclear/detection';
import type { DetectionMeta, Entity, EvidenceEvent, Place } from '@allclear/model';
import { RECOVERED_FIELD } from '@allclear/parsers';
import { entitiesByField, GROUPING } from './added-rule.js';
import type { Sighting } from './file-report.js';

/** Bounds on what one file can make us keep; an attacker who floods a rule only raises the counts. */
export const SIGHTING_LIMITS = {
  /** Records kept in full for each group of one rule. */
  recordsPerGroup: 40,
  /** Groups (client, page, mailbox …) for each rule. */
  groupsPerRule: 2_000,
  /** Characters kept of each field. */
  fieldLength: 1_000,
} as const;

/** Fields that are worth quoting beside those that matched, by log source service. */
const CONTEXT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  iis: ['cs-method', 'cs-uri-stem', 'cs-uri-query', 's-port', 'cs-username', 'c-ip', 'cs(User-Agent)', 'sc-status'],
  httpproxy: [
    'RequestId',
    'UrlHost',
    'UrlStem',
    'UrlQuery',
    'Method',
    'AuthenticatedUser',
    'AnchorMailbox',
    'BackEndCookie',
    'RoutingHint',
    'UserAgent',
    'ClientIpAddress',
    'ServerHostName',
    'HttpStatus',
    'BackEndStatus',
    'ResponseBytes',
  ],
  'ecp-server': ['ServerName', 'CMD', 'URL', 'ACTID'],
  'ecp-activity': ['ServerName', 'PSA', 'URL'],
  'rps-cmdlet': ['AuthenticatedUser', 'ProcessName', 'ClientApplication', 'Cmdlet', 'Parameters', 'ExecutionResult'],
  'rps-http': ['AuthenticatedUser', 'ClientIpAddress', 'ClientInfo', 'HttpStatus', 'UrlStem'],
  ews: [
    'AuthenticatedUser',
    'UserAgent',
    'ClientIpAddress',
    'SoapAction',
    'HttpStatus',
    'ImpersonatedUser',
    'ProxyAsUser',
    'ActAsUser',
    'ResponseSize',
  ],
  'oab-generator': ['line', 'path'],
};
const EVENT_CONTEXT = [
  'EventID',
  'Provider_Name',
  'Computer',
  'Data[0]',
  'Data[1]',
  'Data[2]',
  'Data[5]',
  'Data[6]',
  'SubjectLogonId',
  'TargetLogonId',
  'LogonId',
  RECOVERED_FIELD,
];
const PROCESS_CONTEXT = ['Image', 'CommandLine', 'ParentImage', 'ParentCommandLine', 'User'];
const SUMMED = ['ResponseBytes', 'ResponseSize', 'sc-bytes'];

/** Collects matches of one file, grouped so that memory stays bounded whatever the evidence holds. */
export class SightingStore {
  readonly #groups = new Map<string, Map<string, Sighting>>();
  readonly uncounted: Record<string, number> = {};

  constructor(
    readonly file: string,
    /** Tells the fields that correlations need of a rule's matches: always kept. */
    private readonly rules: Pick<RuleSet, 'fieldsForCorrelation'>,
    private readonly metaOf: (ruleId: string) => DetectionMeta | undefined,
  ) {}

  add(compiled: CompiledRule, event: EvidenceEvent, place: Omit<Place, 'file'>): void {
    const ruleId = compiled.rule.id;
    const meta = this.metaOf(ruleId);
    const entities = meta === undefined ? entitiesByField(event) : entitiesOf(event, meta);
    const groupBy = meta === undefined ? GROUPING : (meta.groupBy ?? Object.keys(meta.entities));
    const groupKey = groupBy.map((f) => (event.get(f) ?? '').slice(0, 300).toLowerCase()).join('\u001f');
    let groups = this.#groups.get(ruleId);
    if (!groups) {
      groups = new Map();
      this.#groups.set(ruleId, groups);
    }
    let sighting = groups.get(groupKey);
    if (!sighting) {
      if (groups.size >= SIGHTING_LIMITS.groupsPerRule) {
        this.uncounted[ruleId] = (this.uncounted[ruleId] ?? 0) + 1;
        return;
      }
      sighting = { ruleId, groupKey, entities, count: 0, first: undefined, last: undefined, records: [], sums: {} };
      groups.set(groupKey, sighting);
    }
    sighting.count++;
    for (const field of SUMMED) {
      const value = Number(event.get(field));
      if (Number.isFinite(value) && value > 0) sighting.sums[field] = (sighting.sums[field] ?? 0) + value;
    }
    const time = event.time;
    if (time !== undefined) {
      if (sighting.first === undefined || time < sighting.first) sighting.first = time;
      if (sighting.last === undefined || time > sighting.last) sighting.last = time;
    }
    const record = { time, place: { file: this.file, ...place }, fields: this.#fields(compiled, event, meta) };
    if (sighting.records.length < SIGHTING_LIMITS.recordsPerGroup) sighting.records.push(record);
    else sighting.records[SIGHTING_LIMITS.recordsPerGroup - 1] = record;
  }

  sightings(): Sighting[] {
    return [...this.#groups.values()].flatMap((groups) => [...groups.values()]);
  }

  #fields(compiled: CompiledRule, event: EvidenceEvent, meta: DetectionMeta | undefined): Record<string, string> {
    const names = new Set<string>(compiled.matchedFields(event));
    for (const name of Object.keys(meta?.entities ?? {})) names.add(name);
    for (const name of meta?.groupBy ?? []) names.add(name);
    for (const name of this.rules.fieldsForCorrelation(compiled.rule.id)) names.add(name);
    for (const name of contextFields(event)) names.add(name);
    const fields: Record<string, string> = {};
    for (const name of names) {
      const value = event.get(name);
      if (value !== undefined && value !== '') fields[name] = cut(value);
    }
    return fields;
  }
}

function contextFields(event: EvidenceEvent): readonly string[] {
  const { service, category, product } = event.logSource;
  if (product === 'allclear') return event.fieldNames().filter((n) => n !== 'content');
  if (service !== undefined && CONTEXT_FIELDS[service]) return CONTEXT_FIELDS[service];
  return category === 'process_creation' ? [...EVENT_CONTEXT, ...PROCESS_CONTEXT] : EVENT_CONTEXT;
}

function entitiesOf(event: EvidenceEvent, meta: DetectionMeta | undefined): Entity[] {
  const entities: Entity[] = [];
  for (const [field, kind] of Object.entries(meta?.entities ?? {})) {
    const value = event.get(field);
    if (value !== undefined && value !== '') entities.push({ kind, value: value.slice(0, 300) });
  }
  return entities;
}

function cut(value: string): string {
  return value.length <= SIGHTING_LIMITS.fieldLength ? value : `${value.slice(0, SIGHTING_LIMITS.fieldLength)}…`;
}
