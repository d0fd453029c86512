/**
 * Fields out of the message that Windows renders for an event: all that is left of its data in a CSV of Get-WinEvent or the
 * Event Viewer. Sysmon's messages name the fields themselves, in every language; Windows' own are known in English only.
 * Source: the message texts of the providers, https://learn.microsoft.com/windows/security/threat-protection/auditing/
 */

const MAX_LINES = 2_000;
const MAX_TEXT = 1 << 18;

type Labels = Readonly<Record<string, string>>;

const subject = (section: string, prefix: string): Labels => ({
  [`${section}/security id`]: `${prefix}UserSid`,
  [`${section}/account name`]: `${prefix}UserName`,
  [`${section}/account domain`]: `${prefix}DomainName`,
  [`${section}/domain name`]: `${prefix}DomainName`,
  [`${section}/logon id`]: `${prefix}LogonId`,
});
const SUBJECT = subject('subject', 'Subject');
const account = (section: string): Labels => ({
  [`${section}/security id`]: 'TargetSid',
  [`${section}/account name`]: 'TargetUserName',
  [`${section}/account domain`]: 'TargetDomainName',
});
const LOGON: Labels = {
  ...SUBJECT,
  ...subject('new logon', 'Target'),
  ...subject('account for which logon failed', 'Target'),
  'new logon/logon guid': 'LogonGuid',
  'logon type': 'LogonType',
  '/logon type': 'LogonType',
  'logon information/logon type': 'LogonType',
  'process information/process id': 'ProcessId',
  'process information/caller process id': 'ProcessId',
  'process information/process name': 'ProcessName',
  'process information/caller process name': 'ProcessName',
  'network information/workstation name': 'WorkstationName',
  'network information/source network address': 'IpAddress',
  'network information/source port': 'IpPort',
  'detailed authentication information/logon process': 'LogonProcessName',
  'detailed authentication information/authentication package': 'AuthenticationPackageName',
  'failure information/status': 'Status',
  'failure information/sub status': 'SubStatus',
};
const GROUP: Labels = {
  ...SUBJECT,
  'member/security id': 'MemberSid',
  'member/account name': 'MemberName',
  'group/security id': 'TargetSid',
  'group/group name': 'TargetUserName',
  'group/account name': 'TargetUserName',
  'group/group domain': 'TargetDomainName',
  'group/account domain': 'TargetDomainName',
};
const ACCOUNT: Labels = { ...SUBJECT, ...account('new account'), ...account('target account') };
const TASK: Labels = {
  ...SUBJECT,
  'task information/task name': 'TaskName',
  'task information/task content': 'TaskContent',
};

const SECURITY: ReadonlyMap<string, Labels> = new Map<string, Labels>([
  ['4624', LOGON],
  ['4625', LOGON],
  ['4634', { ...subject('subject', 'Target'), '/logon type': 'LogonType' }],
  [
    '4648',
    {
      ...LOGON,
      'account whose credentials were used/account name': 'TargetUserName',
      'account whose credentials were used/account domain': 'TargetDomainName',
      'target server/target server name': 'TargetServerName',
      'network information/network address': 'IpAddress',
      'network information/port': 'IpPort',
    },
  ],
  ['4672', { ...SUBJECT, '/privileges': 'PrivilegeList' }],
  [
    '4688',
    {
      ...SUBJECT,
      ...subject('creator subject', 'Subject'),
      ...subject('target subject', 'Target'),
      'process information/new process id': 'NewProcessId',
      'process information/new process name': 'NewProcessName',
      'process information/creator process id': 'ProcessId',
      'process information/creator process name': 'ParentProcessName',
      'process information/process command line': 'CommandLine',
      'process information/mandatory label': 'MandatoryLabel',
    },
  ],
  [
    '4697',
    {
      ...SUBJECT,
      'service information/service name': 'ServiceName',
      'service information/service file name': 'ServiceFileName',
      'service information/service type': 'ServiceType',
      'service information/service start type': 'ServiceStartType',
      'service information/service account': 'ServiceAccount',
    },
  ],
  ...['4698', '4699', '4700', '4701', '4702'].map((id): [string, Labels] => [id, TASK]),
  ...['4720', '4722', '4723', '4724', '4725', '4726', '4738', '4740', '4781'].map((id): [string, Labels] => [
    id,
    ACCOUNT,
  ]),
  ...['4728', '4729', '4732', '4733', '4756', '4757'].map((id): [string, Labels] => [id, GROUP]),
  ['1102', SUBJECT],
  [
    '4663',
    {
      ...SUBJECT,
      'object/object type': 'ObjectType',
      'object/object name': 'ObjectName',
      'process information/process id': 'ProcessId',
      'process information/process name': 'ProcessName',
    },
  ],
]);

