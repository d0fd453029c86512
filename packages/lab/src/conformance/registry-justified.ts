/** Differences to `regfexport` that are the other tool's, each with its reason. */
import type { RegistryDifference } from './registry-compare.js';

interface Justified {
  readonly reason: string;
  readonly applies: (difference: RegistryDifference) => boolean;
}

const TEXT = new Set(['REG_SZ', 'REG_EXPAND_SZ', 'REG_LINK']);
const UNKNOWN = 'unknown: ';

export const REGISTRY_JUSTIFIED: readonly Justified[] = [
  {
    reason: 'a type that has no name is told as its number by both',
    applies: ({ field, ours, theirs }) => field === 'type' && theirs === `${UNKNOWN}${ours}`,
  },
  {
    reason:
      'regfexport takes data of one to three bytes that stand in the value itself from the end of the four bytes (hivexml reads them as we do)',
    applies({ field, ours, theirs }) {
      const bytes = ours.length / 2;
      if (field !== 'data' || !/^([0-9a-f]{2}){1,3}$/.test(ours)) return false;
      return theirs === ours.padEnd(8, '0').slice(8 - 2 * bytes);
    },
  },
  {
    reason: 'regfexport measures a text by its closing zero, before or behind the size that the value declares',
    applies: ({ field, type, ours, theirs }) =>
      TEXT.has(type ?? '') && (field === 'size' || (field === 'data' && theirs.startsWith(ours) && theirs !== ours)),
  },
  {
    reason: 'the value declares eight bytes where four fit: told as declared',
    applies: ({ field, ours, theirs }) => field === 'size' && ours === '8' && theirs === '4',
  },
];
