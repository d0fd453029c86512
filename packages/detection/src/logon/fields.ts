/** What the analysis of a sign-in page gives to the facts that rules ask about. */
import type { LogonAnalysis } from './analyse.js';

/** `logonLevel`, `logonSide` (`browser`, `server`), `logonWhat`, `logonWhy`, `logonLines`; none where nothing was found. */
export function logonFields(analysis: LogonAnalysis | undefined): Record<string, string | undefined> {
  const worst = analysis?.findings[0];
  if (worst === undefined) return {};
  return {
    logonLevel: worst.level,
    logonSide: worst.side,
    logonWhat: worst.what,
    logonWhy: worst.why,
    logonLines: worst.lines.map((l) => `${l.line}: ${l.text}`).join(' | '),
  };
}
