/**
 * Names of the values that `Get-WinEvent | ConvertTo-Json` lists without any (`Properties`): by provider, event id and
 * position, as the manifests of Windows Server 2012 to 2022 define them. A list of another length than known stays unnamed.
 */

const SUBJECT = ['SubjectUserSid', 'SubjectUserName', 'SubjectDomainName', 'SubjectLogonId'] as const;
const TARGET = ['TargetUserSid', 'TargetUserName', 'TargetDomainName', 'TargetLogonId'] as const;
const MEMBER = [
  'MemberName',
  'MemberSid',
  'TargetUserName',
  'TargetDomainName',
  'TargetSid',
  ...SUBJECT,
  'PrivilegeList',
] as const;
const ACCOUNT = ['TargetUserName', 'TargetDomainName', 'TargetSid', ...SUBJECT] as const;
const SECURITY = 'microsoft-windows-security-auditing';

const NAMES: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  [
    `${SECURITY}:4624`,
    [
      ...SUBJECT,
      ...TARGET,
      'LogonType',
      'LogonProcessName',
      'AuthenticationPackageName',
      'WorkstationName',
      'LogonGuid',
      'TransmittedServices',
      'LmPackageName',
      'KeyLength',
      'ProcessId',
      'ProcessName',
      'IpAddress',
      'IpPort',
      'ImpersonationLevel',
      'RestrictedAdminMode',
      'TargetOutboundUserName',
      'TargetOutboundDomainName',
      'VirtualAccount',
      'TargetLinkedLogonId',
      'ElevatedToken',
    ],
  ],
  [
    `${SECURITY}:4625`,
    [
      ...SUBJECT,
      'TargetUserSid',
      'TargetUserName',
      'TargetDomainName',
      'Status',
      'FailureReason',
      'SubStatus',
      'LogonType',
      'LogonProcessName',
      'AuthenticationPackageName',
      'WorkstationName',
      'TransmittedServices',
      'LmPackageName',
      'KeyLength',
      'ProcessId',
      'ProcessName',
      'IpAddress',
      'IpPort',
    ],
  ],
  [`${SECURITY}:4634`, [...TARGET, 'LogonType']],
  [`${SECURITY}:4672`, [...SUBJECT, 'PrivilegeList']],
  [
    `${SECURITY}:4688`,
    [
      ...SUBJECT,
      'NewProcessId',
      'NewProcessName',
      'TokenElevationType',
      'ProcessId',
      'CommandLine',
      ...TARGET,
      'ParentProcessName',
      'MandatoryLabel',
    ],
  ],
  [
    `${SECURITY}:4697`,
    [...SUBJECT, 'ServiceName', 'ServiceFileName', 'ServiceType', 'ServiceStartType', 'ServiceAccount'],
  ],
  [`${SECURITY}:4698`, [...SUBJECT, 'TaskName', 'TaskContent']],
  [`${SECURITY}:4720`, ACCOUNT],
  [`${SECURITY}:4722`, ACCOUNT],
  [`${SECURITY}:4724`, ACCOUNT],
  [`${SECURITY}:4725`, ACCOUNT],
  [`${SECURITY}:4726`, ACCOUNT],
  [`${SECURITY}:4728`, MEMBER],
  [`${SECURITY}:4732`, MEMBER],
  [`${SECURITY}:4756`, MEMBER],
  ['service control manager:7045', ['ServiceName', 'ImagePath', 'ServiceType', 'StartType', 'AccountName']],
  ['service control manager:7036', ['param1', 'param2']],
  ['service control manager:7040', ['param1', 'param2', 'param3', 'param4']],
  ['microsoft-windows-powershell:4104', ['MessageNumber', 'MessageTotal', 'ScriptBlockText', 'ScriptBlockId', 'Path']],
]);
/** Later versions of an event have more values at its end: so many fewer are still the same event. */
const SHORTER_BY = 8;

/** The names of `count` values in their order; undefined where they are not known. */
export function propertyNames(
  provider: string | undefined,
  eventId: string,
  count: number,
): readonly string[] | undefined {
  const names = NAMES.get(`${(provider ?? '').toLowerCase()}:${eventId}`);
  return names !== undefined && count <= names.length && count >= names.length - SHORTER_BY ? names : undefined;
}
