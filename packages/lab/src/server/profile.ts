import type { Build } from './build.js';
import type { Language } from './language.js';

/** What a person uses to read mail; decides which log lines they cause. */
export type ClientKind = 'owa' | 'outlook-mapi' | 'outlook-rpc' | 'activesync' | 'mac-ews';

/** A mailbox and its owner. */
export interface Person {
  /** Logon name without the domain. */
  readonly alias: string;
  readonly name: string;
  readonly clients: readonly ClientKind[];
  /** Last part of the account's SID. */
  readonly rid: number;
  readonly mailboxGuid: string;
  /** Address of the desk, and of the phone or home. */
  readonly officeIp: string;
  readonly outsideIp: string;
  readonly deviceId: string;
}

export interface Administrator {
  readonly account: string;
  readonly rid: number;
  readonly ip: string;
}

/** A time during which the server answers nothing (maintenance). */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** Everything about a server that its logs show. */
export interface ServerProfile {
  readonly host: string;
  readonly domain: string;
  readonly netbios: string;
  readonly organization: string;
  readonly publicHost: string;
  readonly ip: string;
  readonly linkLocal: string;
  readonly domainController: string;
  readonly loadBalancerIp: string;
  readonly monitoringIp: string;
  readonly backupIp: string;
  /** Ends with a backslash. */
  readonly installPath: string;
  readonly domainSid: string;
  readonly databaseGuid: string;
  readonly oabGuid: string;
  readonly oabVirtualDirectoryGuid: string;
  readonly healthMailbox: string;
  readonly healthMailboxGuid: string;
  readonly people: readonly Person[];
  readonly administrators: readonly Administrator[];
  /** Builds in order of installation; the first is in force from the beginning. */
  /** `update`: how the installer names the update in the event log. */
  readonly builds: readonly { readonly from: number; readonly build: Build; readonly update?: string }[];
  readonly outages: readonly Outage[];
  /** Requests of people on a working day, roughly; nights and weekends follow from it. */
  readonly requestsPerWorkday: number;
  /** Minutes between two rounds of health probes. */
  readonly probeMinutes: number;
  /** Hours that one file of an hourly Exchange log spans here. Real servers roll hourly; longer files keep archives small. */
  readonly rollHours: number;
  /** False: Windows does not record started programs (event 4688), which is its default. */
  readonly processAudit?: boolean;
  /** Language of Windows; default English. */
  readonly language?: Language;
  /** A proxy in front hides clients: IIS sees its address only, or theirs in a column of its own. */
  readonly reverseProxy?: 'same-address' | 'forwarded-for';
  /** Local time = UTC + this many hours (people work 07:00–17:00 local time). */
  readonly utcOffsetHours: number;
}

export function fqdn(server: ServerProfile): string {
  return `${server.host}.${server.domain}`;
}

export function buildAt(server: ServerProfile, time: number): Build {
  const current = server.builds.findLast((entry) => entry.from <= time) ?? server.builds[0];
  if (!current) throw new RangeError('a server needs at least one build');
  return current.build;
}

export function isDown(server: ServerProfile, time: number): boolean {
  return server.outages.some((outage) => time >= outage.from && time < outage.to);
}

export function sid(server: ServerProfile, rid: number): string {
  return `${server.domainSid}-${rid}`;
}

export function smtp(server: ServerProfile, alias: string): string {
  return `${alias}@${server.domain}`;
}

/** The machine account, `TOWNHALL\MAIL01$`. */
export function machineAccount(server: ServerProfile): string {
  return `${server.netbios}\\${server.host.toUpperCase()}$`;
}
