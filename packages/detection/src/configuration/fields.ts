/** What the analysis of a configuration gives to the facts that rules ask about. */
import type { ConfigurationAnalysis } from './analyse.js';

/** `settingLevel`, `settingKind`, `settingWhat`, `settingWhy`, `settingLines`; none where nothing was found. */
export function configurationFields(analysis: ConfigurationAnalysis | undefined): Record<string, string | undefined> {
  const worst = analysis?.findings[0];
  if (worst === undefined) return {};
  return {
    settingLevel: worst.level,
    settingKind: worst.kind,
    settingWhat: worst.what,
    settingWhy: worst.why,
    settingLines: worst.lines.map((l) => `${l.line}: ${l.text}`).join(' | '),
  };
}
