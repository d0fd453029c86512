import { CRLF } from './text.js';
import { iso } from './time.js';

/** What tells one Exchange text log from another. */
export interface ExchangeLogStyle {
  readonly logType: string;
  readonly software: 'Microsoft Exchange Server' | 'Microsoft Exchange';
  readonly fields: readonly string[];
  /** Whether a plain CSV header row stands before the comment block (HttpProxy). */
  readonly plainHeader: boolean;
}

/** The header block, without BOM. `version` is the `#Version` value. */
export function exchangeLogHeader(style: ExchangeLogStyle, version: string, time: number): string {
  const lines = style.plainHeader ? [style.fields.join(',')] : [];
  lines.push(
    `#Software: ${style.software}`,
    `#Version: ${version}`,
    `#Log-type: ${style.logType}`,
    `#Date: ${iso(time)}`,
    `#Fields: ${style.fields.join(',')}`,
    '',
  );
  return lines.join(CRLF);
}