const SERVICE: Labels = {
  '/service name': 'ServiceName',
  '/service file name': 'ImagePath',
  '/service type': 'ServiceType',
  '/service start type': 'StartType',
  '/service account': 'AccountName',
};

/** Sentences that hold the values, by provider and id; groups are the fields in order. */
const SENTENCES: readonly (readonly [string, RegExp, readonly string[]])[] = [
  ['service control manager:7036', /^The (.{1,256}) service entered the (\w+) state\./, ['param1', 'param2']],
  ['microsoft-windows-eventlog:104', /^The (.{1,256}) log file was cleared\./, ['Channel']],
  [
    'microsoft-windows-powershell:4104',
    /^Creating Scriptblock text \((\d+) of (\d+)\):\r?\n([\s\S]*?)\r?\n\r?\nScriptBlock ID: (\S+)(?:\r?\nPath: ?(.*))?\s*$/,
    ['MessageNumber', 'MessageTotal', 'ScriptBlockText', 'ScriptBlockId', 'Path'],
  ],
  [
    'msexchange cmdletlogs:1',
    /^Cmdlet succ?eeded\. Cmdlet (\S{1,200}?), parameters ([\s\S]*?)\.?\s*$/,
    ['Data[0]', 'Data[1]'],
  ],
  [
    'msexchange cmdletlogs:6',
    /^Cmdlet failed\. Cmdlet (\S{1,200}?), parameters ([\s\S]*?)\.?\s*$/,
    ['Data[0]', 'Data[1]'],
  ],
];

/** Fields of an event by its rendered message; empty where the message is not known. Total. */
export function messageFields(
  provider: string | undefined,
  eventId: string,
  message: string,
): readonly (readonly [string, string])[] {
  const name = (provider ?? '').toLowerCase();
  const text = message.slice(0, MAX_TEXT);
  const key = `${name}:${eventId}`;
  for (const [of, pattern, fields] of SENTENCES) {
    if (of !== key) continue;
    const match = pattern.exec(text);
    if (match !== null) return fields.flatMap((field, i) => (match[i + 1] ? [[field, match[i + 1] ?? '']] : []));
  }
  if (name === 'microsoft-windows-sysmon') return sysmonFields(text);
  if (key === 'service control manager:7045') return labelled(text, SERVICE);
  const labels = SECURITY.get(eventId);
  return labels !== undefined && /security-auditing|eventlog/.test(name) ? labelled(text, labels) : [];
}

/** `Image: C:\…`, one a line, below a title. */
function sysmonFields(text: string): (readonly [string, string])[] {
  const fields: (readonly [string, string])[] = [];
  for (const line of text.split(/\r?\n/, MAX_LINES)) {
    const match = /^([A-Z][A-Za-z0-9]{1,40}): ?(.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2]) fields.push([match[1], match[2].trimEnd()]);
  }
  return fields;
}

/** `Section:` lines, and `Label:  value` lines below them; a value may go on on the next lines. */
function labelled(text: string, labels: Labels): (readonly [string, string])[] {
  const fields: [string, string][] = [];
  let section = '';
  let open: [string, string] | undefined;
  for (const line of text.split(/\r?\n/, MAX_LINES)) {
    if (line.trim() === '') {
      if (open?.[0] !== 'TaskContent') open = undefined;
      continue;
    }
    const match = /^(\s*)([A-Za-z][A-Za-z /()-]{1,60}):(?:\s+(.*))?$/.exec(line);
    if (match === null) {
      if (open !== undefined) open[1] = open[1] === '' ? line.trim() : `${open[1]}\n${line.trim()}`;
      continue;
    }
    const label = (match[2] ?? '').trim().toLowerCase();
    const value = (match[3] ?? '').trim();
    if (match[1] === '') section = '';
    const field = labels[`${section}/${label}`] ?? (match[1] === '' ? labels[`/${label}`] : undefined);
    if (field === undefined && value === '') section = label;
    open = field === undefined || fields.some(([known]) => known === field) ? undefined : [field, value];
    if (open !== undefined) fields.push(open);
  }
  return fields.filter(([, value]) => value !== '' && value !== '-');
}
