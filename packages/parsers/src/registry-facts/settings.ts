/**
 * Settings that decide who gets in and what is noticed: remote desktop, stored passwords, port forwarding, firewall,
 * Defender, logging. One fact of category `host-setting` for each that is there.
 */
import { keyAt, type RegistryKey, type RegistryValue, valueNumber, valueText } from '../regf/index.js';
import { controlSet, type Mount } from './mount.js';
import type { FactSink } from './sink.js';

type Row = readonly [path: string, value: string, kind: string];

/** Below the control set. */
const SYSTEM_VALUES: readonly Row[] = [
  ['Control\\Terminal Server', 'fDenyTSConnections', 'remote-desktop'],
  ['Control\\Terminal Server\\WinStations\\RDP-Tcp', 'PortNumber', 'remote-desktop'],
  ['Control\\Terminal Server\\WinStations\\RDP-Tcp', 'UserAuthentication', 'remote-desktop'],
  ['Control\\Terminal Server\\WinStations\\RDP-Tcp', 'SecurityLayer', 'remote-desktop'],
  ['Control\\Terminal Server\\WinStations\\RDP-Tcp', 'Shadow', 'remote-desktop'],
  ['Control\\SecurityProviders\\WDigest', 'UseLogonCredential', 'stored-passwords'],
  ['Control\\Lsa', 'RunAsPPL', 'lsa-protection'],
  ['Control\\Lsa', 'DisableRestrictedAdmin', 'restricted-admin'],
  ['Control\\Lsa', 'LimitBlankPasswordUse', 'blank-passwords'],
  ['Control\\Lsa', 'NoLMHash', 'lm-hash'],
  ['Control\\Lsa', 'LmCompatibilityLevel', 'lm-compatibility'],
  ['Control\\Lsa', 'RestrictAnonymous', 'anonymous-access'],
  ['Services\\EventLog', 'Start', 'event-log'],
  ['Services\\EventLog\\Security', 'MaxSize', 'event-log-size'],
  ['Services\\EventLog\\System', 'MaxSize', 'event-log-size'],
  ['Services\\EventLog\\Application', 'MaxSize', 'event-log-size'],
  ['Services\\EventLog\\MSExchange Management', 'MaxSize', 'event-log-size'],
  ['Services\\LanmanServer\\Parameters', 'SMB1', 'smb1'],
];

