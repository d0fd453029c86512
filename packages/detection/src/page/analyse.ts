/** A page, read as the server reads it, with what it does for whoever calls it. Pure, total, bounded. */
import type { Dialect, Node, Stmt } from './ast.js';
import { Evaluator } from './evaluation/evaluator.js';
import { explain } from './explain.js';
import { dropped, type Judged, judge, type PageLevel } from './judge.js';
import { Budget, MAX_FINDINGS, MAX_INNER, MAX_PAGE_CHARS } from './limits.js';
import { type CodeChunk, readPage } from './markup.js';
import { parseTokens, tokenize } from './parse.js';
import { decodeScript } from './script-encode.js';
import type { Token } from './token.js';
import { fromUtf7, UTF7 } from './utf7.js';
import { mayAct } from './vocabulary.js';

export interface PageLine {
  /** From 1. */
  readonly line: number;
  /** Shortened. */
  readonly text: string;
}

export interface PageFinding {
  /** Short name of what the page does: `evaluate`, `start`, `files` … */
  readonly kind: Judged['kind'];
  readonly level: PageLevel;
  readonly what: string;
  readonly why: string;
  /** Where the data enters and where it acts. */
  readonly lines: readonly PageLine[];
}

export interface PageAnalysis {
  /** The worst of the findings. */
  readonly level: PageLevel | undefined;
  readonly findings: readonly PageFinding[];
  /** Whether anything in the text is run by the server. */
  readonly serverCode: boolean;
  /** The analysis stopped before the end of the page. */
  readonly budgetReached: boolean;
}

const NOTHING: PageAnalysis = { level: undefined, findings: [], serverCode: false, budgetReached: false };
/** Pages written by a page that are read in turn. */
const MAX_DROPPED = 20;
/** Characters of a quoted line. */
const QUOTED = 160;

/** Tokens of all code of one language, in the order of the page, as one program. */
function program(chunks: readonly CodeChunk[], dialect: Dialect, budget: Budget): Stmt[] {
  const tokens: Token[] = [];
  const basic = dialect === 'vbnet' || dialect === 'vbscript';
  for (const chunk of chunks) {
    const op = (v: string): void => {
      tokens.push({ k: v === '\n' ? 'nl' : 'op', v, at: chunk.at });
    };
    if (chunk.printed) {
      tokens.push({ k: 'id', v: '__print', at: chunk.at });
      op('(');
    }
    tokenize(decodeScript(chunk.text) ?? chunk.text, dialect, chunk.at, budget, tokens);
    if (chunk.printed) op(')');
    op(basic ? '\n' : ';');
  }
  return parseTokens(tokens, dialect);
}

const CONSTANT: ReadonlySet<Node['k']> = new Set<Node['k']>(['lit', 'id', 'list']);

const constant = (e: Node): boolean =>
  CONSTANT.has(e.k) || (e.k === 'call' && e.fn.k === 'id' && /^chrw?$/i.test(e.fn.name));

/** Definitions alone: called by itself such a page does nothing, another one includes it. */
const isLibrary = ({ dialect, body }: { readonly dialect: Dialect; readonly body: readonly Stmt[] }): boolean =>
  (dialect === 'vbscript' || dialect === 'jscript') &&
  body.some((s) => s.k === 'def') &&
  body.every(
    (s) =>
      s.k === 'def' ||
      s.k === 'class' ||
      (s.k === 'decl' && (s.init === undefined || CONSTANT.has(s.init.k))) ||
      // Hooks of the including application, which are not defined here.
      (s.k === 'expr' && s.e.k === 'call' && s.e.fn.k === 'id' && /^re(?:dim|gister\w*)$/i.test(s.e.fn.name)) ||
      (s.k === 'expr' && s.e.k === 'set' && s.e.target.k === 'id' && constant(s.e.value)),
  );

/** `extension`: of the file's name, with dot, lower case; decides how the page is read. */
export function analysePage(whole: string, extension: string): PageAnalysis {
  return analyse(whole, extension, new Budget(), 0);
}

function analyse(whole: string, extension: string, budget: Budget, depth: number): PageAnalysis {
  const cut = whole.slice(0, MAX_PAGE_CHARS);
  const text = UTF7.test(cut.slice(0, 2000)) ? fromUtf7(cut) : cut;
  const parts = readPage(text, extension);
  if (parts === undefined) return NOTHING;
  if (whole.length > MAX_PAGE_CHARS) budget.reached = true;
  if (parts.objects.size === 0 && !parts.chunks.some((c) => mayAct(c.text, c.dialect)) && parts.includes.length === 0)
    return { ...NOTHING, serverCode: parts.chunks.length > 0, budgetReached: budget.reached };
  const programs: { dialect: Dialect; body: Stmt[] }[] = [];
  for (const dialect of new Set(parts.chunks.map((c) => c.dialect))) {
    programs.push({
      dialect,
      body: program(
        parts.chunks.filter((c) => c.dialect === dialect),
        dialect,
        budget,
      ),
    });
  }
  const evaluator = new Evaluator(budget, parts.controls, parts.objects);
  evaluator.run(programs);
  const judged = judge([...evaluator.observations.values()], parts, programs.every(isLibrary));
  for (const [page, { at, extension: kind }] of depth < MAX_INNER ? [...evaluator.dropped].slice(0, MAX_DROPPED) : []) {
    // What a page writes as a page counts as its own deed.
    if (analyse(page, kind, budget, depth + 1).level === 'malicious') judged.push(dropped(at));
  }
  const lines = new LineIndex(text);
  const findings: PageFinding[] = judged
    .sort((a, b) => Number(a.level === 'suspicious') - Number(b.level === 'suspicious') || a.at - b.at)
    .slice(0, MAX_FINDINGS)
    .map((j) => {
      const places = new Set([j.observation.source?.at, j.at].filter((p) => p !== undefined).map((p) => lines.of(p)));
      return {
        kind: j.kind,
        level: j.level,
        ...explain(j),
        lines: [...places]
          .sort((a, b) => a - b)
          .map((line) => ({ line, text: lines.text(line).trim().slice(0, QUOTED) })),
      };
    });
  if (budget.reached) {
    findings.push({
      kind: 'unfollowed',
      level: 'suspicious',
      what: 'The page is too large or too deeply nested to follow; the analysis stopped before its end.',
      why: 'Such a page may be built so to escape analysis.',
      lines: [],
    });
  }
  const level = findings.some((f) => f.level === 'malicious')
    ? 'malicious'
    : findings.length > 0
      ? 'suspicious'
      : undefined;
  return { level, findings, serverCode: parts.chunks.length > 0, budgetReached: budget.reached };
}

class LineIndex {
  private readonly starts: number[] = [0];
  constructor(private readonly all: string) {
    for (let i = all.indexOf('\n'); i >= 0 && this.starts.length < 200_000; i = all.indexOf('\n', i + 1))
      this.starts.push(i + 1);
  }
  /** Line number, from 1. */
  of(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
  text(line: number): string {
    const from = this.starts[line - 1] ?? 0;
    return this.all.slice(from, Math.min(this.starts[line] ?? this.all.length, from + 2000));
  }
}
