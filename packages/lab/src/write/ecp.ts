/**
 * EventData of the ECP Server log: `S:KEY=value` elements joined by `;`. An element with characters of its own
 * (`;`, quotes, markup) is wrapped in single quotes and its inner single quotes are doubled.
 */
export interface EcpRequest {
  readonly command: string;
  readonly url: string;
  readonly build: string;
  readonly sessionId: string;
  readonly activityId: string;
  readonly exception?: string;
  readonly milliseconds: number;
}

export function ecpEventData(request: EcpRequest): string {
  const element = (key: string, value: string): string => {
    const text = `S:${key}=${value}`;
    return /[;'"<]/.test(value) && value !== '<null>' ? `'${text.replaceAll("'", "''")}'` : text;
  };
  return [
    element('TIME', String(request.milliseconds)),
    element('SID', request.sessionId),
    element('CMD', request.command),
    element('REQID', ''),
    element('URL', request.url),
    element('REFERRER', ''),
    element('EX', request.exception ?? ''),
    element('ACTID', request.activityId),
    element('RS', request.exception ? '1' : '0'),
    element('BLD', request.build),
    element('TNAME', '<null>'),
    element('TID', ''),
    element('USID', request.sessionId),
    element('EDOID', ''),
    element('ACID', ''),
  ].join(';');
}
