import type { Place } from '@allclear/model';

/** One line of `allclear detect`. */
export interface DetectedMatch {
  readonly ruleId: string;
  readonly time: number | undefined;
  readonly host: string | undefined;
  readonly place: Place;
  readonly fields: Readonly<Record<string, string>>;
}
