/**
 * `ConsoleHost_history.txt`: the commands that a user typed into PowerShell (PSReadLine), oldest first, without times.
 * One fact of category `powershell-history` for each: command, user. A command that goes on over several lines ends each
 * but the last with a backtick.
 * Source: https://learn.microsoft.com/powershell/module/psreadline/about/about_psreadline
 */
import { FactEvent, type Problem } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { decodeText } from '../web-file/index.js';

const MAX_BYTES = 16 << 20;
const MAX_COMMANDS = 50_000;
const MAX_COMMAND = 16_384;
const MAX_LINES = 500;

/** Facts in the order of the file; `file`: its Windows path, for the name of the user. */
export function parsePowerShellHistory(bytes: Uint8Array, options: { readonly file?: string } = {}): FactResult {
  if (bytes.length === 0) return { facts: [], problems: [{ code: 'ALC-P005', detail: 'the file has no content' }] };
  const problems: Problem[] = [];
  if (bytes.length > MAX_BYTES)
    problems.push({ code: 'ALC-P008', detail: `read the first ${MAX_BYTES} of ${bytes.length} bytes` });
  const user =
    /\\Users\\([^\\]+)\\/i.exec(options.file ?? '')?.[1] ??
    (/\\systemprofile\\/i.test(options.file ?? '') ? 'SYSTEM' : undefined);
  const lines = decodeText(bytes.subarray(0, MAX_BYTES)).text.split(/\r?\n/);
  const facts: FactEvent[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    const parts = [lines[i] ?? ''];
    while ((parts.at(-1) ?? '').endsWith('`') && i + 1 < lines.length && parts.length < MAX_LINES) {
      parts[parts.length - 1] = (parts.at(-1) ?? '').slice(0, -1);
      parts.push(lines[++i] ?? '');
    }
    const command = parts.join('\n').slice(0, MAX_COMMAND);
    if (command.trim() === '') continue;
    if (facts.length >= MAX_COMMANDS) {
      problems.push({ code: 'ALC-P008', detail: `commands beyond the limit of ${MAX_COMMANDS} were left out`, line });
      break;
    }
    facts.push(
      new FactEvent(
        { product: 'allclear', category: 'powershell-history' },
        { command, user, file: options.file },
        { line },
      ),
    );
  }
  return { facts, problems };
}
