import { type LogArtifact, sniffLog } from '@allclear/parsers';

/** Artifact (what it is on the server) -> the parser that reads it line by line; undefined: not a log. */
const PARSER_OF: Readonly<Record<string, LogArtifact>> = {
  'iis-log': 'iis-log',
  'httperr-log': 'httperr-log',
  'exchange-httpproxy': 'exchange-csv',
  'exchange-ecp-server': 'exchange-csv',
  'exchange-ecp-activity': 'exchange-csv',
  'exchange-cmdlet': 'exchange-csv',
  'exchange-rps-http': 'exchange-csv',
  'exchange-ews': 'exchange-csv',
  'exchange-mrs': 'exchange-csv',
  'exchange-autodiscover': 'exchange-csv',
  'message-tracking': 'exchange-csv',
  'agent-log': 'exchange-csv',
  'smtp-log': 'exchange-csv',
  'exchange-audit': 'exchange-csv',
  'exchange-csv': 'exchange-csv',
  'oab-generator': 'oab-generator',
  'event-log-json': 'event-log-json',
};

/** Content decides between parsers, the artifact only where content is silent. */
export function logArtifact(artifact: string, head: Uint8Array): LogArtifact | undefined {
  const usual = PARSER_OF[artifact];
  if (usual === undefined) return undefined;
  // The marker of an OAB generator log may stand far behind its head, which looks like any Exchange log.
  return usual === 'oab-generator' ? usual : (sniffLog(head) ?? usual);
}
