/**
 * What kind of Exchange log it is: by its `#Log-type` line, else by columns that only this kind has.
 * Sources: formats.md of the project's facts; Qazeer/artefacts.help "Microsoft Exchange".
 */
import type { LogSource } from '@allclear/model';

export type ExchangeService =
  | 'httpproxy'
  | 'ecp-server'
  | 'ecp-activity'
  | 'rps-cmdlet'
  | 'rps-http'
  | 'ews'
  | 'mrs'
  | 'autodiscover'
  | 'message-tracking'
  | 'agent-log'
  | 'smtp'
  | 'admin-audit'
  | 'oab-generator'
  | 'other';

const BY_LOG_TYPE: readonly (readonly [RegExp, ExchangeService])[] = [
  [/http ?proxy/i, 'httpproxy'],
  [/^ecp activity/i, 'ecp-activity'],
  [/^ecp server/i, 'ecp-server'],
  [/rps ?_?cmdlet/i, 'rps-cmdlet'],
  [/rps ?_?http/i, 'rps-http'],
  [/^ews\b/i, 'ews'],
  [/mailbox ?replication|\bmrs/i, 'mrs'],
  [/^autodiscover/i, 'autodiscover'],
  [/message tracking/i, 'message-tracking'],
  [/\bagent log/i, 'agent-log'],
  [/\bsmtp\b/i, 'smtp'],
  [/^(admin ?)?audit/i, 'admin-audit'],
  // The exact name is not known from a real file; no other Exchange log type speaks of the offline address book.
  [/\boab|offline address book/i, 'oab-generator'],
];

/** All columns of a row of this list present (any case) means the service. */
const BY_COLUMNS: readonly (readonly [readonly string[], ExchangeService])[] = [
  [['UrlStem', 'AnchorMailbox', 'ProxyAction'], 'httpproxy'],
  [['UrlStem', 'BackEndStatus', 'ProxyAction'], 'httpproxy'],
  [['TimeStamp', 'ServerName', 'EventId', 'EventData'], 'ecp-server'],
  [['ProcessName', 'Cmdlet', 'Parameters'], 'rps-cmdlet'],
  [['UrlStem', 'CommandName', 'ShellId'], 'rps-http'],
  [['SoapAction', 'ImpersonatedUser'], 'ews'],
  [['event-id', 'internal-message-id', 'recipient-address'], 'message-tracking'],
  [['P1FromAddress', 'Agent', 'SmtpResponse'], 'agent-log'],
  [['connector-id', 'session-id', 'sequence-number'], 'smtp'],
  [['RecordType', 'Data', 'Operation'], 'admin-audit'],
];

/** Which log of Exchange this is: by its `#Log-type` where that is known, else by columns that only it has, else `other`. */
export function exchangeService(logType: string | undefined, fields: readonly string[]): ExchangeService {
  const named = logType === undefined ? undefined : BY_LOG_TYPE.find(([pattern]) => pattern.test(logType));
  if (named !== undefined) return named[1];
  const present = new Set(fields.map((f) => f.toLowerCase()));
  const shaped = BY_COLUMNS.find(([columns]) => columns.every((c) => present.has(c.toLowerCase())));
  return shaped?.[1] ?? 'other';
}

/** The Sigma log source of such a log: `product: exchange` and the service. */
export function exchangeSource(service: ExchangeService): LogSource {
  return { product: 'exchange', service };
}
