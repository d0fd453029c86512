/**
 * Every example of every rule of ours is executed: first as plain values, then written as the real log line that the
 * parser reads, through the literal prefilter, as in a run.
 */
import { loadContent } from '@allclear/content';
import {
  type CompiledRule,
  compileRule,
  correlate,
  createPrefilter,
  parseSigma,
  type RuleMatch,
  RuleSet,
  type SigmaCorrelation,
  type SigmaRule,
} from '@allclear/detection';
import { type DetectionExample, type EvidenceEvent, FactEvent, type LogSource } from '@allclear/model';
import { createLogParser, decodeUrl, isHeaderLine, type LogArtifact } from '@allclear/parsers';
import { describe, expect, test } from 'vitest';

type Values = DetectionExample['records'][number];

const content = await loadContent();
const rules: SigmaRule[] = [];
const correlations: SigmaCorrelation[] = [];
const faults: string[] = content.problems.map((p) => `${p.file}: ${p.detail}`);
for (const { origin, document } of content.sigma) {
  const parsed = parseSigma(document, origin);
  faults.push(...parsed.problems.map((p) => `${origin}: ${p.detail}`));
  if (parsed.rule) rules.push(parsed.rule);
  if (parsed.correlation) correlations.push(parsed.correlation);
}
const set = new RuleSet(rules, correlations);
/** The log source of a record that a rule's example stands for, as the parsers name it. */
const IIS: LogSource = { category: 'webserver', product: 'windows', service: 'iis' };
const sourceOf = (rule: SigmaRule): LogSource => (rule.logSource.category === 'webserver' ? IIS : rule.logSource);
const isLine = (rule: SigmaRule) => rule.logSource.product !== 'allclear';
/** The columns that Exchange servers write unless somebody changed them. */
const LAYOUTS: readonly (readonly [string, string, LogSource, string])[] = [
  [
    'IIS',
    'w3c',
    IIS,
    'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
  ],
  [
    'HttpProxy',
    'csv',
    { product: 'exchange', service: 'httpproxy' },
    'DateTime Protocol UrlHost UrlStem AuthenticatedUser AnchorMailbox UserAgent ClientIpAddress HttpStatus Method RoutingHint BackEndCookie UrlQuery GenericInfo',
  ],
  ['ECP server', 'csv', { product: 'exchange', service: 'ecp-server' }, 'TimeStamp ServerName EventId EventData'],
  [
    'cmdlet',
    'csv',
    { product: 'exchange', service: 'rps-cmdlet' },
    'DateTime ProcessName AuthenticatedUser ExecutingUserSid ClientApplication Cmdlet Parameters',
  ],
  [
    'remote PowerShell',
    'csv',
    { product: 'exchange', service: 'rps-http' },
    'DateTime UrlStem AuthenticatedUser ClientIpAddress HttpStatus ClientInfo',
  ],
  ['audit', 'csv', { product: 'exchange', service: 'admin-audit' }, 'Timestamp Server RecordType Data Operation'],
];
const examplesOf = (rule: SigmaRule | SigmaCorrelation) => rule.meta?.examples ?? [];

function text(values: Values, field: string): string | undefined {
  const value = values[field];
  return value === undefined || value === '' ? undefined : String(value);
}

function factOf(values: Values, source: LogSource): FactEvent {
  const { '@time': at, ...fields } = values;
  const stem = text(values, 'cs-uri-stem') ?? text(values, 'UrlStem');
  const query = text(values, 'cs-uri-query') ?? text(values, 'UrlQuery')?.replace(/^\?/, '');
  const decoded = decodeUrl(stem, query);
  const all = decoded === undefined ? fields : { ...fields, 'url-decoded': decoded };
  return new FactEvent(source, all, {}, typeof at === 'string' ? Date.parse(at) : undefined);
}

const fires = (rule: SigmaRule, values: Values) => compileRule(rule).matches(factOf(values, sourceOf(rule)));

