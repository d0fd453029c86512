import { z } from 'zod';

/** What an intruder may leave on a server to come back with, or what must be undone there: one kind, one way of removing. */
export const RemnantKind = z.enum([
  'page', // a file that the web server runs
  'file', // any other file
  'compiled-page', // a copy that ASP.NET compiled: it runs after its page is gone
  'virtual-directory-setting', // script in the settings of an Exchange virtual directory; comes back as a page at every export
  'scheduled-task',
  'service',
  'autostart', // Run keys, Winlogon, print monitors, LSA packages … : started by Windows or a program
  'registry-value', // any other setting in the registry
  'wmi-subscription',
  'account',
  'group-member',
  'iis-module', // native, managed, ISAPI filter
  'iis-handler',
  'iis-virtual-directory',
  'iis-configuration', // any other setting of the web server
  'machine-key',
  'log-setting', // logging that was switched off
  'transport-agent',
  'inbox-rule',
  'transport-rule',
  'mailbox-permission',
  'role-assignment',
  'antivirus-exclusion',
  'port-proxy',
  'firewall-rule',
  'application-registration', // hybrid or OAuth application
]);
export type RemnantKind = z.infer<typeof RemnantKind>;

/** A way back in that a finding names: what it is, and the values that find it on the server again. */
export const Remnant = z.object({
  kind: RemnantKind,
  /**
   * Values of the evidence under the names of its source (`path`, `sha256`, `size`, `modified`, `uri`, `name`, `physicalPath` …).
   * Hostile text: data for steps, never part of a command.
   */
  target: z.record(z.string(), z.string()),
});
export type Remnant = z.infer<typeof Remnant>;
