import { buildAt, fqdn, longBuild, type ServerProfile } from '../server/index.js';
import { CRLF } from './text.js';
import { usDateTime } from './time.js';

/** What varies in the property list of an OAB virtual directory. */
export interface OabVirtualDirectory {
  readonly externalUrl: string;
  readonly guid: string;
  /** UTC. */
  readonly changed: number;
  readonly created: number;
}

/**
 * The text that a reset of the OAB virtual directory saves: `Get-OabVirtualDirectory | Format-List`, labels padded to
 * 32 columns, ASCII, CRLF. With markup in ExternalUrl this is the file of CVE-2021-27065.
 */
export function oabPropertyList(server: ServerProfile, directory: OabVirtualDirectory): string {
  const build = buildAt(server, directory.changed);
  const host = server.host.toUpperCase();
  const root = server.domain
    .split('.')
    .map((part) => `DC=${part}`)
    .join(',');
  const properties: [string, string][] = [
    ['Name', 'OAB (Default Web Site)'],
    ['PollInterval', '480'],
    ['OfflineAddressBooks', '\\Default Offline Address Book'],
    ['RequireSSL', 'True'],
    ['BasicAuthentication', 'False'],
    ['WindowsAuthentication', 'True'],
    ['OAuthAuthentication', 'True'],
    ['MetabasePath', `IIS://${fqdn(server)}/W3SVC/1/ROOT/OAB`],
    ['Path', `${server.installPath}FrontEnd\\HttpProxy\\OAB`],
    ['ExtendedProtectionTokenChecking', 'None'],
    ['ExtendedProtectionFlags', ''],
    ['ExtendedProtectionSPNList', ''],
    ['AdminDisplayVersion', `Version ${build.major}.${build.minor} (Build ${build.build}.${build.revision})`],
    ['Server', host],
    ['InternalUrl', `https://${fqdn(server)}/OAB`],
    ['InternalAuthenticationMethods', 'WindowsIntegrated'],
    ['ExternalUrl', directory.externalUrl],
    ['ExternalAuthenticationMethods', 'WindowsIntegrated'],
    ['AdminDisplayName', ''],
    ['ExchangeVersion', '0.10 (14.0.100.0)'],
    ['DistinguishedName', `CN=OAB (Default Web Site),CN=HTTP,CN=Protocols,CN=${host},CN=Servers,${root}`],
    ['Identity', `${host}\\OAB (Default Web Site)`],
    ['Guid', directory.guid],
    ['ObjectCategory', `${server.domain}/Configuration/Schema/ms-Exch-OAB-Virtual-Directory`],
    [
      'ObjectClass',
      `top${CRLF}${' '.repeat(34)}msExchVirtualDirectory${CRLF}${' '.repeat(34)}msExchOABVirtualDirectory`,
    ],
    ['WhenChanged', usDateTime(directory.changed + server.utcOffsetHours * 3_600_000)],
    ['WhenCreated', usDateTime(directory.created + server.utcOffsetHours * 3_600_000)],
    ['WhenChangedUTC', usDateTime(directory.changed)],
    ['WhenCreatedUTC', usDateTime(directory.created)],
    ['OrganizationId', ''],
    ['Id', `${host}\\OAB (Default Web Site)`],
    ['OriginatingServer', server.domainController],
    ['IsValid', 'True'],
  ];
  const lines = properties.map(([label, value]) => `${label.padEnd(32)}: ${value}`);
  return `${lines.join(CRLF)}${CRLF}${CRLF}${CRLF}`;
}

/** `#Version` of a log written at this time. */
export function logVersion(server: ServerProfile, time: number): string {
  return longBuild(buildAt(server, time));
}
