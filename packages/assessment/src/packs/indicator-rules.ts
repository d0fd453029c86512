/**
 * Lists of addresses, domains, URLs, hashes and file names -> Sigma rules over logs, so that they are searched, quoted and
 * counted as any rule. What a list says has been weighed by nobody here: it supports, it never decides.
 */
import { createHash } from 'node:crypto';
import type { IndicatorRow, SigmaDocument } from '@allclear/content';

/** Values of one generated rule: more are cut into further rules. */
const VALUES_A_RULE = 5_000;
/** Shorter names are found in everything. */
const MIN_LENGTH = 5;

interface Template {
  readonly key: string;
  readonly title: string;
  readonly types: readonly IndicatorRow['type'][];
  readonly logsource: Readonly<Record<string, string>>;
  readonly fields: readonly string[];
  readonly entities: Readonly<Record<string, string>>;
  readonly phase: string;
  readonly level: string;
  readonly outcome: string;
  readonly what: string;
  /** How a value stands in the field. */
  readonly form?: (value: string) => readonly string[];
}

const ADDRESSES = ['ipv4', 'ipv6'] as const;
const HASHES = ['md5', 'sha1', 'sha256'] as const;

const TEMPLATES: readonly Template[] = [
  {
    key: 'web',
    title: 'Address of an added list in the web log',
    types: ADDRESSES,
    logsource: { category: 'webserver', product: 'windows', service: 'iis' },
    fields: ['c-ip'],
    entities: { 'c-ip': 'client' },
    phase: 'reconnaissance',
    level: 'low',
    outcome: 'context',
    what: 'An address of the added list sent requests to this server.',
  },
  {
    key: 'httpproxy',
    title: 'Address of an added list in the log of the Exchange front end',
    types: ADDRESSES,
    logsource: { product: 'exchange', service: 'httpproxy' },
    fields: ['ClientIpAddress'],
    entities: { ClientIpAddress: 'client' },
    phase: 'reconnaissance',
    level: 'low',
    outcome: 'context',
    what: 'An address of the added list sent requests to Exchange.',
  },
  {
    key: 'event-address',
    title: 'Address of an added list in an event log',
    types: ADDRESSES,
    logsource: { product: 'windows' },
    fields: ['IpAddress', 'SourceIp', 'DestinationIp', 'SourceAddress', 'DestAddress', 'SourceNetworkAddress'],
    entities: { IpAddress: 'client', SourceIp: 'client', DestinationIp: 'client' },
    phase: 'execution',
    level: 'medium',
    outcome: 'supporting',
    what: 'An address of the added list signed in to this server or was connected to.',
  },
  {
    key: 'event-name',
    title: 'Domain or URL of an added list in an event log',
    types: ['domain', 'url'],
    logsource: { product: 'windows' },
    fields: [
      'QueryName|contains',
      'DestinationHostname|contains',
      'CommandLine|contains',
      'ScriptBlockText|contains',
      'Payload|contains',
    ],
    entities: { QueryName: 'domain', DestinationHostname: 'domain', Image: 'process' },
    phase: 'execution',
    level: 'medium',
    outcome: 'supporting',
    what: 'A domain or URL of the added list was looked up or stands in a command.',
  },
  {
    key: 'event-hash',
    title: 'Hash of an added list in an event log',
    types: HASHES,
    logsource: { product: 'windows' },
    fields: ['Hashes|contains', 'Hash|contains'],
    entities: { Image: 'process', TargetFilename: 'file' },
    phase: 'execution',
    level: 'medium',
    outcome: 'supporting',
    what: 'A program or file with a hash of the added list was started or written.',
  },
  {
    key: 'event-file',
    title: 'File name of an added list in an event log',
    types: ['file-path', 'filename'],
    logsource: { product: 'windows' },
    fields: ['Image|endswith', 'TargetFilename|endswith', 'NewProcessName|endswith', 'ServiceFileName|endswith'],
    entities: { Image: 'process', TargetFilename: 'file' },
    phase: 'execution',
    level: 'low',
    outcome: 'supporting',
    what: 'A file with a name or path of the added list was started or written.',
    form: (value) => [value.includes('\\') ? value : `\\${value}`],
  },
];

/** Rules for the indicators of one list; networks (CIDR) are only compared with clients that other findings name. */
export function indicatorRules(
  pack: string,
  origin: string,
  rows: readonly IndicatorRow[],
  author: string,
): SigmaDocument[] {
  const documents: SigmaDocument[] = [];
  for (const template of TEMPLATES) {
    const values = rows
      .filter((row) => template.types.includes(row.type) && row.value.length >= MIN_LENGTH)
      .flatMap((row) => (template.form?.(row.value) ?? [row.value]).map(literal));
    for (let at = 0; at < values.length; at += VALUES_A_RULE) {
      const part = values.slice(at, at + VALUES_A_RULE);
      const id = uuidOf(`${pack}\n${origin}\n${template.key}\n${part.join('\n')}`);
      documents.push({ origin, document: rule(template, id, pack, origin, part, author) });
    }
  }
  return documents;
}

function rule(
  template: Template,
  id: string,
  pack: string,
  origin: string,
  values: readonly string[],
  author: string,
): unknown {
  const searches = template.fields.map((field, i): [string, unknown] => [`field_${i}`, { [field]: [...values] }]);
  return {
    title: `${template.title} (${pack})`,
    id,
    status: 'experimental',
    description: `${template.what} The list is ${origin}.`,
    author,
    logsource: template.logsource,
    detection: { ...Object.fromEntries(searches), condition: '1 of field_*' },
    falsepositives: ['Addresses and domains change hands; file names are used by others, too'],
    level: template.level,
    allclear: {
      checks: [],
      outcome: template.outcome,
      phase: template.phase,
      confidence: 'low',
      what: template.what,
      why: `Somebody put it on the list ${origin}; Allclear has not weighed that list.`,
      next: 'See in the list what it is said to be, and whether the time of the records fits.',
      misses: 'Whatever is not on the list.',
      entities: template.entities,
    },
  };
}

/** Sigma's wildcards and escapes in a plain value. */
function literal(value: string): string {
  return value.replace(/[\\*?]/g, '\\$&');
}

/** The same list gives the same ids (UUID version 8: of our own making). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
