/** For each kind of remnant: the words of its step. What a person reads who never did this before. */
import type { RemnantKind } from '@allclear/model';

export interface Words {
  /** `{0}` is what the step is about. */
  readonly title: string;
  readonly how: readonly string[];
  readonly risk: string;
  readonly undo: string;
  readonly check: string;
  readonly approval: 'responder' | 'server-owner' | 'management';
}

export const QUARANTINE_UNDO = 'allclear restore JOURNAL puts back the same bytes, times and streams.';

export const WORDS: Readonly<Record<RemnantKind, Words>> = {
  page: {
    title: 'Take the page {0} into quarantine',
    how: [
      'allclear quarantine copies the file with its hash, times and streams into an encrypted container, and removes it only after that copy is safe.',
      'Then remove what ASP.NET compiled from it (next steps): the compiled copy goes on running without the page.',
    ],
    risk: 'If the page belongs to an application of yours, that application stops working until the page is restored.',
    undo: QUARANTINE_UNDO,
    check: 'The address of the page answers 404, and allclear verify no longer finds it.',
    approval: 'responder',
  },
  file: {
    title: 'Take the file {0} into quarantine',
    how: [
      'allclear quarantine copies the file with its hash, times and streams into an encrypted container, and removes it only after that.',
    ],
    risk: 'A file in use by a running program cannot be removed: stop that program first (the task or service of this plan).',
    undo: QUARANTINE_UNDO,
    check: 'allclear verify no longer finds it.',
    approval: 'responder',
  },
  'compiled-page': {
    title: 'Take the compiled page {0} into quarantine and clear the other compiled copies',
    how: [
      'Stop the application pool, take the library into quarantine, clear the folder "Temporary ASP.NET Files" of that application, start the pool again.',
    ],
    risk: 'The first request to each page is slow, because ASP.NET compiles it again.',
    undo: QUARANTINE_UNDO,
    check: 'No library in Temporary ASP.NET Files names a page that is not there.',
    approval: 'responder',
  },
  'virtual-directory-setting': {
    title: 'Remove the virtual directory {0} and create it anew',
    how: [
      'Script in the external or internal address of a virtual directory comes back as a page whenever the settings are written to a file.',
      'Removing the virtual directory and creating it again leaves nothing of the old values; set your own addresses afterwards.',
    ],
    risk: 'Clients cannot use this service (for OAB: the address book download) for some minutes; your own addresses must be set again.',
    undo: 'The script writes down all values before it changes anything, and sets them again without the script part.',
    check: 'Get-*VirtualDirectory shows your own addresses only.',
    approval: 'server-owner',
  },
  'scheduled-task': {
    title: 'Remove the scheduled task {0}',
    how: [
      'Export the task as XML, stop it, remove it. Look at what it started: that file is a step of its own where it was found.',
    ],
    risk: 'If an administrator made this task, what it did no longer happens.',
    undo: 'Register the exported XML again.',
    check: 'The task is gone from the task scheduler and from the registry (TaskCache).',
    approval: 'responder',
  },
  service: {
    title: 'Stop and remove the service {0}',
    how: [
      'Export its registry key, stop the service, set it to disabled, remove it; take its program into quarantine.',
    ],
    risk: 'If a product of yours installed this service, that product stops.',
    undo: 'Import the exported key and restart the computer.',
    check: 'The service is gone from the list of services.',
    approval: 'server-owner',
  },
  autostart: {
    title: 'Remove the automatic start {0}',
    how: ['Export the registry key, then remove this value only.'],
    risk: 'What it started no longer starts; some of these places also hold values of Windows: remove only the one named.',
    undo: 'Import the exported key.',
    check: 'The value is gone after a restart, too.',
    approval: 'server-owner',
  },
  'registry-value': {
    title: 'Undo the registry setting {0}',
    how: ['Export the registry key, then remove or reset this value only.'],
    risk: 'If an administrator set it on purpose, the setting is gone.',
    undo: 'Import the exported key.',
    check: 'The value has its default again.',
    approval: 'server-owner',
  },
  'wmi-subscription': {
    title: 'Remove the WMI subscription {0}',
    how: ['Write down filter, consumer and binding, then remove all three.'],
    risk: 'Management products use such subscriptions, too: compare the names with yours.',
    undo: 'Create the three objects again from what was written down.',
    check: 'No binding names it any more.',
    approval: 'server-owner',
  },
  account: {
    title: 'Disable the account {0}',
    how: [
      'Disable it, end its sessions, take it out of all groups after writing these down. Delete it only when the case is closed.',
    ],
    risk: 'If a person or a service uses it, they cannot sign in.',
    undo: 'Enable it and add it to its groups again.',
    check: 'The account is disabled and in no privileged group, here and in Active Directory.',
    approval: 'server-owner',
  },
  'group-member': {
    title: 'Take the member out of the group {0}',
    how: ['Write down the members of the group, then remove the one that was added.'],
    risk: 'If the membership was wanted, that person loses its rights.',
    undo: 'Add the member again.',
    check: 'The group has only members that you know.',
    approval: 'server-owner',
  },
  'iis-module': {
    title: 'Remove the module {0} from the web server',
    how: [
      'Back up the IIS configuration (appcmd add backup), remove the module, take its library into quarantine, restart the web server.',
    ],
    risk: 'A module of a product that you use (firewall, monitoring) stops protecting or reporting.',
    undo: 'appcmd restore backup brings the configuration back.',
    check: 'appcmd list modules no longer names it, and w3wp.exe no longer loads its library.',
    approval: 'server-owner',
  },
  'iis-handler': {
    title: 'Remove the handler {0} from the web server',
    how: [
      'Back up the IIS configuration, remove the mapping that makes the server run files that it should only send.',
    ],
    risk: 'An application that needs this mapping stops working.',
    undo: 'appcmd restore backup brings the configuration back.',
    check: 'A harmless text file of that extension is sent as text, not run.',
    approval: 'server-owner',
  },
  'iis-virtual-directory': {
    title: 'Remove the virtual directory {0} from the web server',
    how: ['Back up the IIS configuration, remove the virtual directory; its folder stays and is examined.'],
    risk: 'An application published under this address is no longer reachable.',
    undo: 'appcmd restore backup brings the configuration back.',
    check: 'The address answers 404.',
    approval: 'server-owner',
  },
  'iis-configuration': {
    title: 'Put the setting of the web server right: {0}',
    how: [
      'Compare with a server of the same version, or with the file that the Exchange setup lays down; keep a copy of what is there now.',
    ],
    risk: 'Wrong settings stop the site.',
    undo: 'Put the kept copy back.',
    check: 'allclear verify no longer names it.',
    approval: 'server-owner',
  },
  'machine-key': {
    title: 'Replace the machine key in {0}',
    how: [
      'A key that others know lets them send data that the server runs. Replace it by one that nobody has, or by automatic ones; see the step on machine keys.',
    ],
    risk: 'Everybody who is signed in has to sign in again.',
    undo: 'None wanted: the old key is known to others.',
    check: 'The configuration holds another key, the same on all servers of the site.',
    approval: 'server-owner',
  },
  'log-setting': {
    title: 'Switch logging on again: {0}',
    how: ['Set the log format to W3C, all fields, one file a day, for every site.'],
    risk: 'None but disk space.',
    undo: 'Switch it off again.',
    check: 'A request of yours stands in the log a minute later.',
    approval: 'responder',
  },
  'transport-agent': {
    title: 'Remove the mail agent {0}',
    how: [
      'Write down its settings, disable it, uninstall it, restart the transport service, take its library into quarantine.',
    ],
    risk: 'An agent of a mail product (antivirus, signature, archive) stops working.',
    undo: 'Install-TransportAgent with the values that were written down.',
    check: 'Get-TransportAgent lists only agents that you know.',
    approval: 'server-owner',
  },
  'inbox-rule': {
    title: 'Remove the inbox rule in the mailbox {0}',
    how: ['Write down the rule (Get-InboxRule), then remove it. Ask the owner of the mailbox whether it is theirs.'],
    risk: 'If the owner made the rule, mail is no longer sorted or forwarded.',
    undo: 'New-InboxRule with the values that were written down.',
    check: 'Get-InboxRule shows only rules that the owner knows.',
    approval: 'server-owner',
  },
  'transport-rule': {
    title: 'Remove the transport rule {0}',
    how: ['Export the rules (Export-TransportRuleCollection), then disable this one.'],
    risk: 'If it was wanted, mail is handled differently.',
    undo: 'Enable the rule again.',
    check: 'Get-TransportRule lists only rules that you know.',
    approval: 'server-owner',
  },
  'mailbox-permission': {
    title: 'Take back the rights on the mailbox {0}',
    how: [
      'Write down the permissions (Get-MailboxPermission), then remove those that were given in the time of the attack.',
    ],
    risk: 'If they were wanted, somebody loses access to that mailbox.',
    undo: 'Add-MailboxPermission with the values that were written down.',
    check: 'Get-MailboxPermission shows only people that the owner knows.',
    approval: 'server-owner',
  },
  'role-assignment': {
    title: 'Take back the management role {0}',
    how: [
      'Write down the assignments (Get-ManagementRoleAssignment), then remove this one. The role to import and export mailboxes is given to nobody by default.',
    ],
    risk: 'An export that you run yourself fails until the role is given again.',
    undo: 'New-ManagementRoleAssignment with the values that were written down.',
    check: 'Get-ManagementRoleAssignment shows only people that you know.',
    approval: 'server-owner',
  },
  'antivirus-exclusion': {
    title: 'Remove the antivirus exclusion {0}',
    how: [
      'Remove it, then have the antivirus examine that place. Exchange needs some exclusions for its databases, none for its web folders.',
    ],
    risk: 'If Exchange or a product needs it, files may be locked while they are examined.',
    undo: 'Add the exclusion again.',
    check: 'The list of exclusions holds only what your products ask for.',
    approval: 'server-owner',
  },
  'port-proxy': {
    title: 'Remove the port forwarding {0}',
    how: ['netsh interface portproxy delete, after writing down the list.'],
    risk: 'If an administrator set it up, that way into the network is closed.',
    undo: 'netsh interface portproxy add with the values that were written down.',
    check: 'netsh interface portproxy show all is empty.',
    approval: 'server-owner',
  },
  'firewall-rule': {
    title: 'Remove the firewall rule {0}',
    how: ['Export the policy (netsh advfirewall export), then disable this rule.'],
    risk: 'A product that needs the rule is no longer reachable.',
    undo: 'Enable the rule again.',
    check: 'The rule is disabled.',
    approval: 'server-owner',
  },
  'application-registration': {
    title: 'Renew the keys of the application {0}',
    how: [
      'Remove the keys and certificates of the hybrid or OAuth application that you do not know, and renew the others.',
    ],
    risk: 'Mail flow and calendar sharing with the cloud stop until the new key is in place.',
    undo: 'None wanted: the old key may be known to others.',
    check: 'The application holds the new key only.',
    approval: 'server-owner',
  },
};