describe('our rules', () => {
  test('are all valid Sigma, with distinct ids and known references', () => {
    expect(faults).toEqual([]);
    expect(set.problems).toEqual([]);
    expect(rules.length).toBeGreaterThan(100);
    expect(correlations.length).toBeGreaterThan(10);
  });

  test('have at least one positive and one near-miss example each', () => {
    const poor = [...rules, ...correlations].filter(
      (rule) => !examplesOf(rule).some((e) => e.match) || !examplesOf(rule).some((e) => !e.match),
    );
    expect(poor.map((rule) => rule.origin)).toEqual([]);
  });

  test.each(LAYOUTS)('never need every line of a %s log', (_, format, logSource, fields) => {
    const table = set.forTable({
      key: JSON.stringify([logSource, fields]),
      format,
      logSource,
      fields: fields.split(' '),
    });
    expect(table.everyLine.map((rule) => rule.rule.origin)).toEqual([]);
    expect(table.empty).toBe(false);
  });
});

describe('examples as plain values', () => {
  for (const rule of rules)
    test.each(examplesOf(rule).map((example) => [example.name, example] as const))(
      `${rule.origin}: %s`,
      (_, example) => {
        expect(example.records.some((values) => fires(rule, values))).toBe(example.match);
      },
    );
});

describe('examples of correlations', () => {
  for (const correlation of correlations)
    test.each(examplesOf(correlation).map((example) => [example.name, example] as const))(
      `${correlation.origin}: %s`,
      (_, example) => {
        const matches: RuleMatch[] = [];
        example.records.forEach((values, index) => {
          for (const name of correlation.rules) {
            const rule = rules.find((r) => r.name === name || r.id === name);
            if (rule === undefined || !fires(rule, values)) continue;
            const event = factOf(values, sourceOf(rule));
            const fields = Object.fromEntries(event.fieldNames().map((f) => [f, event.get(f) ?? '']));
            matches.push({ ruleId: rule.id, time: event.time, place: { file: 'example', line: index + 1 }, fields });
          }
        });
        const found = correlate([correlation], rules, matches);
        expect(found.length > 0).toBe(example.match);
      },
    );

  test('name only rules whose fields they group by', () => {
    for (const correlation of correlations)
      for (const name of correlation.rules) {
        const rule = rules.find((r) => r.name === name);
        const shown = examplesOf(rule ?? correlation).flatMap((e) => (e.match ? e.records.flatMap(Object.keys) : []));
        // `Computer` stands in every Windows event.
        const known = new Set([...shown, 'Computer']);
        for (const group of correlation.groupBy) {
          const field = correlation.aliases.get(group)?.get(name) ?? group;
          if (!known.has(field)) expect.fail(`${correlation.origin}: ${name} has no field ${field}`);
        }
      }
  });
});

/** A log file that holds the record, and the kind of log that it is. */
function written(values: Values, source: LogSource): { artifact: LogArtifact; file: string } {
  const { '@time': at, ...fields } = values;
  const time = typeof at === 'string' ? at : '2021-03-03T06:49:42.162Z';
  if (source.service === 'iis') return { artifact: 'iis-log', file: iisLog(fields, time) };
  if (source.service === 'oab-generator')
    return { artifact: 'oab-generator', file: `${time},x,${text(fields, 'line') ?? ''}\r\n` };
  if (source.product === 'exchange')
    return { artifact: 'exchange-csv', file: exchangeLog(fields, time, source.service ?? '') };
  return { artifact: 'event-log-json', file: `${eventJson(fields, time, source)}\n` };
}

