import { createLogParser } from '@allclear/parsers';
import { loadKnowledge } from './assess.js';

/** Literals that the own rules demand of an IIS line and of an HttpProxy row: what a search tool would be given. */
export async function prefilterLiterals(): Promise<string[]> {
  const { compiled } = await loadKnowledge();
  const literals = new Set<string>();
  for (const [artifact, header] of HEADERS) {
    const parser = createLogParser(artifact);
    const bytes = new TextEncoder().encode(header);
    parser.header(bytes, 0, bytes.length);
    if (parser.table)
      for (const literal of compiled.ruleSet.forTable(parser.table).spec.literals) literals.add(literal);
  }
  return [...literals].sort();
}

const HEADERS = [
  [
    'iis-log',
    '#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken',
  ],
  [
    'exchange-csv',
    '#Fields: DateTime,RequestId,MajorVersion,MinorVersion,BuildVersion,RevisionVersion,ClientRequestId,Protocol,UrlHost,UrlStem,ProtocolAction,AuthenticationType,IsAuthenticated,AuthenticatedUser,Organization,AnchorMailbox,UserAgent,ClientIpAddress,ServerHostName,HttpStatus,BackEndStatus,ErrorCode,Method,ProxyAction,TargetServer,TargetServerVersion,RoutingType,RoutingHint,BackEndCookie,UrlQuery,GenericInfo,GenericErrors',
  ],
] as const;
