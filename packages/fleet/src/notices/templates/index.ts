import { de } from './de.js';
import { en } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { it } from './it.js';
import { nl } from './nl.js';
import { pl } from './pl.js';
import { pt } from './pt.js';
import type { Language, LanguageCode } from './template.js';

export * from './template.js';

export const TEXTS: Readonly<Record<LanguageCode, Language>> = { en, de, fr, es, it, nl, pl, pt };

/** The language of a contact (`de`, `de-AT`, `pt_BR`), English where we have no text. */
export function languageOf(code: string): LanguageCode {
  const short = code.toLowerCase().slice(0, 2);
  return (Object.keys(TEXTS) as LanguageCode[]).find((known) => known === short) ?? 'en';
}
