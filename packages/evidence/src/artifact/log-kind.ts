/** Which of the logs one is: by its content (the parsers' own recogniser), refined by its header and then by its name. */
import { type ExchangeService, exchangeService, sniffEventExport, sniffLog } from '@allclear/parsers';
import type { ArtifactId } from './table.js';

const BY_SERVICE: Readonly<Record<ExchangeService, ArtifactId>> = {
  httpproxy: 'exchange-httpproxy',
  'ecp-server': 'exchange-ecp-server',
  'ecp-activity': 'exchange-ecp-activity',
  'rps-cmdlet': 'exchange-cmdlet',
  'rps-http': 'exchange-rps-http',
  ews: 'exchange-ews',
  mrs: 'exchange-mrs',
  autodiscover: 'exchange-autodiscover',
  'message-tracking': 'message-tracking',
  'agent-log': 'agent-log',
  smtp: 'smtp-log',
  'admin-audit': 'exchange-audit',
  'oab-generator': 'oab-generator',
  other: 'exchange-csv',
};

/** On lower-case paths with backslashes. The file's own name comes first: it stays when files are copied together. */
const BY_PATH: readonly (readonly [RegExp, ArtifactId])[] = [
  [/\\[^\\]*httpproxy_?\d{8,10}-\d+[^\\]*\.log$/, 'exchange-httpproxy'],
  [/\\[^\\]*ecpserver\d{8}-\d+[^\\]*\.log$/, 'exchange-ecp-server'],
  [/\\[^\\]*ecpactivity_[^\\]*\.log$/, 'exchange-ecp-activity'],
  [/\\[^\\]*rps_cmdlet_[^\\]*\.log$/, 'exchange-cmdlet'],
  [/\\[^\\]*rps_http_[^\\]*\.log$/, 'exchange-rps-http'],
  [/\\[^\\]*ews_\d{8,10}-\d+[^\\]*\.log$/, 'exchange-ews'],
  [/\\[^\\]*msgtrk(m[ads])?\d{8,10}-\d+[^\\]*\.log$/, 'message-tracking'],
  [/\\agentlog\d{8}[^\\]*\.log$/, 'agent-log'],
  [/\\(recv|send)\d{8}[^\\]*\.log$/, 'smtp-log'],
  [/\\[^\\]*httperr\d+[^\\]*\.log$/, 'httperr-log'],
  [/\\[^\\]*u_ex\d{2,8}[^\\]*\.log$/, 'iis-log'],
  [/\\logging\\httpproxy\\.*\.log$/, 'exchange-httpproxy'],
  [/\\logging\\ecp\\server\\.*\.log$/, 'exchange-ecp-server'],
  [/\\logging\\ecp\\activity\\.*\.log$/, 'exchange-ecp-activity'],
  [/\\logging\\cmdletinfra\\.*\\cmdlet\\.*\.log$/, 'exchange-cmdlet'],
  [/\\logging\\cmdletinfra\\.*\\http\\.*\.log$/, 'exchange-rps-http'],
  [/\\logging\\ews\\.*\.log$/, 'exchange-ews'],
  [/\\logging\\(mailboxreplicationservice|mrs)\\.*\.log$/, 'exchange-mrs'],
  [/\\logging\\autodiscover\\.*\.log$/, 'exchange-autodiscover'],
  [/\\logging\\(cosmosqueue|localqueue)\\.*audit.*\.log$/, 'exchange-audit'],
  [/\\logging\\oabgenerator[^\\]*\\.*\.log$/, 'oab-generator'],
  [/\\logs\\(.*\\)?messagetracking\\.*\.log$/, 'message-tracking'],
  [/\\logs\\(.*\\)?agentlog\\.*\.log$/, 'agent-log'],
  [/\\logs\\(.*\\)?protocollog\\.*\.log$/, 'smtp-log'],
  [/\\logfiles\\httperr\\.*\.log$/, 'httperr-log'],
  [/\\w3svc\d*\\[^\\]*\.log$/, 'iis-log'],
];

/** What its name and place say it is, whatever it holds. */
export function logByPath(lowerPath: string): ArtifactId | undefined {
  return BY_PATH.find(([pattern]) => pattern.test(lowerPath))?.[1];
}

/** What its content says it is; where that leaves open which Exchange log, the path may tell. */
export function logByContent(head: Uint8Array, lowerPath: string): ArtifactId | undefined {
  const found = sniffLog(head);
  if (found === undefined) return sniffEventExport(head) === undefined ? undefined : 'event-log-json';
  if (found === 'text-log') return 'tool-log';
  if (found !== 'exchange-csv') return found;
  const byHeader = BY_SERVICE[serviceOf(head)];
  if (byHeader !== 'exchange-csv') return byHeader;
  const byPath = logByPath(lowerPath);
  return byPath === undefined || byPath === 'iis-log' || byPath === 'httperr-log' ? 'exchange-csv' : byPath;
}

const HEADER_BYTES = 16 * 1024;
const HEADER_LINES = 50;

function serviceOf(head: Uint8Array): ExchangeService {
  const text = new TextDecoder().decode(head.subarray(0, HEADER_BYTES));
  let logType: string | undefined;
  let fields: string[] = [];
  for (const line of text.split(/\r?\n/, HEADER_LINES)) {
    logType ??= /^#Log-type:\s*(.*?)\s*$/i.exec(line)?.[1];
    const list =
      /^#Fields:\s*(.*)$/i.exec(line)?.[1] ?? (/^"?(DateTime|TimeStamp|date-time)"?,/i.test(line) ? line : undefined);
    if (list !== undefined && fields.length === 0)
      fields = list.split(',').map((field) => field.trim().replaceAll('"', ''));
  }
  return exchangeService(logType, fields);
}