function iisLog(fields: Values, time: string): string {
  const all: Values = { date: time.slice(0, 10), time: time.slice(11, 19), 's-ip': '192.0.2.10' };
  const defaults = 'cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status';
  for (const name of defaults.split(' ')) all[name] = text(fields, name) ?? '-';
  const cells = Object.entries(all).map(([name, v]) => (name.startsWith('cs(') ? `${v}`.replaceAll(' ', '+') : `${v}`));
  return `#Software: Microsoft Internet Information Services 10.0\r\n#Fields: ${Object.keys(all).join(' ')}\r\n${cells.join(' ')}\r\n`;
}

const LOG_TYPES: Record<string, string> = {
  httpproxy: 'HttpProxy Logs',
  'ecp-server': 'ECP Server Log',
  'rps-cmdlet': 'Rps Cmdlet Logs',
  'rps-http': 'Rps Http Logs',
  'admin-audit': 'audit',
};

function exchangeLog(fields: Values, time: string, service: string): string {
  let all: Values = { DateTime: time, ...fields };
  if (service === 'ecp-server') {
    const command = (text(fields, 'CMD') ?? '').replaceAll("'", "''");
    const list = text(fields, 'EventData') ?? `S:TIME=13;'S:CMD=${command}';S:REQID=1;S:URL=/ecp/;S:EX=;S:ACTID=1`;
    all = { TimeStamp: time, ServerName: text(fields, 'ServerName') ?? '', EventId: 'ECP.Request', EventData: list };
  } else if (service === 'admin-audit') {
    const Parameters = (text(fields, 'Parameters') ?? '')
      .split(/;(?=\w+=)/)
      .map((p) => ({ Name: p.split('=', 1)[0], Value: p.slice(p.indexOf('=') + 1) }));
    const Data = JSON.stringify({ ...fields, Parameters });
    all = { Timestamp: time, Server: 'EX01', RecordType: 'ExchangeAdmin', Data, Operation: fields.Operation ?? '' };
  }
  const cells = Object.values(all).map((v) => (/[",]/.test(`${v}`) ? `"${`${v}`.replaceAll('"', '""')}"` : `${v}`));
  const names = Object.keys(all).join(',');
  return `\uFEFF${names}\r\n#Software: Microsoft Exchange Server\r\n#Log-type: ${LOG_TYPES[service] ?? service}\r\n#Fields: ${names}\r\n${cells.join(',')}\r\n`;
}

const CHANNELS: Record<string, string> = {
  'msexchange-management': 'MSExchange Management',
  application: 'Application',
  security: 'Security',
  system: 'System',
  windefend: 'Microsoft-Windows-Windows Defender/Operational',
  'iis-configuration': 'Microsoft-IIS-Configuration/Operational',
};
const SYSTEM_FIELDS = ['EventID', 'Provider_Name', 'Channel', 'Computer', 'Level'];
/** Names in the audit event of a started process for what Sigma calls otherwise. */
const AUDIT_NAMES: Record<string, string> = { Image: 'NewProcessName', ParentImage: 'ParentProcessName' };

function eventJson(fields: Values, time: string, source: LogSource): string {
  const audit = source.category === 'process_creation' && fields.EventID === 4688;
  const channel = CHANNELS[source.service ?? ''] ?? (audit ? 'Security' : 'Microsoft-Windows-Sysmon/Operational');
  const EventData: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (SYSTEM_FIELDS.includes(name) || /^Data\[\d+\]$/.test(name)) continue;
    EventData[audit ? (AUDIT_NAMES[name] ?? name) : name] = name === 'Data' ? String(value).split(' ') : String(value);
  }
  const System = {
    Provider: { Name: text(fields, 'Provider_Name') ?? 'x' },
    EventID: fields.EventID,
    Level: fields.Level ?? 4,
    TimeCreated: { SystemTime: time },
    Computer: text(fields, 'Computer') ?? 'ex01.example.com',
    Channel: channel,
  };
  return JSON.stringify({ System, EventData });
}

/** All rules that fire on the file, found as in a run: header, prefilter, record, rules. */
function scan(artifact: LogArtifact, file: string): { fired: CompiledRule[]; events: EvidenceEvent[] } {
  const bytes = new TextEncoder().encode(file);
  const parser = createLogParser(artifact);
  const fired: CompiledRule[] = [];
  const events: EvidenceEvent[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const stop = bytes[end - 1] === 13 ? end - 1 : end;
    if (artifact !== 'event-log-json' && isHeaderLine(bytes, start, stop)) parser.header(bytes, start, stop);
    else {
      const event = parser.record(bytes, start, stop, {});
      if (event) events.push(event);
      if (event && parser.table === undefined) fired.push(...set.matchFact(event));
      else if (event && parser.table !== undefined) {
        const matcher = set.forTable(parser.table);
        const line = bytes.slice(start, end + 1);
        createPrefilter(matcher.spec).scan(line, line.length, (_from, _to, ids, count) => {
          fired.push(...matcher.match(event, ids, count));
        });
        fired.push(...matcher.everyLine.filter((rule) => rule.matches(event)));
      }
    }
    start = end + 1;
  }
  return { fired, events };
}

describe('examples as log lines, through the prefilter', () => {
  for (const rule of rules.filter(isLine))
    test.each(examplesOf(rule).map((example) => [example.name, example] as const))(
      `${rule.origin}: %s`,
      (_, example) => {
        for (const values of example.records) {
          const { artifact, file } = written(values, sourceOf(rule));
          const { fired, events } = scan(artifact, file);
          expect(events).toHaveLength(1);
          expect(fired.some((c) => c.rule.id === rule.id)).toBe(example.match);
        }
      },
    );
});

describe('records stand for themselves', () => {
  const origins = (file: string, artifact: LogArtifact) => scan(artifact, file).fired.map((c) => c.rule.origin);
  const iis = (...records: Values[]) => {
    const [head = '', ...rest] = records.map((values) => iisLog(values, '2022-12-01T10:00:00.000Z').split('\r\n'));
    return [...head, ...rest.map((lines) => lines.at(-2) ?? '')]
      .filter((line) => line !== '')
      .join('\r\n')
      .concat('\r\n');
  };
  const request = { 'cs-method': 'POST', 's-port': 443, 'c-ip': '203.0.113.9' };

  test('halves of an attack in two lines are none', () => {
    const file = iis(
      {
        ...request,
        'cs-uri-stem': '/autodiscover/autodiscover.json',
        'cs-uri-query': 'Email=a@example.com&Protocol=EWS',
        'sc-status': 200,
      },
      {
        ...request,
        'cs-uri-stem': '/powershell',
        'cs-uri-query': 'PSVersion=5.1',
        'cs-username': 'admin',
        'sc-status': 200,
      },
    );
    expect(origins(file, 'iis-log')).toEqual([]);
  });

  test('a refused request elsewhere in the log does not hide one that was answered', () => {
    const attack = { ...request, 'cs-uri-stem': '/owa/a@b.example/powershell' };
    const file = iis(
      { ...attack, 'sc-status': 401 },
      { ...attack, 'sc-status': 200, 's-port': 444 },
      { ...attack, 'sc-status': 401 },
    );
    expect(origins(file, 'iis-log').sort()).toEqual([
      'sigma/web/ex-ns-002-owassrf-answered.yml',
      'sigma/web/ex-ns-002-owassrf-refused.yml',
      'sigma/web/ex-ns-002-owassrf-refused.yml',
    ]);
  });

  test('the column name ClientInfo in the header hides no row', () => {
    const row = {
      UrlStem: '/powershell',
      ClientInfo: 'Python PSRP Client',
      HttpStatus: 200,
      ClientIpAddress: '203.0.113.9',
    };
    const file = exchangeLog(row, '2022-12-01T10:00:00.000Z', 'rps-http');
    expect(file).toContain('ClientInfo');
    expect(origins(file, 'exchange-csv')).toEqual(['sigma/exchange/ex-ns-001-scripted-powershell-client.yml']);
  });
});
