/** What others saw from outside: scans of the whole network, and reports to network owners. Times are UTC, without zone. */

import { hash32 } from '../random/index.js';
import { BEFORE_MARCH_2021, MARCH_2021 } from '../scenarios/parts.js';
import { csvCell } from '../write/index.js';
import type { ServerHistory } from './history.js';
import type { Organisation } from './population.js';

const at = (day: string, time: string): number => Date.parse(`${day}T${time}Z`);

/**
 * How a scanner tells that a server is open. `v1` asks at one place, which makeshift rules close; `v2` tries the flaw in
 * several ways; `version` compares build numbers; `test` tries the flaw in one way, which good rules stop.
 */
export type Method = 'v1' | 'v2' | 'version' | 'test';

export interface Scan {
  readonly day: string;
  readonly source: string;
  readonly detector: string;
  readonly method: Method;
  readonly meaning: string;
}

const MEANING: Readonly<Record<Method, string>> = {
  v1: 'asks for one address through the flaw; makeshift rules hide a server from it',
  v2: 'tries the flaw in several ways; sees through makeshift rules',
  version: 'compares the build number with the list of fixed builds',
  test: 'tries the flaw in one way; good makeshift rules stop it',
};

const scan = (day: string, source: string, detector: string, method: Method): Scan => ({
  day,
  source,
  detector,
  method,
  meaning: MEANING[method],
});

/** The series that DIVD published, with the change of method on 16 March, and two methods of others on 14 March. */
export const SCANS: readonly Scan[] = [
  scan('2021-03-03', 'national-scan', 'exchange-check 1.0', 'v1'),
  scan('2021-03-09', 'national-scan', 'exchange-check 1.0', 'v1'),
  scan('2021-03-14', 'census-by-version', 'banner 3', 'version'),
  scan('2021-03-14', 'census-by-test', 'direct-test 1', 'test'),
  scan('2021-03-16', 'national-scan', 'exchange-check 2.0', 'v2'),
  scan('2021-03-22', 'census-by-version', 'banner 3', 'version'),
  scan('2021-03-23', 'national-scan', 'exchange-check 2.0', 'v2'),
  scan('2021-03-29', 'census-by-version', 'banner 3', 'version'),
  scan('2021-04-06', 'national-scan', 'exchange-check 2.0', 'v2'),
  scan('2021-04-10', 'census-by-version', 'banner 3', 'version'),
  scan('2021-05-14', 'national-scan', 'exchange-check 2.0', 'v2'),
];

/** Days of Shadowserver-style reports. */
export const REPORT_DAYS = ['2021-03-12', '2021-03-28', '2021-04-11'] as const;

export function isOpen(server: ServerHistory, time: number): boolean {
  return server.updated === undefined || server.updated > time;
}

/** Whether a scan at noon of its day finds the server open. */
export function finds(one: Scan, server: ServerHistory): boolean {
  const time = at(one.day, '12:00:00');
  if (!isOpen(server, time)) return false;
  const hidden = server.mitigated !== undefined && server.mitigated <= time;
  if (one.method === 'v1') return !hidden;
  return one.method !== 'test' || !(hidden && server.strongMitigation);
}

/** Pages of intruders that answer at a time. */
export function visibleShells(server: ServerHistory, time: number): string[] {
  return server.incidents.flatMap(({ shells, cleaned }) =>
    shells
      .filter(({ written }) => written <= time && (cleaned === undefined || cleaned > time))
      .map(({ page }) => page),
  );
}

export const SCAN_HEADER = 'timestamp,source,detector,method,ip,hostname,geo,vulnerable\r\n';

export function scanRow(one: Scan, server: ServerHistory): string {
  // Half of the addresses tell no name.
  const hostname = hash32(server.host) % 2 === 0 ? server.host : '';
  return row([
    stamp(one.day, server),
    one.source,
    one.detector,
    one.method,
    server.address,
    hostname,
    server.country,
    '1',
  ]);
}

export const EXCHANGE_HEADER = row(
  'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,hostname_source,sector,version,servername,url'.split(
    ',',
  ),
);

export function exchangeRow(
  day: string,
  server: ServerHistory,
  owner: Organisation,
  shell: string | undefined,
): string {
  const time = at(day, '12:00:00');
  const updated = !isOpen(server, time);
  const tags = [
    'exchange',
    ...(updated ? [] : ['cve-2021-26855', 'cve-2021-26857', 'cve-2021-26858', 'cve-2021-27065']),
    ...(shell === undefined ? [] : ['webshell']),
  ];
  const version = updated ? MARCH_2021[server.version] : BEFORE_MARCH_2021[server.version][1];
  return row([
    stamp(day, server),
    'critical',
    server.address,
    'tcp',
    '443',
    server.host,
    tags.join(';'),
    asn(server),
    server.country,
    '',
    '',
    '',
    'ptr',
    owner.sector,
    version,
    server.host.split('.')[0] ?? '',
    shell === undefined ? '' : shell,
  ]);
}

export const WEBSITE_HEADER = row(
  'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,hostname_source,sector,application,url,http_host,category,system,detected_since,server,redirect_target,cc_url,family,status,account,detail,public_source'.split(
    ',',
  ),
);

/** One compromised page; every third row knows the address only. */
export function websiteRow(day: string, server: ServerHistory, owner: Organisation, page: string): string {
  const named = hash32(server.host + page) % 3 !== 0;
  return row([
    stamp(day, server),
    'critical',
    server.address,
    'tcp',
    '443',
    named ? server.host : '',
    'exchange;webshell',
    asn(server),
    server.country,
    '',
    '',
    '',
    named ? 'certificate' : '',
    named ? owner.sector : '',
    'Exchange',
    page,
    named ? server.host : '',
    'webshell',
    '',
    `${day} 00:00:00`,
    'Microsoft-IIS/10.0',
    '',
    '',
    'exchange-webshell',
    'compromised',
    '',
    '',
    'special-report',
  ]);
}

function row(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** A second of the day, the same for one server on any day. */
function stamp(day: string, server: ServerHistory): string {
  const second = hash32(server.host) % 86_400;
  return `${day} ${new Date(second * 1000).toISOString().slice(11, 19)}`;
}

/** Of the numbers for documentation and private use (RFC 5398, RFC 6996). */
function asn(server: ServerHistory): string {
  return String(64_496 + (hash32(server.organisation) % 1000));
}
