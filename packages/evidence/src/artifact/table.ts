/** What Allclear knows as evidence: one row an artifact, in the order in which reports name them. */

export interface Artifact {
  readonly id: ArtifactId;
  /** Plain words. */
  readonly title: string;
  /** Where it is on a server; `<Exchange>` is the folder Exchange is installed in. */
  readonly paths: readonly string[];
  /** What it answers. */
  readonly tells: string;
  /** How to collect it. */
  readonly collect: string;
  /** False: recognised and counted, but not read by this version. */
  readonly supported: boolean;
  readonly kind: 'log' | 'config' | 'binary' | 'page' | 'file' | 'other';
}

export const ARTIFACT_IDS = [
  'iis-log',
  'httperr-log',
  'exchange-httpproxy',
  'exchange-ecp-server',
  'exchange-ecp-activity',
  'exchange-cmdlet',
  'exchange-rps-http',
  'exchange-ews',
  'exchange-mrs',
  'exchange-autodiscover',
  'message-tracking',
  'agent-log',
  'smtp-log',
  'exchange-audit',
  'oab-generator',
  'exchange-csv',
  'application-host-config',
  'web-config',
  'iis-config-history',
  'agents-config',
  'exchange-binary',
  'web-file',
  'compiled-page',
  'scheduled-task',
  'event-log-json',
  'evtx',
  'registry-hive',
  'mft',
  'usn-journal',
  'wer-report',
  'tool-log',
  'velociraptor-metadata',
  'interesting-file',
] as const;
export type ArtifactId = (typeof ARTIFACT_IDS)[number];

const log = (id: ArtifactId, title: string, paths: readonly string[], tells: string, collect: string): Artifact => ({
  id,
  title,
  paths,
  tells,
  collect,
  supported: true,
  kind: 'log',
});

const EXCHANGE_LOGS = 'Copy the whole folder <Exchange>\\Logging';

