/** Which columns of a table the statistics read. */
import { createCsvLayout } from '../exchange-csv/layout.js';
import type { LogTable } from '../log/table.js';
import { createW3cLayout } from '../w3c/layout.js';

/** In the order in which the kernel keeps them (kernels/columns/row.ts). `date` is the whole instant in CSV logs. */
export const ROLES = [
  'date',
  'clock',
  'stem',
  'query',
  'client',
  'method',
  'status',
  'agent',
  'referer',
  'server',
  'major',
  'minor',
  'build',
  'revision',
] as const;
export type Role = (typeof ROLES)[number];

const W3C: Partial<Record<Role, string>> = {
  stem: 'cs-uri-stem',
  query: 'cs-uri-query',
  client: 'c-ip',
  method: 'cs-method',
  status: 'sc-status',
  agent: 'cs(User-Agent)',
  referer: 'cs(Referer)',
};
const REQUEST: Partial<Record<Role, string>> = {
  stem: 'UrlStem',
  query: 'UrlQuery',
  client: 'ClientIpAddress',
  method: 'Method',
  status: 'HttpStatus',
  agent: 'UserAgent',
};
const BUILD: Partial<Record<Role, string>> = {
  major: 'MajorVersion',
  minor: 'MinorVersion',
  build: 'BuildVersion',
  revision: 'RevisionVersion',
};
const SERVERS = ['ServerHostName', 'ServerName', 'Server', 'server-hostname'];

/** Column of each role in the order of ROLES; -1 where absent. */
export function columnsOf(table: LogTable): number[] {
  const columns = new Map<Role, number>();
  const add = (names: Partial<Record<Role, string>>): void => {
    for (const role of ROLES) {
      const name = names[role];
      if (name !== undefined) columns.set(role, table.index(name));
    }
  };
  const has = (names: Partial<Record<Role, string>>): boolean => Object.values(names).every((n) => table.index(n) >= 0);
  if (table.format === 'w3c') {
    // Where the time stands, the record parsers know.
    const { date, time } = createW3cLayout(table.fields, table.logSource);
    columns.set('date', date).set('clock', time);
    add(W3C);
  } else {
    columns.set('date', createCsvLayout(table.fields, undefined).time);
    columns.set('server', SERVERS.map((name) => table.index(name)).find((i) => i >= 0) ?? -1);
    // Only logs of requests (HttpProxy) have pages; some back-end logs know clients without paths.
    if (table.index('UrlStem') >= 0 && table.index('ClientIpAddress') >= 0) add(REQUEST);
    if (has(BUILD)) add(BUILD);
  }
  return ROLES.map((role) => columns.get(role) ?? -1);
}
