import { endOf, type WebRequest } from '../traffic/index.js';
import { CRLF } from './text.js';
import { w3cTime } from './time.js';

const FIELDS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) ' +
  'sc-status sc-substatus sc-win32-status time-taken';

/** The block that IIS 10 writes at the start of a file and after each restart of the site. */
export function w3cHeader(time: number, forwardedFor = false): string {
  return [
    '#Software: Microsoft Internet Information Services 10.0',
    '#Version: 1.0',
    `#Date: ${w3cTime(time)}`,
    `#Fields: ${FIELDS}${forwardedFor ? ' X-Forwarded-For' : ''}`,
    '',
  ].join(CRLF);
}

/** The line of site 1 (ports 80 and 443), as the client's request arrived. */
export function frontEndLine(request: WebRequest, serverIp: string, forwardedFor?: string): string {
  return line([
    w3cTime(endOf(request)),
    serverIp,
    request.method,
    request.stem,
    frontEndQuery(request),
    request.port,
    request.user ?? '-',
    request.clientIp,
    headerValue(request.userAgent),
    headerValue(request.referer),
    request.status,
    request.subStatus ?? 0,
    request.win32Status ?? 0,
    request.duration,
    ...(forwardedFor === undefined ? [] : [forwardedFor]),
  ]);
}

/** The line of site 2 (port 444), as the front end passed the request on; undefined when it did not. */
export function backEndLine(request: WebRequest, linkLocalIp: string): string | undefined {
  const backEnd = request.proxy?.backEnd;
  if (!backEnd) return undefined;
  return line([
    w3cTime(endOf(request)),
    linkLocalIp,
    request.method,
    backEnd.stem,
    `${backEnd.query ?? ''}&ActID=${request.activityId}`,
    444,
    backEnd.user ?? '-',
    linkLocalIp,
    headerValue(backEnd.userAgent ?? request.userAgent),
    '-',
    backEnd.status,
    request.subStatus ?? 0,
    request.win32Status ?? 0,
    Math.max(1, request.duration - 2),
  ]);
}

/** Exchange's front end appends its correlation values to the query that IIS logs. */
function frontEndQuery(request: WebRequest): string {
  if (!request.proxy) return request.query ?? '-';
  return `${request.query ?? ''}&CorrelationID=<empty>;&cafeReqId=${request.id};&encoding=;`;
}

/** IIS writes blanks of header values as `+`. */
function headerValue(value: string | undefined): string {
  return value ? value.replaceAll(' ', '+') : '-';
}

function line(values: readonly (string | number)[]): string {
  return values.join(' ') + CRLF;
}
