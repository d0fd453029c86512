/** What is fuzzed: every reader of evidence and of rules. A target throws only where the reader under test does. */
import { parseIndicatorList, parseYaml } from '@allclear/content';
import { analysePage, fileFact, parseSigma, RuleSet, type SigmaRule } from '@allclear/detection';
import type { EvidenceEvent } from '@allclear/model';
import {
  createLogParser,
  decodeText,
  EventExportReader,
  EvtxReader,
  Hive,
  type LogArtifact,
  MftReader,
  MftSurvey,
  parseAgentsConfig,
  parseAssemblyFacts,
  parseCompiledAssembly,
  parseCompiledPage,
  parseIisConfig,
  parseOabDump,
  parsePe,
  parseTaskXml,
  parseToolLog,
  parseWerReport,
  prefetchFacts,
  readEntry,
  readLog,
  StatisticsCollector,
  sniffEventExport,
  sniffLog,
  UsnSurvey,
} from '@allclear/parsers';

export interface FuzzTarget {
  readonly name: string;
  /** Seeds whose path fits; others are used only where none does. */
  readonly fits: RegExp;
  run(bytes: Uint8Array): void;
}

/** Values are decoded on demand: all of them are demanded. */
function use(event: EvidenceEvent): void {
  for (const name of event.fieldNames()) event.get(name);
  event.text();
}

function log(artifact: LogArtifact) {
  return (bytes: Uint8Array): void => {
    for (const record of readLog(createLogParser(artifact), bytes)) use(record);
  };
}

function statistics(bytes: Uint8Array): void {
  for (const artifact of ['iis-log', 'exchange-csv'] as const) {
    const parser = createLogParser(artifact);
    const collector = new StatisticsCollector('fuzz.log');
    let at = 0;
    for (const record of readLog(parser, bytes)) {
      const end = Math.min(bytes.length, record.place.offset ?? at);
      collector.setTable(parser.table);
      collector.consume(bytes, at, end);
      at = end;
    }
    collector.finish();
  }
}

function exported(form: 'xml' | 'json' | 'csv') {
  return (bytes: Uint8Array): void => {
    sniffEventExport(bytes);
    const reader = new EventExportReader(form, use);
    for (let at = 0; at < bytes.length; at += 5000) reader.push(bytes.subarray(at, at + 5000));
    reader.finish();
  };
}

function evtx(bytes: Uint8Array): void {
  const reader = new EvtxReader(use, {});
  reader.push(bytes);
  reader.finish();
}

function hive(bytes: Uint8Array): void {
  const opened = Hive.open(bytes);
  let keys = 0;
  for (const key of opened?.keys() ?? []) {
    if (++keys > 5_000) return;
    for (const value of key.values()) value.data();
  }
}

function table(bytes: Uint8Array): void {
  const survey = new MftSurvey();
  const reader = new MftReader(readEntry);
  for (let at = 0; at < bytes.length; at += 5000) {
    survey.push(bytes.subarray(at, at + 5000));
    reader.push(bytes.subarray(at, at + 5000));
  }
  survey.finish();
  reader.finish();
  for (const file of survey.files()) file.path.toString();
}

function journal(bytes: Uint8Array): void {
  const survey = new UsnSurvey();
  for (let at = 0; at < bytes.length; at += 5000) survey.push(bytes.subarray(at, at + 5000));
  survey.finish();
}

const text = (bytes: Uint8Array): string => decodeText(bytes).text;

function sigma(bytes: Uint8Array): void {
  const rules: SigmaRule[] = [];
  for (const { value } of parseYaml(text(bytes), 'fuzz.yml').documents) {
    const { rule } = parseSigma(value, 'fuzz.yml');
    if (rule !== undefined) rules.push(rule);
  }
  const set = new RuleSet(rules, []);
  for (const event of readLog(createLogParser('event-log-json'), EVENT)) set.matchFact(event);
}

