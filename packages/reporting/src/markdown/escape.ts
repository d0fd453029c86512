/** Text and evidence for Markdown (CommonMark with GitHub's tables): whatever the value, it stays text. */
import { cut, visible } from '../text/visible.js';

const MAX_TEXT = 2000;
const MAX_CODE = 500;

/** Prose: no markup, no link, no image, no HTML, never the start of a list, a heading or a rule. */
export function text(value: string): string {
  return visible(cut(value, MAX_TEXT))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~$#!]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}\\.`)
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');
}

/** A value of evidence as a code span, fit for a table cell too. */
export function code(value: string): string {
  const shown = visible(cut(value, MAX_CODE));
  if (shown.trim() === '') return '(empty)';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || shown.startsWith(' ') ? ' ' : '';
  return `${fence}${pad}${shown.replaceAll('|', '\\|')}${pad}${fence}`;
}

/** A table; cells must already be escaped. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return `${line(headers)}${line(headers.map(() => '---'))}${rows.map(line).join('')}\n`;
}
