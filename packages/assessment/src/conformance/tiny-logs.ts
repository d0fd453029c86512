/** Log files of a few lines, written as Exchange and IIS write them: evidence for tests. Everything in them is inert. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Row = Readonly<Record<string, string | number>>;

export const IIS_FIELDS =
  'date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken';
export const HTTP_PROXY_FIELDS =
  'DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,RequestBytes,ResponseBytes,UrlQuery,GenericInfo,GenericErrors';
export const EWS_FIELDS =
  'DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,AuthenticationType,IsAuthenticated,AuthenticatedUser,UserAgent,ClientIpAddress,ServerHostName,FrontEndServer,SoapAction,HttpStatus,RequestSize,ResponseSize,ErrorCode,ImpersonatedUser,ProxyAsUser,ActAsUser,Cookie';
export const RPS_HTTP_FIELDS =
  'DateTime,StartTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,UrlHost,UrlStem,AuthenticationType,IsAuthenticated,AuthenticatedUser,ClientIpAddress,ServerHostName,HttpStatus,Action,ClientInfo,GenericInfo';
export const RPS_CMDLET_FIELDS =
  'DateTime,StartTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ServerHostName,ProcessId,ProcessName,AuthenticatedUser,ExecutingUserSid,IsAdmin,ClientApplication,Cmdlet,Parameters,ExecutionResult';

const CRLF = '\r\n';
const MINUTE = 60_000;
const START = Date.UTC(2021, 2, 3, 6, 40);

/** Row number n happens n minutes after the start, unless the row says otherwise. */
function timeOf(row: Row, index: number): string {
  return typeof row.time === 'string' ? row.time : new Date(START + index * MINUTE).toISOString();
}

/** `#Fields:` and rows; `fields` may be changed in the middle by a row `{ fields: '…' }`. */
export function iisLog(rows: readonly Row[], fields = IIS_FIELDS): string {
  const usual: Row = { 's-ip': '192.0.2.10', 's-port': 443, 'sc-substatus': 0, 'sc-win32-status': 0, 'time-taken': 15 };
  let names = fields.split(' ');
  const lines = ['#Software: Microsoft Internet Information Services 10.0', '#Version: 1.0', `#Fields: ${fields}`];
  rows.forEach((row, index) => {
    if (typeof row.fields === 'string') {
      names = row.fields.split(' ');
      lines.push('#Software: Microsoft Internet Information Services 10.0', `#Fields: ${row.fields}`);
      return;
    }
    const time = timeOf(row, index);
    const all: Row = { ...usual, ...row, date: time.slice(0, 10), time: time.slice(11, 19) };
    lines.push(names.map((name) => String(all[name] ?? '-').replaceAll(' ', '+')).join(' '));
  });
  return lines.join(CRLF) + CRLF;
}

/** Which header lines a copy of an Exchange log begins with. */
export type CsvHeader = 'both' | 'plain row only' | 'comments only';

export function exchangeLog(type: string, fields: string, rows: readonly Row[], header: CsvHeader = 'both'): string {
  let names = fields.split(',');
  const first = names[0] ?? 'DateTime';
  const comments = (list: string): string[] => [
    '#Software: Microsoft Exchange Server',
    '#Version: 15.01.2176.002',
    `#Log-type: ${type}`,
    '#Date: 2021-03-03T06:00:02.521Z',
    `#Fields: ${list}`,
  ];
  const lines = [
    ...(header === 'comments only' ? [] : [fields]),
    ...(header === 'plain row only' ? [] : comments(fields)),
  ];
  rows.forEach((row, index) => {
    if (typeof row.fields === 'string') {
      names = row.fields.split(',');
      lines.push(...comments(row.fields));
      return;
    }
    const all: Row = { ...row, [first]: timeOf(row, index) };
    lines.push(names.map((name) => cell(String(all[name] ?? ''))).join(','));
  });
  return `\uFEFF${lines.join(CRLF)}${CRLF}`;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function httpProxyLog(rows: readonly Row[], header?: CsvHeader, fields = HTTP_PROXY_FIELDS): string {
  const usual: Row = { ServerHostName: 'MAIL01', Protocol: 'Ecp', UrlHost: 'mail.example.com', Method: 'POST' };
  return exchangeLog(
    'HttpProxy Logs',
    fields,
    rows.map((row) => ({ ...usual, ...row })),
    header,
  );
}

/** One request to the control panel's back end, as the ECP Server log has it. */
export function ecpLog(commands: readonly { cmd: string; exception?: string }[]): string {
  const element = (key: string, value: string): string =>
    /[;'"<]/.test(value) ? `'S:${key}=${value.replaceAll("'", "''")}'` : `S:${key}=${value}`;
  const rows = commands.map(({ cmd, exception }) => ({
    ServerName: 'MAIL01',
    EventId: 'ECP.Request',
    EventData: `S:TIME=260;${element('CMD', cmd)};S:REQID=;S:URL=/ecp/DDI/DDIService.svc/SetObject;${element('EX', exception ?? '')};S:ACTID=2d03c68b`,
  }));
  return exchangeLog('ECP Server Log', 'TimeStamp,ServerName,EventId,EventData', rows);
}

/** MSExchange Management, event 1 (succeeded) or 6 (failed), as exported by evtx_dump. */
export function cmdletEvents(
  rows: readonly { id?: number; cmdlet: string; parameters: string; user: string }[],
): string {
  return rows
    .map(({ id = 1, cmdlet, parameters, user }, index) =>
      JSON.stringify({
        Event: {
          System: {
            Provider: { '#attributes': { Name: 'MSExchange CmdletLogs' } },
            EventID: id,
            Level: 4,
            TimeCreated: { '#attributes': { SystemTime: timeOf({}, index) } },
            EventRecordID: 1000 + index,
            Channel: 'MSExchange Management',
            Computer: 'mail01.example.com',
          },
          EventData: { Data: { '#text': [cmdlet, parameters, user, 'S-1-5-21-1-2-3-1151', '', 'Remote-PowerShell'] } },
        },
      }),
    )
    .join('\n')
    .concat('\n');
}

export type Files = Readonly<Record<string, string>>;

export const V15 = 'C/Program Files/Microsoft/Exchange Server/V15';
export const W3SVC1 = 'C/inetpub/logs/LogFiles/W3SVC1/u_ex210303.log';
export const W3SVC2 = 'C/inetpub/logs/LogFiles/W3SVC2/u_ex210303.log';
export const ECP_PROXY = `${V15}/Logging/HttpProxy/Ecp/HttpProxy_2021030306-1.LOG`;
export const ECP_SERVER = `${V15}/Logging/ECP/Server/ECPServer20210303-1.LOG`;

/** A folder for each case, with the files of one server in it. */
export function writeServers(folder: string, cases: Readonly<Record<string, Files>>): void {
  for (const [name, files] of Object.entries(cases)) {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, name, ...path.split('/'));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
}
