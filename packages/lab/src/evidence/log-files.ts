import { buildAt, longBuild, type ServerProfile } from '../server/index.js';
import type { RowLog } from '../traffic/index.js';
import {
  AUDIT_FIELDS,
  CRLF,
  compactDate,
  compactHour,
  csvRow,
  ECP_FIELDS,
  EWS_FIELDS,
  type ExchangeLogStyle,
  exchangeLogHeader,
  HOUR,
  HTTP_PROXY_FIELDS,
  iso,
  MESSAGE_TRACKING_FIELDS,
  RPS_CMDLET_FIELDS,
  RPS_HTTP_FIELDS,
} from '../write/index.js';

/** Where an Exchange log lies, how its files are named, and what stands at their head. */
export interface ExchangeLogRule {
  /** Below the install path, with a backslash at the end. */
  readonly folder: string;
  readonly name: (start: number, number: number) => string;
  readonly style: ExchangeLogStyle;
  /** Follows the profile's rollHours instead of one file a day. */
  readonly hourly: boolean;
  /** `#Version`: that of the build, or a fixed text. */
  readonly version?: string;
  /** Whether rows carry the build in four columns. */
  readonly buildColumns: boolean;
}

const style = (logType: string, fields: readonly string[], plainHeader = false): ExchangeLogStyle => ({
  logType,
  software: 'Microsoft Exchange Server',
  fields,
  plainHeader,
});

export const HTTP_PROXY_STYLE = style('HttpProxy Logs', HTTP_PROXY_FIELDS, true);

export const ROW_LOGS: Readonly<Record<Exclude<RowLog, 'oab-generator'>, ExchangeLogRule>> = {
  'ecp-server': {
    folder: 'Logging\\ECP\\Server\\',
    name: (start, n) => `ECPServer${compactDate(start)}-${n}.LOG`,
    style: style('ECP Server Log', ECP_FIELDS),
    hourly: false,
    version: '15.0.0.0',
    buildColumns: false,
  },
  'ecp-activity': {
    folder: 'Logging\\ECP\\Activity\\',
    name: (start, n) => `ECPActivity_4412_${compactDate(start)}-${n}.LOG`,
    style: style('ECP Activity Context Log', ECP_FIELDS),
    hourly: false,
    version: '15.0.0.0',
    buildColumns: false,
  },
  'rps-cmdlet': {
    folder: 'Logging\\CmdletInfra\\Powershell-Proxy\\Cmdlet\\',
    name: (start, n) => `Rps_Cmdlet_${compactHour(start)}-${n}.LOG`,
    style: style('Rps Cmdlet Logs', RPS_CMDLET_FIELDS),
    hourly: true,
    buildColumns: true,
  },
  'rps-http': {
    folder: 'Logging\\CmdletInfra\\Powershell-Proxy\\Http\\',
    name: (start, n) => `Rps_Http_${compactHour(start)}-${n}.LOG`,
    style: style('Rps Http Logs', RPS_HTTP_FIELDS),
    hourly: true,
    buildColumns: true,
  },
  ews: {
    folder: 'Logging\\Ews\\',
    name: (start, n) => `Ews_${compactHour(start)}-${n}.LOG`,
    style: style('EWS Logs', EWS_FIELDS),
    hourly: true,
    buildColumns: true,
  },
  'message-tracking': {
    folder: 'TransportRoles\\Logs\\MessageTracking\\',
    name: (start, n) => `MSGTRK${compactHour(start)}-${n}.LOG`,
    style: style('Message Tracking Log', MESSAGE_TRACKING_FIELDS),
    hourly: false,
    buildColumns: false,
  },
  'admin-audit': {
    folder: 'Logging\\LocalQueue\\Exchange\\',
    name: (start, n) => `audit${compactDate(start)}-${n}.LOG`,
    style: { ...style('audit', AUDIT_FIELDS), software: 'Microsoft Exchange' },
    hourly: false,
    buildColumns: false,
  },
};

export function rowHeader(rule: ExchangeLogRule, server: ServerProfile, time: number): string {
  return exchangeLogHeader(rule.style, rule.version ?? longBuild(buildAt(server, time)), time);
}

export function rowLine(
  rule: ExchangeLogRule,
  server: ServerProfile,
  time: number,
  values: Readonly<Record<string, string | number>>,
): string {
  if (!rule.buildColumns) return csvRow(rule.style.fields, values) + CRLF;
  const build = buildAt(server, time);
  const columns = {
    MajorVersion: build.major,
    MinorVersion: build.minor,
    BuildVersion: build.build,
    RevisionVersion: build.revision,
  };
  return csvRow(rule.style.fields, { ...values, ...columns }) + CRLF;
}

/** OABGeneratorLog has no published header: lines with a time in front. */
export function oabGeneratorLine(time: number, text: string): string {
  return `${iso(time)},${text}${CRLF}`;
}

/** The start of the file that a moment falls into; an update restarts the services and with them the file. */
export function fileStart(server: ServerProfile, time: number, hours: number): { start: number; number: number } {
  const start = Math.floor(time / (hours * HOUR)) * hours * HOUR;
  const restarts = server.outages.filter((outage) => outage.to > start && outage.to <= time).length;
  return { start, number: 1 + restarts };
}
