/** Sigma log sources of Windows event channels (Sigma specification, appendix "Taxonomy"; SigmaHQ log source guides). */
import type { LogSource } from '@allclear/model';

const SERVICES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    application: 'application',
    security: 'security',
    system: 'system',
    'msexchange management': 'msexchange-management',
    'microsoft-windows-sysmon/operational': 'sysmon',
    'microsoft-windows-powershell/operational': 'powershell',
    'powershellcore/operational': 'powershell',
    'windows powershell': 'powershell-classic',
    'microsoft-windows-windows defender/operational': 'windefend',
    'microsoft-iis-configuration/operational': 'iis-configuration',
    'microsoft-windows-taskscheduler/operational': 'taskscheduler',
    'microsoft-windows-wmi-activity/operational': 'wmi',
    'microsoft-windows-bits-client/operational': 'bits-client',
    'microsoft-windows-ntlm/operational': 'ntlm',
    'microsoft-windows-terminalservices-localsessionmanager/operational': 'terminalservices-localsessionmanager',
    'microsoft-windows-windows firewall with advanced security/firewall': 'firewall-as',
    'microsoft-windows-codeintegrity/operational': 'codeintegrity-operational',
    'microsoft-windows-smbclient/security': 'smbclient-security',
    'microsoft-windows-applocker/exe and dll': 'applocker',
    'microsoft-windows-applocker/msi and script': 'applocker',
    'microsoft-windows-dns-client/operational': 'dns-client',
    'microsoft-windows-applocker/packaged app-deployment': 'applocker',
    'microsoft-windows-applocker/packaged app-execution': 'applocker',
    'microsoft-windows-dhcp-server/operational': 'dhcp',
    'dns server': 'dns-server',
    'microsoft-windows-dns-server/analytical': 'dns-server-analytic',
    'microsoft-windows-printservice/admin': 'printservice-admin',
    'microsoft-windows-printservice/operational': 'printservice-operational',
    'microsoft-windows-smbclient/connectivity': 'smbclient-connectivity',
    'microsoft-windows-smbserver/connectivity': 'smbserver-connectivity',
    'microsoft-windows-security-mitigations/kernel mode': 'security-mitigations',
    'microsoft-windows-security-mitigations/user mode': 'security-mitigations',
    'microsoft-windows-driverframeworks-usermode/operational': 'driver-framework',
    'microsoft-windows-diagnosis-scripted/operational': 'diagnosis-scripted',
    'microsoft-windows-shell-core/operational': 'shell-core',
    'openssh/operational': 'openssh',
    'microsoft-windows-ldap-client/debug': 'ldap',
    'microsoft-windows-bitlocker/bitlocker management': 'bitlocker',
    'microsoft-windows-vhdmp/operational': 'vhdmp',
    'microsoft-windows-appxdeploymentserver/operational': 'appxdeployment-server',
    'microsoft-windows-appxpackaging/operational': 'appxpackaging-om',
    'microsoft-windows-appmodel-runtime/admin': 'appmodel-runtime',
    'microsoft-windows-lsa/operational': 'lsa-server',
    'microsoft-windows-dns client events/operational': 'dns-client',
    'microsoft-windows-capi2/operational': 'capi2',
    'microsoft-windows-certificateservicesclient-lifecycle-system/operational':
      'certificateservicesclient-lifecycle-system',
    'microsoft-windows-ntfs/operational': 'ntfs',
    'microsoft-servicebus-client/admin': 'microsoft-servicebus-client',
    'microsoft-servicebus-client/operational': 'microsoft-servicebus-client',
    'directory service': 'ldap_debug',
  }),
);

const CATEGORIES: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    'sysmon:1': 'process_creation',
    'sysmon:2': 'file_change',
    'sysmon:3': 'network_connection',
    'sysmon:4': 'sysmon_status',
    'sysmon:5': 'process_termination',
    'sysmon:6': 'driver_load',
    'sysmon:7': 'image_load',
    'sysmon:8': 'create_remote_thread',
    'sysmon:9': 'raw_access_thread',
    'sysmon:10': 'process_access',
    'sysmon:11': 'file_event',
    'sysmon:12': 'registry_event',
    'sysmon:13': 'registry_set',
    'sysmon:14': 'registry_rename',
    'sysmon:15': 'create_stream_hash',
    'sysmon:17': 'pipe_created',
    'sysmon:18': 'pipe_created',
    'sysmon:19': 'wmi_event',
    'sysmon:20': 'wmi_event',
    'sysmon:21': 'wmi_event',
    'sysmon:22': 'dns_query',
    'sysmon:23': 'file_delete',
    'sysmon:25': 'process_tampering',
    'sysmon:26': 'file_delete',
    'sysmon:27': 'file_block_executable',
    'sysmon:28': 'file_block_shredding',
    'sysmon:29': 'file_executable_detected',
    'sysmon:16': 'sysmon_status',
    'sysmon:255': 'sysmon_error',
    'security:4688': 'process_creation',
    'powershell:4103': 'ps_module',
    'powershell:4104': 'ps_script',
    'powershell-classic:400': 'ps_classic_start',
    'powershell-classic:600': 'ps_classic_provider_start',
  }),
);

/** The log source of an event; the provider stands in where an export names no channel. */
export function eventLogSource(
  channel: string | undefined,
  provider: string | undefined,
  eventId: string | undefined,
  /** Sysmon's `EventType`, which tells keys that were made from keys that were deleted. */
  eventType?: string,
): LogSource {
  const service = SERVICES.get((channel ?? '').toLowerCase()) ?? serviceOfProvider(channel, provider);
  if (service === undefined) return { product: 'windows' };
  const usual = CATEGORIES.get(`${service}:${eventId ?? ''}`);
  const category = usual === 'registry_event' ? (registryCategory(eventType) ?? usual) : usual;
  return category === undefined ? { product: 'windows', service } : { product: 'windows', service, category };
}

function serviceOfProvider(channel: string | undefined, provider: string | undefined): string | undefined {
  if (channel !== undefined || provider === undefined) return undefined;
  const name = provider.toLowerCase();
  if (name === 'msexchange cmdletlogs') return 'msexchange-management';
  if (name === 'microsoft-windows-security-auditing') return 'security';
  return SERVICES.get(`${name}/operational`);
}

function registryCategory(eventType: string | undefined): string | undefined {
  if (eventType === undefined) return undefined;
  return eventType.startsWith('Create')
    ? 'registry_add'
    : eventType.startsWith('Delete')
      ? 'registry_delete'
      : undefined;
}
