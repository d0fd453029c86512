/**
 * A .NET assembly judged as the pages are that it may have been made from: its code is written out as source text and goes
 * through the analysis of pages. Pure, total, bounded.
 */
import { type DotNetAssembly, type DotNetType, parseDotNet } from '@allclear/parsers';
import { analyseLogon } from '../logon/index.js';
import { analysePage, type PageFinding, type PageLevel } from '../page/index.js';
import { embeddedAssemblies, isProgram } from './embedded.js';
import { levelIn, SMALL_LIBRARY } from './judge.js';
import { MAX_DATA, MAX_EMBEDDED, MAX_LEVELS, MAX_PIECE, MAX_PIECES } from './limits.js';
import { CONTROL_MARKUP, isClientType } from './platform.js';
import { methodSource, overridesOf, type SourceContext } from './source.js';

export interface AssemblyLine {
  /** `Type.Method`. */
  readonly method: string;
  /** As source text, shortened. */
  readonly text: string;
}

export interface AssemblyFinding {
  /** What pages do, and `password`: keeps what is typed as password. */
  readonly kind: PageFinding['kind'] | 'password';
  readonly level: PageLevel;
  readonly what: string;
  readonly why: string;
  readonly lines: readonly AssemblyLine[];
}

export interface AssemblyAnalysis {
  /** The worst of the findings. */
  readonly level: PageLevel | undefined;
  readonly findings: readonly AssemblyFinding[];
  /** Whether the assembly takes requests of a web server at all. */
  readonly client: boolean;
  /** The analysis stopped before the end. */
  readonly budgetReached: boolean;
}

const NOTHING: AssemblyAnalysis = { level: undefined, findings: [], client: false, budgetReached: false };

/** Undefined where the bytes are no .NET assembly. Assemblies hidden inside it count as its own deed. */
export function analyseAssemblyFile(bytes: Uint8Array): AssemblyAnalysis | undefined {
  return analyseLevel(bytes, 0);
}

function analyseLevel(bytes: Uint8Array, level: number): AssemblyAnalysis | undefined {
  const { assembly } = parseDotNet(bytes);
  if (assembly === undefined) return undefined;
  const own = analyseAssembly(assembly);
  if (own.level === 'malicious' || level >= MAX_LEVELS) return own;
  for (const inner of innerAssemblies(assembly)) {
    const found = analyseLevel(inner, level + 1);
    if (found?.level === 'malicious') return insideOf(found, own);
  }
  return own;
}

/** Worst of the assemblies that stand in a text as Base64, hexadecimal digits or bytes; undefined where there is none. */
export function analyseEmbedded(text: string): AssemblyAnalysis | undefined {
  let worst: AssemblyAnalysis | undefined;
  for (const bytes of embeddedAssemblies(text)) {
    const found = analyseAssemblyFile(bytes);
    if (found !== undefined && (worst?.level === undefined || found.level === 'malicious')) worst = found;
  }
  return worst === undefined ? undefined : insideOf(worst, undefined);
}

function insideOf(found: AssemblyAnalysis, outer: AssemblyAnalysis | undefined): AssemblyAnalysis {
  const findings = found.findings.map((f) => ({ ...f, what: `In a program that is hidden inside: ${f.what}` }));
  return { ...found, findings: [...findings, ...(outer?.findings ?? [])] };
}

/** Programs in resources, in constant data and in literals. */
function* innerAssemblies(assembly: DotNetAssembly): Generator<Uint8Array> {
  let count = 0;
  for (const { bytes } of assembly.resources())
    if (bytes !== undefined && isProgram(bytes) && count++ < MAX_EMBEDDED) yield bytes;
  for (const { text } of assembly.metadata.userStrings()) {
    if (text.length < 600 || !/TV[opqr]|4d5a/i.test(text.slice(0, 64))) continue;
    for (const bytes of embeddedAssemblies(text)) if (count++ < MAX_EMBEDDED) yield bytes;
  }
  for (const type of assembly.types)
    for (const field of type.fields) {
      const size = /=(\d+)$/.exec(field.type)?.[1];
      if (size === undefined || Number(size) < 512 || count >= MAX_EMBEDDED) continue;
      const bytes = assembly.fieldData(field.row, Math.min(Number(size), MAX_DATA * 16));
      if (bytes !== undefined && isProgram(bytes)) {
        count++;
        yield bytes;
      }
    }
}

