/**
 * What placeholders of rules (`expand`) stand for, as content gives it: a YAML document of its own,
 * `placeholders: {Administrators: [adm_*, root], …}`. The names are compared without regard to case.
 */
import type { Problem } from '@allclear/model';
import type { Placeholders } from './modifiers.js';
import { asList, isRecord, optionalText } from './values.js';

interface Sigma {
  readonly origin: string;
  readonly document: unknown;
}

/** Takes such documents out of a list; several that name the same placeholder add up. */
export function readPlaceholders(documents: readonly Sigma[]): {
  readonly placeholders: Placeholders;
  readonly rest: readonly Sigma[];
  readonly problems: readonly Problem[];
} {
  const placeholders = new Map<string, readonly string[]>();
  const rest: Sigma[] = [];
  const problems: Problem[] = [];
  for (const one of documents) {
    const { document, origin } = one;
    if (!isRecord(document) || document.placeholders === undefined) {
      rest.push(one);
      continue;
    }
    const refuse = (detail: string): void => void problems.push({ code: 'ALC-R001', file: origin, detail });
    if (!isRecord(document.placeholders)) {
      refuse('placeholders is not a map of names and their values');
      continue;
    }
    for (const [name, values] of Object.entries(document.placeholders)) {
      const texts = asList(values).map(optionalText);
      const known = texts.filter((text) => text !== undefined);
      if (known.length === 0 || known.length < texts.length)
        refuse(`the placeholder ${JSON.stringify(name.slice(0, 60))} needs a list of texts`);
      else placeholders.set(name.toLowerCase(), [...(placeholders.get(name.toLowerCase()) ?? []), ...known]);
    }
  }
  return { placeholders, rest, problems };
}
