/**
 * What earlier clean-up tools left on the server. Facts of category `tool-log`:
 * - kind `safety-scanner` (`%windir%\debug\msert.log`, same layout in `mrt.log`): one a threat, with threat, action,
 *   removed (`true`/`false`), path (first file), paths, started (the run's start as written: LOCAL time, no zone);
 * - kind `mitigation-tool` (`EOMTSummary.txt`, `ExchangeMitigation*.log`): one a file, with message.
 * Source: the tools' output; https://learn.microsoft.com/defender-endpoint/safety-scanner-download and
 * https://github.com/microsoft/CSS-Exchange/tree/main/Security/src
 */
import { FactEvent, type Problem } from '@allclear/model';
import type { FactResult } from '../facts/index.js';
import { decodeText } from '../web-file/decode.js';

export const MAX_TOOL_LOG_BYTES = 32 * 1024 * 1024;
export const MAX_THREATS = 10_000;
const MAX_PATHS = 50;
/** Longer lines are cut: no line of these logs is, and patterns must not be fed megabytes. */
export const MAX_LINE = 2000;

interface Threat {
  readonly line: number;
  readonly name: string;
  readonly started: string | undefined;
  removed: boolean;
  action: string | undefined;
  readonly paths: string[];
}

function threatFact(threat: Threat, file: string | undefined): FactEvent {
  const [path] = threat.paths;
  return new FactEvent(
    { product: 'allclear', category: 'tool-log' },
    {
      kind: 'safety-scanner',
      threat: threat.name,
      action: threat.action,
      removed: String(threat.removed),
      path,
      paths: threat.paths.join(' | '),
      started: threat.started,
      file,
    },
    { line: threat.line },
  );
}

function scannerLog(lines: readonly string[], file: string | undefined): FactEvent[] {
  const facts: FactEvent[] = [];
  let current: Threat | undefined;
  let started: string | undefined;
  const flush = (): void => {
    if (current !== undefined && facts.length < MAX_THREATS) facts.push(threatFact(current, file));
    current = undefined;
  };
  lines.forEach((line, index) => {
    const start = /^Started On (.{10,40})$/.exec(line)?.[1];
    if (start !== undefined) started = start.trim();
    const detected =
      /^(?:-> ?)?(?:Extended Scan Results:? ?)?Threat [Dd]etected: ?(.{1,200}?)(?:, ?(not removed|partially removed|removed)\.?)?$/.exec(
        line,
      );
    if (detected?.[1] !== undefined) {
      flush();
      current = {
        line: index + 1,
        name: detected[1],
        started,
        removed: detected[2] === 'removed',
        action: undefined,
        paths: [],
      };
      return;
    }
    if (current === undefined) return;
    const action = /^Action: ?(\w+), ?Result: ?(0x[0-9a-f]+)/i.exec(line);
    if (action?.[1] !== undefined) {
      current.action = action[1];
      if (action[1].toLowerCase() !== 'noaction' && /^0x0+$/i.test(action[2] ?? '')) current.removed = true;
      return;
    }
    const path = /^(?:-> ?)?(?:file|containerfile|process|service|regkey|taskscheduler):(?:\/\/|_)(.{1,500})$/i.exec(
      line,
    )?.[1];
    if (path !== undefined) {
      const plain = (path.split('->')[0] ?? path).trim();
      if (current.paths.length < MAX_PATHS && !current.paths.includes(plain)) current.paths.push(plain);
    } else if (/^(Results Summary|Return code|-{10,})/.test(line)) flush();
  });
  flush();
  return facts;
}

/** `name`: the file's name, which tells a mitigation summary from other text. */
export function parseToolLog(
  bytes: Uint8Array,
  options: { readonly name?: string; readonly file?: string } = {},
): FactResult {
  if (bytes.length === 0) return { facts: [], problems: [{ code: 'ALC-P005', detail: 'the file has no content' }] };
  const problems: Problem[] = [];
  if (bytes.length > MAX_TOOL_LOG_BYTES) {
    problems.push({ code: 'ALC-P008', detail: `read the first ${MAX_TOOL_LOG_BYTES} of ${bytes.length} bytes` });
  }
  const text = decodeText(bytes.subarray(0, MAX_TOOL_LOG_BYTES)).text.replace(/\0+/g, '');
  const lines = text.split(/\r?\n/).map((line) => line.slice(0, MAX_LINE).trim());
  if (/Safety Scanner|Malicious Software Removal Tool/i.test(text.slice(0, 65_536))) {
    return { facts: scannerLog(lines, options.file), problems };
  }
  if (
    /EOMT|Exchange ?Mitigation|mitigat/i.test(options.name ?? '') ||
    /EOMT mitigation summary|mitigate .{0,80}Exchange/i.test(text.slice(0, 4096))
  ) {
    const message = lines
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .join(' ')
      .slice(0, 2000);
    const fact = new FactEvent(
      { product: 'allclear', category: 'tool-log' },
      { kind: 'mitigation-tool', name: options.name, message, file: options.file },
      { line: 1 },
    );
    return { facts: [fact], problems };
  }
  problems.push({ code: 'ALC-P003', detail: 'neither a Safety Scanner log nor a mitigation summary' });
  return { facts: [], problems };
}
