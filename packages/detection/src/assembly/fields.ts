/** What the analysis of an assembly gives to the facts that rules ask about. */
import type { AssemblyAnalysis } from './analyse.js';

const LINES = 6;

export interface FieldOptions {
  /**
   * The file carries a certificate table, as the products of large makers do. It is not checked, so it acquits nobody: it
   * only keeps what the analysis says from being the last word.
   */
  readonly certified?: boolean;
}

/** `assemblyLevel`, `assemblyKind`, `assemblyWhat`, `assemblyWhy`, `assemblyLines`, `assemblyUnfinished`; none where nothing was found. */
export function assemblyFields(
  analysis: AssemblyAnalysis | undefined,
  options: FieldOptions = {},
): Record<string, string | undefined> {
  const worst = analysis?.findings[0];
  if (analysis === undefined || worst === undefined) return {};
  return {
    assemblyLevel: options.certified === true ? 'suspicious' : worst.level,
    assemblyKind: worst.kind,
    assemblyWhat: worst.what,
    assemblyWhy: worst.why,
    assemblyLines: worst.lines
      .slice(0, LINES)
      .map((l) => (l.method === '' ? l.text : `${l.method}: ${l.text}`))
      .join(' | '),
    assemblyUnfinished: analysis.budgetReached ? 'true' : undefined,
  };
}
