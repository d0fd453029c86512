import { analysePageFile, type PageAnalysis } from '@allclear/detection';
import { magicOf, type Page, pages } from './corpus.js';

export interface Row {
  pages: number;
  malicious: number;
  suspicious: number;
}

export interface Listed {
  readonly path: string;
  readonly level: string;
  readonly kinds: readonly string[];
}

export interface Side {
  readonly total: Row;
  readonly byCollection: Map<string, Row>;
  readonly byExtension: Map<string, Row>;
  /** What the pages do, by the worst finding. */
  readonly byKind: Map<string, number>;
  /** Malicious side: not found. Harmless side: accused. */
  readonly listed: Listed[];
  readonly bytes: number;
  /** Processor time of the analysis alone. */
  readonly seconds: number;
}

const row = (map: Map<string, Row>, key: string): Row => {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh: Row = { pages: 0, malicious: 0, suspicious: 0 };
  map.set(key, fresh);
  return fresh;
};

function count(target: Row, { level }: PageAnalysis): void {
  target.pages++;
  if (level !== undefined) target[level]++;
}

export function evaluate(folders: readonly string[], malicious: boolean, seen: Set<string>): Side {
  const total: Row = { pages: 0, malicious: 0, suspicious: 0 };
  const byCollection = new Map<string, Row>();
  const byExtension = new Map<string, Row>();
  const byKind = new Map<string, number>();
  const listed: Listed[] = [];
  let bytes = 0;
  let seconds = 0;
  for (const page of pages(folders, malicious, seen)) {
    const { result, time } = timed(page);
    bytes += page.bytes.length;
    seconds += time;
    for (const target of [total, row(byCollection, page.collection), row(byExtension, page.extension)])
      count(target, result);
    const kind = result.findings[0]?.kind;
    if (kind !== undefined) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
    if ((result.level === undefined) === malicious) {
      listed.push({
        path: page.path,
        level: result.level ?? 'none',
        kinds: [...new Set(result.findings.map((f) => f.kind))],
      });
    }
  }
  return { total, byCollection, byExtension, byKind, listed, bytes, seconds };
}

function timed(page: Page): { result: PageAnalysis; time: number } {
  const start = process.cpuUsage();
  const result = analysePageFile(page.bytes, magicOf(page), page.extension);
  const used = process.cpuUsage(start);
  return { result, time: (used.user + used.system) / 1e6 };
}
