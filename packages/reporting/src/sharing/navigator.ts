/** A layer of the ATT&CK Navigator (layer format 4.5): the techniques that were seen, scored by how far they got. */
import { type Assessment, ATTACK_VERSION, type Outcome } from '@allclear/model';

const SCORE: Readonly<Record<Outcome, number>> = {
  context: 0,
  mitigation: 0,
  exposure: 10,
  supporting: 25,
  probe: 25,
  attempt: 50,
  'success-likely': 75,
  success: 100,
};

/** The layer as JSON text: 100 where a technique succeeded, 50 where it was tried. */
export function renderNavigator(assessment: Assessment): string {
  const techniques = new Map<string, { score: number; comments: Set<string> }>();
  for (const finding of assessment.findings)
    for (const { id } of finding.techniques) {
      const known = techniques.get(id) ?? { score: 0, comments: new Set<string>() };
      known.score = Math.max(known.score, SCORE[finding.outcome]);
      known.comments.add(`${finding.rule.title} (${finding.id})`);
      techniques.set(id, known);
    }
  const layer = {
    name: `Allclear: ${assessment.host.name}`,
    versions: { attack: ATTACK_VERSION.split('.')[0], navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: assessment.verdict.statement,
    filters: { platforms: ['Windows'] },
    sorting: 3,
    techniques: [...techniques]
      .filter(([, { score }]) => score > 0)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([techniqueID, { score, comments }]) => ({
        techniqueID,
        score,
        enabled: true,
        comment: [...comments].slice(0, 10).join('\n'),
      })),
    gradient: { colors: ['#ffe9c7', '#f28e2b', '#b3001b'], minValue: 0, maxValue: 100 },
    legendItems: [
      { label: 'tried or supporting', color: '#f8bb77' },
      { label: 'succeeded', color: '#b3001b' },
    ],
  };
  return `${JSON.stringify(layer, undefined, 1)}\n`;
}
