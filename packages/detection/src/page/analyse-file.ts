import type { FileMagic } from '@allclear/parsers';
import { analysePage, type PageAnalysis } from './analyse.js';
import { pageReadings } from './readings.js';

const rank = (a: PageAnalysis): number =>
  a.level === 'malicious' ? 3 : a.level === 'suspicious' ? 2 : a.serverCode ? 1 : 0;

/** The worst of what the bytes may be to the server. `extension`: with dot, lower case. */
export function analysePageFile(bytes: Uint8Array, magic: FileMagic, extension: string): PageAnalysis {
  const [first, ...others] = pageReadings(bytes, magic).map((text) => analysePage(text, extension));
  let worst = first ?? analysePage('', extension);
  for (const one of others) if (rank(one) > rank(worst)) worst = one;
  return worst;
}
