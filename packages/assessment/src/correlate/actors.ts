/** Published groups whose marks the findings carry: "consistent with", never proof. */
import { type ActorProfile, consistency, type Marker } from '@allclear/content';
import type { ActorHint, Finding } from '@allclear/model';
import { outcomeRank } from './clients.js';

export function actorHints(findings: readonly Finding[], profiles: readonly ActorProfile[]): ActorHint[] {
  // What scanners ask for says nothing about who got in.
  const relevant = findings.filter((f) => outcomeRank(f.outcome) > 0 && f.outcome !== 'probe');
  const hints: ActorHint[] = [];
  for (const profile of profiles) {
    const hits = profile.consistentWith
      .map((marker) => ({ marker, by: relevant.filter((finding) => hit(marker, finding)) }))
      .filter(({ by }) => by.length > 0);
    const level = consistency(
      profile,
      hits.map(({ marker }) => marker),
    );
    // A single weak mark (a file name, an address) is shared by too many: it identifies nobody.
    if (level === undefined || (level === 'low' && hits.length < 2)) continue;
    hints.push({
      name: profile.aliases.length > 0 ? `${profile.name} (${profile.aliases.join(', ')})` : profile.name,
      consistency: level,
      because: hits.map(({ marker }) => marker.description),
      wouldTell: profile.wouldTell,
      findings: [...new Set(hits.flatMap(({ by }) => by.map((f) => f.id)))],
    });
  }
  const order = { high: 0, medium: 1, low: 2 } as const;
  return hints.sort((a, b) => order[a.consistency] - order[b.consistency] || a.name.localeCompare(b.name));
}

function hit(marker: Marker, finding: Finding): boolean {
  const { contains, names, rules, between } = marker.match;
  if (rules?.includes(finding.rule.id)) return true;
  if (between && outcomeRank(finding.outcome) >= outcomeRank('success-likely')) {
    if (finding.first !== undefined && finding.first >= between.from && finding.first <= between.to) return true;
  }
  const values = [
    ...finding.entities.map((e) => e.value),
    ...finding.quotes.flatMap((quote) => Object.values(quote.fields)),
  ].map((v) => v.toLowerCase());
  if (contains?.some((token) => values.some((value) => value.includes(token.toLowerCase())))) return true;
  return (
    names?.some((name) =>
      finding.entities.some((e) => e.value.split(/[\\/]/).at(-1)?.toLowerCase() === name.toLowerCase()),
    ) ?? false
  );
}
