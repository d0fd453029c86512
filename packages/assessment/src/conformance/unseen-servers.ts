/** Servers of a few hundred log rows for tests: ordinary traffic by the hour, and what a case adds to it. All inert. */
import { type Files, httpProxyLog, iisLog, type Row, V15 } from './tiny-logs.js';

export const HOUR = 3_600_000;
export const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/88.0 Safari/537.36';
export const OUTSIDE = '203.0.113.77';
export const INSIDE = '10.1.1.20';

/** A request in the words of IIS; `url` is path and query. */
export function ask(time: number, method: string, url: string, status: number, more: Row = {}): Row {
  const [stem, ...query] = url.split('?');
  return {
    time: new Date(time).toISOString(),
    'cs-method': method,
    'cs-uri-stem': stem ?? '',
    'cs-uri-query': query.join('?') || '-',
    'c-ip': OUTSIDE,
    'cs(User-Agent)': BROWSER,
    'sc-status': status,
    ...more,
  };
}

/** The same request again and again. */
export function repeat(times: number, from: number, step: number, one: (time: number, index: number) => Row): Row[] {
  return Array.from({ length: times }, (_, index) => one(from + index * step, index));
}

/** People at work and health probes, a few rows an hour for so many days. */
export function ordinary(from: number, days: number, address?: string): Row[] {
  const by = (index: number): Row => ({
    'c-ip': address ?? `10.1.1.${20 + (index % 8)}`,
    'cs-username': 'EXAMPLE\\anna',
  });
  return Array.from({ length: days * 24 }, (_, hour) => from + hour * HOUR).flatMap((time, index) => [
    ask(time, 'GET', '/owa/auth/logon.aspx', 200, { 'c-ip': address ?? `10.1.1.${20 + (index % 8)}` }),
    ask(time + 60_000, 'POST', '/owa/service.svc?action=FindItem', 200, by(index)),
    ask(time + 120_000, 'POST', '/EWS/Exchange.asmx', 200, { ...by(index), 'cs(User-Agent)': '-' }),
    ask(time + 180_000, 'GET', '/ecp/healthcheck.htm', 200, { 'c-ip': '10.0.0.5', 'cs(User-Agent)': '-' }),
  ]);
}

/** One file a day, as IIS writes them. */
export function siteLogs(site: string, rows: readonly Row[], fields?: string): Files {
  const days = new Map<string, Row[]>();
  for (const row of [...rows].sort((a, b) => String(a.time).localeCompare(String(b.time)))) {
    const day = String(row.time).slice(2, 10).replaceAll('-', '');
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return Object.fromEntries(
    [...days].map(([day, own]) => [`C/inetpub/logs/LogFiles/${site}/u_ex${day}.log`, iisLog(own, fields)]),
  );
}

export function proxyLogs(protocol: string, rows: readonly Row[]): Files {
  return { [`${V15}/Logging/HttpProxy/${protocol}/HttpProxy_2021010200-1.LOG`]: httpProxyLog(rows) };
}

/** A folder of the web server that was collected and holds nothing odd. */
export const CLEAN_FILES: Files = {
  'C/inetpub/wwwroot/iisstart.htm': '<html></html>\r\n',
  [`${V15}/FrontEnd/HttpProxy/owa/auth/15.1.2176/themes/resources/logon.css`]: '/* */\r\n',
};

/** Names that scanners look for in the places of web shells. */
export const NAMES = 'shell web error load supp0rt discover help client document iispage multiup log test one'.split(
  ' ',
);
