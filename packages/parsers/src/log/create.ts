import { EventJsonParser } from '../event-json/parser.js';
import { ExchangeCsvParser } from '../exchange-csv/parser.js';
import { TextLogParser } from '../text-log/parser.js';
import { W3cParser } from '../w3c/parser.js';
import type { LogArtifact, LogFallback, LogParser } from './parser.js';

/** A parser for one file of this kind. */
export function createLogParser(artifact: LogArtifact, fallback?: LogFallback): LogParser {
  switch (artifact) {
    case 'iis-log':
    case 'httperr-log':
      return new W3cParser(artifact, fallback);
    case 'exchange-csv':
      return new ExchangeCsvParser();
    case 'event-log-json':
      return new EventJsonParser();
    case 'oab-generator':
    case 'text-log':
      return new TextLogParser(artifact);
  }
}
