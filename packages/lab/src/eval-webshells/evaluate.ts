import { analysePageFile, type PageAnalysis } from '@allclear/detection';
import { decodeText } from '@allclear/parsers';
import { collect, magicOf, type Page } from './corpus.js';
import { JUDGED } from './judged.js';
import { hashText, kindsOf, sketch } from './kinds.js';

export interface Row {
  pages: number;
  malicious: number;
  suspicious: number;
}

export interface Listed {
  readonly id: string;
  readonly path: string;
  readonly level: string;
  readonly kinds: readonly string[];
  readonly reason: string;
  readonly heldOut: boolean;
}

export interface Side {
  /** Counted: without those of judged.ts. */
  readonly total: Row;
  /** What judged.ts takes out. */
  readonly judged: Row;
  /** A third of the kinds (malicious) or projects (harmless), chosen by a hash, that nobody reads while rules are made. */
  readonly heldOut: Row;
  readonly byCollection: Map<string, Row>;
  /** Pages of kinds that no other collection has: what rules would miss had they never seen the collection. */
  readonly onlyIn: Map<string, Row>;
  readonly byExtension: Map<string, Row>;
  /** What the pages do, by the worst finding. */
  readonly byKind: Map<string, number>;
  readonly kinds: number;
  /** Malicious side: not found. Harmless side: accused. */
  readonly listed: Listed[];
  readonly bytes: number;
  /** Processor time of the analysis alone, from bytes and file type to findings. */
  readonly seconds: number;
}

const fresh = (): Row => ({ pages: 0, malicious: 0, suspicious: 0 });

const row = (map: Map<string, Row>, key: string): Row => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = fresh();
  map.set(key, made);
  return made;
};

function count(target: Row, { level }: PageAnalysis): void {
  target.pages++;
  if (level !== undefined) target[level]++;
}

/** One of three, whatever the order of the input. */
const held = (name: string): boolean => hashText(name) % 3 === 0;

export function evaluate(folders: readonly string[], malicious: boolean, seen: Set<string>): Side {
  const pages = collect(folders, malicious, seen);
  const { results, seconds, bytes } = timed(pages);
  const kinds = malicious ? kindsOf(pages.map((p) => sketch(decodeText(p.bytes).text))) : pages.map((_, i) => i);
  const homes = new Map<number, Set<string>>();
  for (const [i, page] of pages.entries()) {
    const kind = kinds[i] ?? i;
    const known = homes.get(kind) ?? new Set<string>();
    for (const c of page.collections) known.add(c);
    homes.set(kind, known);
  }
  // A kind keeps its side when collections are added: the smallest identifier of its pages decides.
  const names = new Map<number, string>();
  for (const [i, page] of pages.entries()) {
    const known = names.get(kinds[i] ?? i);
    if (known === undefined || page.id < known) names.set(kinds[i] ?? i, page.id);
  }
  const side: Side = {
    total: fresh(),
    judged: fresh(),
    heldOut: fresh(),
    byCollection: new Map(),
    onlyIn: new Map(),
    byExtension: new Map(),
    byKind: new Map(),
    kinds: homes.size,
    listed: [],
    bytes,
    seconds,
  };
  for (const [i, page] of pages.entries()) {
    const result = results[i];
    if (result === undefined) continue;
    const judged = malicious ? JUDGED.get(page.id) : undefined;
    if (judged !== undefined) {
      count(side.judged, result);
      continue;
    }
    const kind = kinds[i] ?? i;
    const home = homes.get(kind);
    const heldOut = held(malicious ? (names.get(kind) ?? '') : page.collection);
    const targets = [side.total, row(side.byExtension, page.extension)];
    if (heldOut) targets.push(side.heldOut);
    for (const c of page.collections) targets.push(row(side.byCollection, c));
    if (malicious && home?.size === 1) targets.push(row(side.onlyIn, page.collection));
    for (const target of targets) count(target, result);
    const worst = result.findings[0]?.kind;
    if (worst !== undefined) side.byKind.set(worst, (side.byKind.get(worst) ?? 0) + 1);
    if ((result.level === undefined) === malicious)
      side.listed.push({
        id: page.id,
        path: page.path,
        level: result.level ?? 'none',
        kinds: [...new Set(result.findings.map((f) => f.kind))],
        reason: reasonOf(result),
        heldOut,
      });
  }
  return side;
}

function reasonOf(result: PageAnalysis): string {
  if (result.findings.length > 0) return result.findings[0]?.what ?? '';
  return result.serverCode ? 'nothing of the caller seen to reach what acts' : 'no server code seen';
}

function timed(pages: readonly Page[]): { results: PageAnalysis[]; seconds: number; bytes: number } {
  let bytes = 0;
  const input = pages.map((page) => {
    bytes += page.bytes.length;
    return { page, magic: magicOf(page) };
  });
  const start = process.cpuUsage();
  const results = input.map(({ page, magic }) => analysePageFile(page.bytes, magic, page.extension));
  const used = process.cpuUsage(start);
  return { results, seconds: (used.user + used.system) / 1e6, bytes };
}
