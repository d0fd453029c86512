import type { HttpErrorLine } from '../traffic/index.js';
import { CRLF } from './text.js';
import { w3cTime } from './time.js';

export function httpErrHeader(time: number): string {
  return [
    '#Software: Microsoft HTTP API 2.0',
    '#Version: 1.0',
    `#Date: ${w3cTime(time)}`,
    '#Fields: date time c-ip c-port s-ip s-port cs-version cs-method cs-uri streamid sc-status s-siteid s-reason s-queuename',
    '',
  ].join(CRLF);
}

/** One line of HTTPERR; http.sys ends it with a blank. */
export function httpErrLine(error: HttpErrorLine, serverIp: string): string {
  const values = [
    w3cTime(error.time),
    error.clientIp,
    error.clientPort,
    serverIp,
    443,
    error.method ? 'HTTP/1.1' : '-',
    error.method ?? '-',
    error.uri ?? '-',
    '-',
    error.status ?? '-',
    error.siteId ?? '-',
    error.reason,
    error.queue ?? '-',
  ];
  return `${values.join(' ')} ${CRLF}`;
}
