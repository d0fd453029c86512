import type { LabCase } from '../cases/index.js';
import { hash32 } from '../random/index.js';
import type { Figures } from './figures.js';

/** Changed only to draw another sample. */
const DRAW = 'gate-1';

/** One case of every scenario, drawn by its id: a fast sample of the whole set, from both halves. */
export function gateCases(cases: readonly LabCase[]): LabCase[] {
  const drawn = new Map<string, LabCase>();
  const lot = ({ id }: LabCase): number => hash32(`${DRAW}/${id}`);
  for (const labCase of cases) {
    const before = drawn.get(labCase.story.id);
    if (before === undefined || lot(labCase) < lot(before)) drawn.set(labCase.story.id, labCase);
  }
  return [...drawn.values()];
}

/** Share of right verdicts that is demanded where the evidence bears a definite answer. */
export const RIGHT_SHARE = 0.99;
/** False findings of level high and more that are borne, for each million benign log lines. */
export const FALSE_PER_MILLION = 0.1;

/** What a half must not do; empty: it passes. */
export function failures(figures: Figures): string[] {
  const { grave, sufficient, falseFindings } = figures;
  const found = grave.map((id) => `${id}: all-clear on an entered server, or "compromised" where nobody got in`);
  if (sufficient.right < RIGHT_SHARE * sufficient.cases)
    found.push(`${sufficient.right} of ${sufficient.cases} right where the evidence suffices: less than 99 %`);
  if (falseFindings.perMillion > FALSE_PER_MILLION)
    found.push(`${falseFindings.count} false findings of level high or more in ${falseFindings.lines} benign lines`);
  return found;
}