const EVENT = new TextEncoder().encode(
  '{"System":{"EventID":4688,"Channel":"Security","Provider":{"Name":"Microsoft-Windows-Security-Auditing"}},"EventData":{"CommandLine":"cmd.exe /c whoami aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!","NewProcessName":"C:\\\\Windows\\\\System32\\\\cmd.exe"}}\n',
);

const named = (name: string) => ({ file: `C:\\fuzz\\${name}`, name });

export const TARGETS: readonly FuzzTarget[] = [
  { name: 'w3c', fits: /u_ex|w3svc|iis/i, run: log('iis-log') },
  { name: 'httperr', fits: /httperr/i, run: log('httperr-log') },
  { name: 'exchange-csv', fits: /exchange server.*\.log$|exchange-lines/i, run: log('exchange-csv') },
  { name: 'columns', fits: /u_ex|httpproxy/i, run: statistics },
  { name: 'event-json', fits: /\.jsonl$/i, run: log('event-log-json') },
  { name: 'event-xml', fits: /\.events\.xml$/i, run: exported('xml') },
  { name: 'event-csv', fits: /\.events\.csv$/i, run: exported('csv') },
  { name: 'event-array', fits: /\.events\.json$/i, run: exported('json') },
  { name: 'evtx', fits: /\.evtx$/i, run: evtx },
  { name: 'regf', fits: /registry\/.*|config\/(?:system|software|sam)$/i, run: hive },
  { name: 'mft', fits: /\$mft$/i, run: table },
  { name: 'usn', fits: /\$j$/i, run: journal },
  { name: 'prefetch', fits: /\.pf$/i, run: (bytes) => void prefetchFacts(bytes) },
  { name: 'text-log', fits: /\.log$/i, run: log('text-log') },
  { name: 'oab-generator', fits: /oabgenerator/i, run: log('oab-generator') },
  { name: 'sniff', fits: /./, run: (bytes) => void [sniffLog(bytes), sniffEventExport(bytes)] },
  { name: 'iis-config', fits: /\.config$/i, run: (bytes) => void parseIisConfig(bytes, named('web.config')) },
  {
    name: 'agents-config',
    fits: /agents\.config$/i,
    run: (bytes) => void parseAgentsConfig(bytes, named('agents.config')),
  },
  { name: 'task-xml', fits: /tasks\//i, run: (bytes) => void parseTaskXml(bytes, named('Task')) },
  {
    name: 'compiled-page',
    fits: /\.compiled$/i,
    run: (bytes) => void parseCompiledPage(bytes, named('a.aspx.1a2b3c4d.compiled')),
  },
  {
    name: 'pe',
    fits: /\.(?:dll|exe)$/i,
    run: (bytes) => {
      parsePe(bytes);
      parseAssemblyFacts(bytes);
      parseCompiledAssembly(bytes, { ...named('App_Web_a1b2c3d4.dll'), size: bytes.length });
    },
  },
  { name: 'oab-dump', fits: /\.aspx$/i, run: (bytes) => void parseOabDump(text(bytes)) },
  { name: 'tool-log', fits: /msert|mrt|eomt/i, run: (bytes) => void parseToolLog(bytes, named('msert.log')) },
  { name: 'wer-report', fits: /\.wer$/i, run: (bytes) => void parseWerReport(bytes, named('Report.wer')) },
  {
    name: 'page',
    fits: /\.(?:aspx|ashx|asp|asmx|master|ascx|js)$/i,
    run: (bytes) => void analysePage(text(bytes), '.aspx'),
  },
  {
    name: 'file',
    fits: /\.(?:aspx|config|dll|exe|zip)$/i,
    run: (bytes) =>
      void fileFact({
        path: 'C:\\inetpub\\wwwroot\\aspnet_client\\a.aspx',
        size: bytes.length,
        sha256: '0'.repeat(64),
        bytes,
      }),
  },
  { name: 'sigma', fits: /\.ya?ml$/i, run: sigma },
  {
    name: 'indicators',
    fits: /\.(?:json|csv|txt)$/i,
    run: (bytes) => void parseIndicatorList(text(bytes), 'fuzz.txt'),
  },
];
