import type { Phase } from '@allclear/model';

/** Something that really happened, with the traces that a good assessment should find it by. */
export interface TrueEvent {
  /** ISO, UTC. */
  readonly time: string;
  readonly phase: Phase;
  readonly what: string;
  readonly client?: string;
}

/** Ways back in, named as the facts about them are (docs/formats.md). */
export type WayKind =
  | 'service'
  | 'run'
  | 'image-debugger'
  | 'winlogon'
  | 'lsa-notification'
  | 'print-monitor'
  | 'netsh-helper'
  | 'com-server'
  | 'task'
  | 'wmi-subscription'
  | 'account'
  | 'port-proxy'
  | 'firewall-rule'
  | 'antivirus-exclusion'
  | 'stored-passwords'
  | 'event-log'
  | 'globalModule'
  | 'managedModule'
  | 'handler'
  | 'virtualDirectory'
  | 'transportAgent'
  | 'machineKey'
  | 'inbox-rule';

/** A setting of the server, by the name that finds it again. */
export interface TrueSetting {
  readonly kind: WayKind;
  readonly name: string;
  /** Of an account: some events have only this. */
  readonly sid?: string;
}

export interface TruePage {
  readonly page: string;
  readonly path: string;
  readonly written: string;
  readonly firstUsed?: string;
  /** Absent: still on disk. */
  readonly removed?: string;
}

/** What is true about a scenario: the answer sheet of an example, kept beside the archive and never inside. */
export interface Truth {
  scenario: string;
  seed: string;
  host: string;
  synthetic: true;
  verdict: 'compromised' | 'attacked' | 'not-attacked';
  builds: { from: string; build: string }[];
  /** Requests that exploit CVE-2021-26855, by client address. */
  exploitRequests: Record<string, number>;
  pages: TruePage[];
  mailboxes: { mailbox: string; client: string; first: string; last: string; bytes: number }[];
  stolen: string[];
  persistence: string[];
  /** The same where they are settings, by kind. */
  waysBack: TrueSetting[];
  /** Settings like them that the owner made for good reasons. */
  ownSettings: TrueSetting[];
  /** Files of the intrusion that are still in the evidence. */
  filesOnDisk: string[];
  /** Request ids (HttpProxy RequestId = cafeReqId) of the intruders' own requests. */
  intruderRequests: string[];
  events: TrueEvent[];
  /** What the evidence cannot show, and why. */
  undetectable: string[];
  /** Coverage that an assessment must report. */
  coverage: { source: string; from: string; to: string }[];
}
