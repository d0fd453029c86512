import type { WebRequest } from './request.js';

/** Exchange logs with rows other than requests; the value names the folder rule in `evidence/logs.ts`. */
export type RowLog =
  | 'ecp-server'
  | 'ecp-activity'
  | 'rps-cmdlet'
  | 'rps-http'
  | 'ews'
  | 'message-tracking'
  | 'admin-audit'
  | 'oab-generator';

/** A row of an Exchange text log: values by column name; columns not named stay empty. */
export interface LogRow {
  readonly kind: 'row';
  readonly log: RowLog;
  readonly time: number;
  readonly values: Readonly<Record<string, string | number>>;
}

/** Windows event channels that the lab writes. */
export type Channel =
  | 'MSExchange Management'
  | 'Application'
  | 'Security'
  | 'System'
  | 'Microsoft-Windows-Windows Defender/Operational';

export interface WindowsEvent {
  readonly kind: 'event';
  readonly channel: Channel;
  readonly provider: string;
  readonly eventId: number;
  /** 2 error, 3 warning, 4 information, 0 audit. */
  readonly level: number;
  readonly time: number;
  /** Named members, or an ordered list of unnamed strings. */
  readonly data: Readonly<Record<string, string | number>> | readonly string[];
  readonly qualifiers?: number;
  readonly processId?: number;
}

/** A line of http.sys: a request that never reached a worker process. */
export interface HttpErrorLine {
  readonly kind: 'http-error';
  readonly time: number;
  readonly clientIp: string;
  readonly clientPort: number;
  readonly method?: string;
  readonly uri?: string;
  readonly status?: number;
  readonly siteId?: number;
  readonly reason: string;
  readonly queue?: string;
}

export type Trace = WebRequest | LogRow | WindowsEvent | HttpErrorLine;