const POLICIES = 'Policies\\Microsoft';
/** Below SOFTWARE. */
const SOFTWARE_VALUES: readonly Row[] = [
  [`${POLICIES}\\Windows NT\\Terminal Services`, 'Shadow', 'remote-desktop'],
  [`${POLICIES}\\Windows NT\\Terminal Services`, 'fDenyTSConnections', 'remote-desktop'],
  ['Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'LocalAccountTokenFilterPolicy', 'remote-local-admins'],
  ['Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'FilterAdministratorToken', 'admin-approval'],
  ['Microsoft\\Windows\\CurrentVersion\\Policies\\System', 'EnableLUA', 'user-account-control'],
  [`${POLICIES}\\Windows\\PowerShell\\ScriptBlockLogging`, 'EnableScriptBlockLogging', 'powershell-logging'],
  [`${POLICIES}\\Windows\\PowerShell\\ModuleLogging`, 'EnableModuleLogging', 'powershell-logging'],
  [`${POLICIES}\\Windows\\PowerShell\\Transcription`, 'EnableTranscripting', 'powershell-logging'],
  [`${POLICIES}\\Windows\\PowerShell\\Transcription`, 'OutputDirectory', 'powershell-logging'],
];

const DEFENDER = [
  'Microsoft\\Windows Defender',
  `${POLICIES}\\Windows Defender`,
  'Microsoft\\Microsoft Antimalware',
  `${POLICIES}\\Microsoft Antimalware`,
];
/** Below a key of Defender: nonzero means that something is off. */
const DEFENDER_OFF: readonly (readonly [path: string, value: string])[] = [
  ['', 'DisableAntiSpyware'],
  ['', 'DisableAntiVirus'],
  ['Real-Time Protection', 'DisableRealtimeMonitoring'],
  ['Real-Time Protection', 'DisableBehaviorMonitoring'],
  ['Real-Time Protection', 'DisableOnAccessProtection'],
  ['Real-Time Protection', 'DisableScanOnRealtimeEnable'],
  ['Real-Time Protection', 'DisableIOAVProtection'],
  ['Real-Time Protection', 'DisableScriptScanning'],
];
const EXCLUSIONS: Readonly<Record<string, string>> = {
  Paths: 'path',
  TemporaryPaths: 'path',
  Extensions: 'extension',
  Processes: 'process',
  IpAddresses: 'address',
};

/** Channels whose silence hides what an intruder does; Windows switches many others off itself. */
const CHANNELS = [
  'Microsoft-Windows-PowerShell/Operational',
  'Microsoft-Windows-TaskScheduler/Operational',
  'Microsoft-Windows-Windows Defender/Operational',
  'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
  'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational',
  'Microsoft-Windows-WMI-Activity/Operational',
  'Microsoft-Windows-WinRM/Operational',
  'Microsoft-Windows-Sysmon/Operational',
  'Microsoft-Windows-Bits-Client/Operational',
  'Microsoft-Windows-Windows Firewall With Advanced Security/Firewall',
];

export function systemSettings(mount: Mount, sink: FactSink): void {
  const set = controlSet(mount.root);
  table(mount, set, SYSTEM_VALUES, sink);
  const mini = keyAt(set, 'Control\\MiniNt');
  if (mini) sink.add(mount, 'host-setting', 'event-log', mini, { name: 'MiniNt', data: 'present' });
  for (const family of keyAt(set, 'Services\\PortProxy')?.subkeys() ?? []) {
    for (const protocol of family.subkeys()) {
      for (const value of protocol.values()) {
        const [listenAddress, listenPort] = value.name.split('/');
        const [connectAddress, connectPort] = (valueText(value) ?? '').split('/');
        sink.add(
          mount,
          'host-setting',
          'port-proxy',
          protocol,
          {
            name: value.name,
            data: valueText(value),
            family: family.name,
            protocol: protocol.name,
            listenAddress,
            listenPort,
            connectAddress,
            connectPort,
          },
          { value },
        );
      }
    }
  }
  const policy = keyAt(set, 'Services\\SharedAccess\\Parameters\\FirewallPolicy');
  for (const value of policy?.subkey('FirewallRules')?.values() ?? [])
    firewallRule(mount, policy?.subkey('FirewallRules'), value, sink);
  for (const profile of ['DomainProfile', 'StandardProfile', 'PublicProfile'])
    one(mount, policy?.subkey(profile), 'EnableFirewall', 'firewall', sink, profile);
}

export function softwareSettings(mount: Mount, sink: FactSink): void {
  table(mount, mount.root, SOFTWARE_VALUES, sink);
  for (const path of DEFENDER) defender(mount, keyAt(mount.root, path), sink);
  const channels = keyAt(mount.root, 'Microsoft\\Windows\\CurrentVersion\\WINEVT\\Channels');
  for (const name of CHANNELS) {
    const channel = channels?.subkey(name);
    const value = channel?.value('Enabled');
    if (channel && value)
      sink.add(mount, 'host-setting', 'event-channel', channel, { name, data: valueText(value) }, { value });
  }
  const policyRules = keyAt(mount.root, `${POLICIES}\\WindowsFirewall\\FirewallRules`);
  for (const value of policyRules?.values() ?? []) firewallRule(mount, policyRules, value, sink);
}

function table(mount: Mount, base: RegistryKey | undefined, rows: readonly Row[], sink: FactSink): void {
  for (const [path, name, kind] of rows) one(mount, keyAt(base, path), name, kind, sink);
}

function one(
  mount: Mount,
  key: RegistryKey | undefined,
  name: string,
  kind: string,
  sink: FactSink,
  label = name,
): void {
  const value = key?.value(name);
  const data = valueText(value);
  if (key && value && data !== undefined && data !== '')
    sink.add(mount, 'host-setting', kind, key, { name: label, data }, { value });
}

function defender(mount: Mount, key: RegistryKey | undefined, sink: FactSink): void {
  if (key === undefined) return;
  for (const [path, name] of DEFENDER_OFF) {
    const at = path === '' ? key : key.subkey(path);
    const value = at?.value(name);
    if (at && value && Number(valueNumber(value) ?? 0) !== 0)
      sink.add(
        mount,
        'host-setting',
        'antivirus-off',
        at,
        { name, data: valueText(value), product: 'Defender' },
        { value },
      );
  }
  for (const exclusions of key.subkey('Exclusions')?.subkeys() ?? []) {
    const what = EXCLUSIONS[exclusions.name];
    if (what === undefined) continue;
    for (const value of exclusions.values())
      if (value.name !== '')
        sink.add(
          mount,
          'host-setting',
          'antivirus-exclusion',
          exclusions,
          { name: value.name, exclusion: what, product: 'Defender' },
          { value },
        );
  }
}

/** `v2.30|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=443|App=…|Name=…|`, see [MS-GPFAS] 2.2.2. */
function firewallRule(mount: Mount, key: RegistryKey | undefined, value: RegistryValue, sink: FactSink): void {
  const fields: Record<string, string> = {};
  for (const part of (valueText(value) ?? '').split('|').slice(1)) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const name = part.slice(0, equals).toLowerCase();
    // Several ports and addresses have an entry each.
    fields[name] = fields[name] === undefined ? part.slice(equals + 1) : `${fields[name]};${part.slice(equals + 1)}`;
  }
  if (key === undefined || fields.action === undefined) return;
  sink.add(
    mount,
    'host-setting',
    'firewall-rule',
    key,
    {
      name: fields.name,
      action: fields.action,
      enabled: fields.active?.toLowerCase(),
      direction: fields.dir,
      protocol: fields.protocol,
      localPort: fields.lport,
      remotePort: fields.rport,
      remoteAddress: fields.ra4 ?? fields.ra6,
      image: fields.app,
      service: fields.svc,
      data: valueText(value),
      // Rules of Windows and of installed programs name a group or a text in a library.
      group: fields.embedctxt,
    },
    { value },
  );
}
