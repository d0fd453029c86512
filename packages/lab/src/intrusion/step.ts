import type { OwaSsrf, ProxyNotShell, ProxyToken, ViewState } from './later-waves.js';
import type { LateralMovement } from './lateral-movement.js';
import type { ClearEventLog, DeleteLogs, RemoveFile } from './log-deletion.js';
import type { OabGeneratorWrite, VoiceMailObject } from './march-2021.js';
import type { ShellSweep, SsrfAttempt, VulnerabilityProbe } from './outsiders.js';
import type { OwnerWork } from './owners.js';
import type { AddAccount, AddModule, AddTransportAgent, AddVirtualDirectory } from './persistence.js';
import type { CompileLibrary, PlantPage } from './plant-page.js';
import type { ProxyShell } from './proxyshell.js';
import type { AddInList, PasswordTheft, ProxyOracle } from './quiet-entries.js';
import type { Ransom } from './ransom.js';
import type { MailExport } from './theft.js';
import type { SetUpWayBack } from './ways-back.js';
import type { ChangeWebServer } from './web-settings.js';

/** A page that an exploit writes: where clients ask for it and where it lies. */
export interface PageDrop {
  readonly page: string;
  readonly path: string;
  /** Value of ExternalUrl, base64 of inert text. */
  readonly externalUrlBase64: string;
}

/** A program that a shell started, and what it left on disk. */
export interface ShellCommand {
  /** ms after the step's time. */
  readonly after: number;
  /** Command line as Security 4688 shows it, base64. */
  readonly commandLineBase64: string;
  readonly image: string;
  /** ms that the request took. */
  readonly duration: number;
  readonly drops?: { readonly path: string; readonly content: 'minidump' | 'archive' };
}

/** The steps that an intrusion is composed of. Times are ISO, UTC. A scenario lists them; nothing else is needed. */
export type IntrusionStep =
  | { readonly kind: 'rpc-recon'; readonly at: string; readonly from: string }
  | {
      /** CVE-2021-26855 and CVE-2021-27065: from the first probe to the page on disk. */
      readonly kind: 'oab-page-drop';
      readonly at: string;
      readonly from: string;
      readonly stem: string;
      readonly drop: PageDrop;
      /** Whether the session must be built first (autodiscover, emsmdb, proxyLogon), and the value is taken back at the end. */
      readonly firstContact: boolean;
    }
  | {
      readonly kind: 'shell-use';
      readonly at: string;
      readonly from: string;
      readonly page: string;
      readonly commands: readonly ShellCommand[];
      /** Default POST. With GET the command stands in the query. */
      readonly method?: 'GET' | 'POST';
    }
  | {
      readonly kind: 'shell-visit';
      readonly at: readonly string[];
      readonly from: string;
      readonly page: string;
      readonly method?: 'GET' | 'POST';
    }
  | {
      /** Mail read through the SSRF, without any page on the server. */
      readonly kind: 'ssrf-mail-theft';
      readonly at: string;
      readonly from: string;
      readonly stem: string;
      readonly userAgent: string;
      readonly reads: readonly {
        readonly after: number;
        readonly mailbox: string;
        readonly action: 'FindItem' | 'GetItem';
        readonly bytes: number;
        readonly duration: number;
      }[];
    }
  | {
      readonly kind: 'scheduled-task';
      readonly at: string;
      readonly from: string;
      readonly page: string;
      readonly name: string;
      readonly encodedText: string;
      readonly intervalMinutes: number;
    }
  | {
      readonly kind: 'antivirus';
      readonly at: string;
      readonly path: string;
      readonly threat: string;
      /** `emptied`: takes the markup out and leaves the file; default: removes it. */
      readonly leaves?: 'emptied';
    }
  | OabGeneratorWrite
  | VoiceMailObject
  | ProxyShell
  | ProxyToken
  | ProxyNotShell
  | OwaSsrf
  | ViewState
  | PlantPage
  | CompileLibrary
  | AddVirtualDirectory
  | AddModule
  | AddTransportAgent
  | AddAccount
  | SetUpWayBack
  | ChangeWebServer
  | MailExport
  | Ransom
  | LateralMovement
  | PasswordTheft
  | ProxyOracle
  | AddInList
  | DeleteLogs
  | ClearEventLog
  | RemoveFile
  | SsrfAttempt
  | ShellSweep
  | VulnerabilityProbe
  | OwnerWork;