/** What the code of one assembly does for whoever calls the server; assemblies hidden inside it are not looked into. */
export function analyseAssembly(assembly: DotNetAssembly): AssemblyAnalysis {
  if (!takesRequests(assembly)) return NOTHING;
  const context: SourceContext = { assembly, overrides: overridesOf(assembly) };
  const findings: AssemblyFinding[] = [];
  let budgetReached = false;
  let pieces = 0;
  const size = assembly.types.reduce((sum, t) => sum + t.methods.length, 0);
  for (const piece of piecesOf(assembly, context)) {
    if (pieces++ >= MAX_PIECES) {
      budgetReached = true;
      break;
    }
    const page = analysePage(piece.text, '.ashx');
    budgetReached ||= page.budgetReached;
    if (size <= SMALL_LIBRARY) {
      for (const { what, why, lines } of analyseLogon(piece.text, '.ashx', { exchange: false }).findings) {
        const at = lines.map((l) => ({ method: piece.methodAt(l.line), text: l.text }));
        findings.push({ kind: 'password', level: 'malicious', what, why, lines: at });
      }
    }
    for (const finding of page.findings) {
      const lines = finding.lines.map((l) => ({ method: piece.methodAt(l.line), text: l.text }));
      const level = levelIn(finding, lines, size);
      if (level === undefined) continue;
      findings.push({ kind: finding.kind, level, what: inWords(finding.what), why: inWords(finding.why), lines });
    }
  }
  findings.sort((a, b) => Number(a.level === 'suspicious') - Number(b.level === 'suspicious'));
  return { level: findings[0]?.level, findings, client: true, budgetReached };
}

/** Whether any type is used through which a caller of the server speaks. */
function takesRequests(assembly: DotNetAssembly): boolean {
  for (const type of assembly.typeReferences()) if (isClientType(type)) return true;
  return false;
}

interface Piece {
  readonly text: string;
  methodAt(line: number): string;
}

const HEAD = `${CONTROL_MARKUP}<%@ WebHandler Language="C#" Class="Compiled" %>`;

/** The whole assembly in one piece, or in several where it is large: types are not torn apart. */
function* piecesOf(assembly: DotNetAssembly, context: SourceContext): Generator<Piece> {
  let parts: { name: string; text: string }[] = [];
  let length = 0;
  for (const type of assembly.types) {
    const written = typeSource(type, context);
    const size = written.reduce((sum, p) => sum + p.text.length, 0);
    if (length > 0 && length + size > MAX_PIECE) {
      yield piece(parts);
      parts = [];
      length = 0;
    }
    for (const part of written) parts.push(part);
    length += size;
  }
  if (parts.length > 0) yield piece(parts);
}

function typeSource(type: DotNetType, context: SourceContext): { name: string; text: string }[] {
  return type.methods.map((method) => ({
    name: `${type.fullName}.${method.name}`,
    text: methodSource(method, context),
  }));
}

function piece(parts: readonly { readonly name: string; readonly text: string }[]): Piece {
  const starts: { line: number; name: string }[] = [];
  const lines: string[] = [HEAD, 'public class Compiled {'];
  let line = 3;
  for (const { name, text } of parts) {
    starts.push({ line, name });
    lines.push(text);
    line += text.split('\n').length;
  }
  lines.push('}');
  return {
    text: lines.join('\n'),
    methodAt: (at) => starts.findLast((s) => s.line <= at)?.name ?? '',
  };
}

const inWords = (text: string): string =>
  text
    .replace(/\b(t)he field "field(\w+)" of the page/gi, (_, t: string, control: string) =>
      t === 'T' ? `What a visitor enters (${control})` : `what a visitor enters (${control})`,
    )
    .replace(/\b([Tt])he page\b/g, '$1he library')
    .replace(/\bthis page\b/g, 'this library');