export const ARTIFACTS: readonly Artifact[] = [
  log(
    'iis-log',
    'IIS web server logs',
    ['C:\\inetpub\\logs\\LogFiles\\W3SVC*\\u_ex*.log'],
    'every web request: who asked for which page, when, and how the server answered',
    'Copy the folder C:\\inetpub\\logs\\LogFiles (or the one named in applicationHost.config); IIS itself deletes nothing in it.',
  ),
  log(
    'httperr-log',
    'HTTP error logs',
    ['C:\\Windows\\System32\\LogFiles\\HTTPERR\\httperr*.log'],
    'requests that never reached IIS, for example while an application pool crashed',
    'Copy the folder C:\\Windows\\System32\\LogFiles\\HTTPERR.',
  ),
  log(
    'exchange-httpproxy',
    'Exchange front end logs (HttpProxy)',
    ['<Exchange>\\Logging\\HttpProxy\\*\\HttpProxy_*.LOG'],
    'whether CVE-2021-26855 and later flaws of the front end were used, and by whom',
    `${EXCHANGE_LOGS}\\HttpProxy now: Exchange deletes these logs after about 30 days.`,
  ),
  log(
    'exchange-ecp-server',
    'Exchange control panel server logs',
    ['<Exchange>\\Logging\\ECP\\Server\\ECPServer*.LOG'],
    'whether a virtual directory was changed to write a web shell (CVE-2021-27065)',
    `${EXCHANGE_LOGS}\\ECP now: Exchange deletes these logs after about 30 days.`,
  ),
  log(
    'exchange-ecp-activity',
    'Exchange control panel activity logs',
    ['<Exchange>\\Logging\\ECP\\Activity\\ECPActivity_*.LOG'],
    'who used the control panel, and for what',
    `${EXCHANGE_LOGS}\\ECP.`,
  ),
  log(
    'exchange-cmdlet',
    'Exchange management commands (CmdletInfra)',
    ['<Exchange>\\Logging\\CmdletInfra\\*\\Cmdlet\\*Rps_Cmdlet_*.LOG'],
    'which management commands ran: mailbox exports, new roles, changed virtual directories',
    `${EXCHANGE_LOGS}\\CmdletInfra.`,
  ),
  log(
    'exchange-rps-http',
    'Exchange remote PowerShell requests',
    ['<Exchange>\\Logging\\CmdletInfra\\*\\Http\\*Rps_Http_*.LOG'],
    'who reached remote PowerShell, and how (ProxyShell, ProxyNotShell, OWASSRF)',
    `${EXCHANGE_LOGS}\\CmdletInfra.`,
  ),
  log(
    'exchange-ews',
    'Exchange Web Services logs',
    ['<Exchange>\\Logging\\Ews\\Ews_*.LOG'],
    'which mailboxes were read through web services, and by whom',
    `${EXCHANGE_LOGS}\\Ews.`,
  ),
  log(
    'exchange-mrs',
    'Mailbox replication logs',
    ['<Exchange>\\Logging\\MailboxReplicationService\\**\\*.LOG'],
    'which mailboxes were moved or exported',
    `${EXCHANGE_LOGS}\\MailboxReplicationService.`,
  ),
  log(
    'exchange-autodiscover',
    'Autodiscover logs of the back end',
    ['<Exchange>\\Logging\\Autodiscover\\*.LOG'],
    'who asked Autodiscover for whose mailbox, the first step of several attacks',
    `${EXCHANGE_LOGS}\\Autodiscover.`,
  ),
  log(
    'message-tracking',
    'Message tracking logs',
    ['<Exchange>\\TransportRoles\\Logs\\MessageTracking\\MSGTRK*.LOG'],
    'which mail came and went: mail sent in the name of others, mail forwarded to the outside',
    'Copy the folder <Exchange>\\TransportRoles\\Logs\\MessageTracking; it holds 30 days by default.',
  ),
  log(
    'agent-log',
    'Transport agent logs',
    ['<Exchange>\\TransportRoles\\Logs\\*\\AgentLog\\*.LOG'],
    'what transport agents did to mail; a foreign agent among them reads all mail',
    'Copy the folder <Exchange>\\TransportRoles\\Logs.',
  ),
  log(
    'smtp-log',
    'SMTP protocol logs',
    ['<Exchange>\\TransportRoles\\Logs\\*\\ProtocolLog\\Smtp*\\*.LOG'],
    'which servers delivered and fetched mail',
    'Copy the folder <Exchange>\\TransportRoles\\Logs.',
  ),
  log(
    'exchange-audit',
    'Exchange admin audit logs',
    ['<Exchange>\\Logging\\LocalQueue\\Exchange\\audit*.LOG', '<Exchange>\\Logging\\CosmosQueue\\audit\\audit*.LOG'],
    'which management commands changed something, with all their parameters',
    `${EXCHANGE_LOGS}\\LocalQueue and ${EXCHANGE_LOGS.slice('Copy the whole folder '.length)}\\CosmosQueue.`,
  ),
  log(
    'oab-generator',
    'Offline address book generator logs',
    ['<Exchange>\\Logging\\OABGeneratorLog\\*.log'],
    'whether CVE-2021-26858 was used to write files outside the address book folder',
    `${EXCHANGE_LOGS}\\OABGeneratorLog.`,
  ),
  log(
    'exchange-csv',
    'Other Exchange logs',
    ['<Exchange>\\Logging\\**\\*.LOG'],
    'further traces of single parts of Exchange',
    `${EXCHANGE_LOGS}.`,
  ),
  {
    id: 'application-host-config',
    title: 'IIS configuration',
    paths: ['C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config'],
    tells: 'foreign modules and virtual directories in IIS, where logs are written, protections that are set',
    collect: 'Copy C:\\Windows\\System32\\inetsrv\\config\\applicationHost.config.',
    supported: true,
    kind: 'config',
  },
  {
    id: 'web-config',
    title: 'Configuration of web applications',
    paths: ['<Exchange>\\FrontEnd\\HttpProxy\\*\\web.config', '<Exchange>\\ClientAccess\\*\\web.config'],
    tells: 'machine keys, handlers and modules that were added, mitigations that are in place',
    collect:
      'Copy every web.config and SharedWebConfig.config below <Exchange>\\FrontEnd, <Exchange>\\ClientAccess and C:\\inetpub.',
    supported: true,
    kind: 'config',
  },
  {
    id: 'iis-config-history',
    title: 'Older copies of the IIS configuration',
    paths: ['C:\\inetpub\\history\\CFGHISTORY_*\\*.config', 'C:\\inetpub\\temp\\appPools\\**\\*.config'],
    tells: 'when the configuration was changed, and what it was before',
    collect: 'Copy the folder C:\\inetpub\\history.',
    supported: true,
    kind: 'config',
  },
  {
    id: 'agents-config',
    title: 'List of transport agents',
    paths: ['<Exchange>\\TransportRoles\\Shared\\agents.config'],
    tells: 'whether a foreign transport agent reads or changes mail',
    collect: 'Copy <Exchange>\\TransportRoles\\Shared\\agents.config.',
    supported: true,
    kind: 'config',
  },
  {
    id: 'exchange-binary',
    title: 'Exchange program files with their version',
    paths: ['<Exchange>\\Bin\\ExSetup.exe'],
    tells: 'the exact build with its security update, and so which flaws are closed',
    collect: 'Copy <Exchange>\\Bin\\ExSetup.exe.',
    supported: true,
    kind: 'binary',
  },
  {
    id: 'web-file',
    title: 'Files in web folders',
    paths: ['C:\\inetpub\\wwwroot\\**', '<Exchange>\\FrontEnd\\HttpProxy\\**', '<Exchange>\\ClientAccess\\**'],
    tells: 'whether a web shell lies on the disk',
    collect:
      'Copy C:\\inetpub\\wwwroot, <Exchange>\\FrontEnd\\HttpProxy and <Exchange>\\ClientAccess with all that is in them.',
    supported: true,
    kind: 'page',
  },
  {
    id: 'compiled-page',
    title: 'Compiled pages (Temporary ASP.NET Files)',
    paths: ['C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files\\**'],
    tells: 'which pages ran on the server, also such as were deleted since',
    collect:
      'Copy C:\\Windows\\Microsoft.NET\\Framework64\\v4.0.30319\\Temporary ASP.NET Files before any restart or update.',
    supported: true,
    kind: 'page',
  },
  {
    id: 'scheduled-task',
    title: 'Scheduled tasks',
    paths: ['C:\\Windows\\System32\\Tasks\\**'],
    tells: 'whether an intruder comes back by a scheduled task',
    collect: 'Copy the folder C:\\Windows\\System32\\Tasks.',
    supported: true,
    kind: 'config',
  },
  {
    id: 'event-log-json',
    title: 'Windows event logs (exported)',
    paths: [
      '*.json, *.jsonl as Velociraptor, evtx_dump, NXLog or Get-WinEvent write them',
      '*.xml of wevtutil and the Event Viewer, *.csv of Get-WinEvent, EvtxECmd and the Event Viewer',
    ],
    tells: 'processes, logons, management commands and antivirus finds on the server',
    collect:
      'Export the logs with Velociraptor or evtx_dump, above all "MSExchange Management", Security, System and Application.',
    supported: true,
    kind: 'log',
  },
  {
    id: 'evtx',
    title: 'Windows event logs (.evtx)',
    paths: ['C:\\Windows\\System32\\winevt\\Logs\\*.evtx'],
    tells: 'processes, logons, management commands and antivirus finds on the server',
    collect: 'Copy the folder C:\\Windows\\System32\\winevt\\Logs.',
    supported: true,
    kind: 'log',
  },
  {
    id: 'registry-hive',
    title: 'Registry',
    paths: [
      'C:\\Windows\\System32\\config\\SYSTEM',
      'C:\\Windows\\System32\\config\\SOFTWARE',
      'C:\\Users\\*\\NTUSER.DAT',
    ],
    tells: 'services and programs that start by themselves, antivirus exclusions, traces of programs that ran',
    collect:
      'Collect C:\\Windows\\System32\\config with KAPE or Velociraptor: the files are locked while Windows runs.',
    supported: false,
    kind: 'other',
  },
  {
    id: 'mft',
    title: 'NTFS file table ($MFT)',
    paths: ['C:\\$MFT'],
    tells: 'when each file was made and changed, also deleted ones and falsified times',
    collect: 'Collect $MFT of each drive with KAPE or Velociraptor.',
    supported: false,
    kind: 'other',
  },
  {
    id: 'usn-journal',
    title: 'NTFS change journal ($UsnJrnl)',
    paths: ['C:\\$Extend\\$UsnJrnl:$J'],
    tells: 'which files were made and deleted in the last hours or days',
    collect: 'Collect $UsnJrnl:$J first, with KAPE or Velociraptor: on a busy server it covers one to three days.',
    supported: false,
    kind: 'other',
  },
  {
    id: 'wer-report',
    title: 'Windows error reports',
    paths: ['C:\\ProgramData\\Microsoft\\Windows\\WER\\Report*\\**\\Report.wer'],
    tells: 'crashes of Exchange that exploit attempts cause',
    collect: 'Copy the folder C:\\ProgramData\\Microsoft\\Windows\\WER.',
    supported: true,
    kind: 'file',
  },
  {
    id: 'tool-log',
    title: 'Logs of clean-up tools',
    paths: [
      'C:\\Windows\\debug\\msert.log',
      'C:\\Windows\\debug\\mrt.log',
      'C:\\EOMTSummary.txt',
      'C:\\ExchangeMitigation*.log',
    ],
    tells: 'what was cleaned or mitigated before, and what was found then',
    collect:
      'Copy C:\\Windows\\debug\\msert.log, C:\\Windows\\debug\\mrt.log, C:\\EOMTSummary.txt and C:\\ExchangeMitigation*.log.',
    supported: true,
    kind: 'log',
  },
  {
    id: 'velociraptor-metadata',
    title: 'Description of a Velociraptor collection',
    paths: ['client_info.json', 'collection_context.json', 'metadata.json'],
    tells: 'from which host the evidence comes, when and with what it was collected',
    collect: 'It comes with every Velociraptor collection; hand over the collection as it is.',
    supported: true,
    kind: 'other',
  },
  {
    id: 'interesting-file',
    title: 'Files where intruders put theirs',
    paths: [
      'C:\\ProgramData\\*',
      'C:\\Windows\\Temp\\**',
      'C:\\Users\\Public\\**',
      'C:\\PerfLogs\\**',
      'C:\\root\\**',
      'C:\\$Recycle.Bin\\**',
      'C:\\inetpub\\** outside wwwroot',
      'C:\\Windows\\System32\\*.exe and the like',
    ],
    tells: 'tools, memory dumps and packed mail that an intruder left behind',
    collect:
      'Copy C:\\ProgramData, C:\\Windows\\Temp, C:\\Users\\Public, C:\\PerfLogs and C:\\root as far as they are there.',
    supported: true,
    kind: 'file',
  },
];
