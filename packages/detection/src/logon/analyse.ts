/**
 * Sign-in pages that keep passwords: what is typed into the password's field is followed, in the scripts for the browser and in
 * the code of the server, to whatever sends or stores it. Not the difference from the genuine file accuses, but what is done
 * with the password. Pure, total, bounded.
 */
import { Budget } from '../page/limits.js';
import { readPage } from '../page/markup.js';
import { parseCode } from '../page/parse.js';
import { type Leak, passwordLeaks } from './flow.js';

export interface LogonFinding {
  readonly side: 'browser' | 'server';
  readonly level: 'malicious' | 'suspicious';
  readonly what: string;
  readonly why: string;
  readonly lines: readonly { readonly line: number; readonly text: string }[];
}

export interface LogonAnalysis {
  readonly level: 'malicious' | 'suspicious' | undefined;
  readonly findings: readonly LogonFinding[];
}

export interface LogonOptions {
  /** The folder holds Exchange's own sign-in pages: nobody else's code belongs there. */
  readonly exchange: boolean;
}

const NOTHING: LogonAnalysis = { level: undefined, findings: [] };
/** Characters of a page or script that are read. */
export const MAX_LOGON_CHARS = 1024 * 1024;
const MAX_SCRIPTS = 200;
const QUOTED = 160;

const SCRIPT = /<script\b(?![^>]*\brunat\b)[^>]*>([\s\S]*?)(?:<\/script|$)/gi;
const HANDLER = /\son\w+\s*=\s*(?:"([^"]{10,4000})"|'([^']{10,4000})')/gi;
const ELSEWHERE = /^(?:https?|wss?|ftp):\/\/|^\/\/[\w-]+\./i;

/** `extension`: of the file's name, with dot, lower case. */
export function analyseLogon(whole: string, extension: string, options: LogonOptions): LogonAnalysis {
  const text = whole.slice(0, MAX_LOGON_CHARS);
  if (!/pass|pwd|kennwort/i.test(text)) return NOTHING;
  const budget = new Budget();
  const found: (Leak & { readonly side: 'browser' | 'server' })[] = [];
  for (const { code, at } of browserCode(text, extension)) {
    for (const leak of passwordLeaks(parseCode(code, 'jscript', at, budget), 'browser'))
      found.push({ ...leak, side: 'browser' });
  }
  if (extension !== '.js' && extension !== '.htm' && extension !== '.html') {
    const chunks = readPage(text, extension)?.chunks ?? [];
    for (const dialect of new Set(chunks.map((c) => c.dialect))) {
      const program = chunks
        .filter((c) => c.dialect === dialect)
        .flatMap((c) => parseCode(c.text, dialect, c.at, budget));
      for (const leak of passwordLeaks(program, 'server')) found.push({ ...leak, side: 'server' });
    }
  }
  const findings = found.flatMap((leak) => judged(leak, text, options));
  findings.sort((a, b) => Number(a.level === 'suspicious') - Number(b.level === 'suspicious'));
  return { level: findings[0]?.level, findings };
}

/** Scripts of a page and what its elements do on events; `<%= %>` inside is left out. */
function browserCode(text: string, extension: string): { readonly code: string; readonly at: number }[] {
  if (extension === '.js') return [{ code: text, at: 0 }];
  const out: { code: string; at: number }[] = [];
  const blank = (code: string): string =>
    code.replace(/<%[\s\S]*?%>/g, (server) => `0${' '.repeat(server.length - 1)}`);
  for (const m of text.matchAll(SCRIPT)) {
    const code = m[1] ?? '';
    if (out.length < MAX_SCRIPTS && /\S/.test(code))
      out.push({ code: blank(code), at: m.index + m[0].indexOf(code, m[0].indexOf('>')) });
  }
  for (const m of text.matchAll(HANDLER)) {
    const code = m[1] ?? m[2] ?? '';
    if (out.length < MAX_SCRIPTS && /pass|pwd/i.test(code)) out.push({ code: blank(code), at: m.index });
  }
  return out;
}

function judged(
  leak: Leak & { readonly side: 'browser' | 'server' },
  text: string,
  { exchange }: LogonOptions,
): LogonFinding[] {
  const elsewhere = leak.where !== undefined && ELSEWHERE.test(leak.where);
  // Elsewhere, scripts send the password to their own server: that is how they sign in.
  if (!exchange && leak.side === 'browser' && !elsewhere) return [];
  if (!exchange && leak.side === 'server' && leak.how !== 'written to a file') return [];
  const line = text.slice(0, leak.at).split('\n').length;
  const quoted = (text.split('\n', line)[line - 1] ?? '').trim();
  const from = Math.max(0, Math.min(leak.at - (text.lastIndexOf('\n', leak.at - 1) + 1) - 60, quoted.length - QUOTED));
  return [
    {
      side: leak.side,
      level: exchange ? 'malicious' : 'suspicious',
      what: `The password that a visitor types is ${leak.how}${leak.where === undefined ? '' : ` (${leak.where})`}.`,
      why: exchange
        ? "Exchange's own sign-in pages hand the password over with the form and do nothing else with it: every password typed here must be taken for stolen."
        : 'Programs that keep or pass on passwords are how intruders collect them; some applications store passwords of their own this way.',
      lines: [{ line, text: quoted.slice(from, from + QUOTED) }],
    },
  ];
}
