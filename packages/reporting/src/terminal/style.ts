/** Colour for fixed words only; values of evidence are never styled and never contain an escape of their own. */
export type Tone = 'bad' | 'warn' | 'good' | 'unsure' | 'strong' | 'faint';

const CODES: Record<Tone, string> = {
  bad: '1;31',
  warn: '1;33',
  good: '1;32',
  unsure: '1;36',
  strong: '1',
  faint: '2',
};

export type Paint = (tone: Tone, text: string) => string;

export function painter(colour: boolean): Paint {
  return colour ? (tone, text) => `\u001b[${CODES[tone]}m${text}\u001b[0m` : (_tone, text) => text;
}
