/** One file a language; `Text` is what each has to say. Add a language here and it is offered. */
import { en } from './en.js';

export type Text = typeof en;
const LANGUAGES: Readonly<Record<string, Text>> = { en };

function chosen(): string {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages;
  for (const tag of wanted) {
    const base = tag.split('-')[0] ?? '';
    if (base in LANGUAGES) return base;
  }
  return 'en';
}

export const language = chosen();
export const text: Text = LANGUAGES[language] ?? en;
