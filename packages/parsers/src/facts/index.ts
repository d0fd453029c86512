import type { FactEvent, Problem } from '@allclear/model';

/** What a parser of a whole file gives: statements about the file, and what was wrong with it (without file names). */
export interface FactResult {
  readonly facts: readonly FactEvent[];
  readonly problems: readonly Problem[];
}
