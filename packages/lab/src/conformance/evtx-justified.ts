/** Differences from `evtxexport` that are not ours, with the reason. */
import type { Difference } from './evtx-compare.js';

export interface Justified {
  readonly reason: string;
  readonly applies: (difference: Difference) => boolean;
}

const unpadded = (text: string | undefined): string => (text ?? '').toLowerCase().replace(/^0x0*(?=[0-9a-f])/, '0x');

export const JUSTIFIED: readonly Justified[] = [
  {
    reason:
      'hexadecimal numbers: evtxexport pads them with zeros; the event viewer of Windows does not, and rules expect 0x3e7',
    applies: ({ ours, theirs }) => /^0x[0-9a-f]+$/i.test(theirs ?? '') && unpadded(ours) === unpadded(theirs),
  },
  {
    reason: 'sizes and pointers: evtxexport writes some as decimal numbers; Windows writes them hexadecimal',
    applies: ({ ours, theirs }) =>
      /^0x/.test(ours ?? '') && /^\d+$/.test(theirs ?? '') && Number(ours) === Number(theirs),
  },
  {
    reason:
      'negative 32-bit numbers: evtxexport takes the sign bit for a sign before the other 31 bits (-1 becomes -2147483647)',
    applies: ({ ours, theirs }) =>
      /^-\d+$/.test(ours ?? '') && /^-\d+$/.test(theirs ?? '') && Number(theirs) === -(2 ** 31 + Number(ours)),
  },
  {
    reason: 'floating-point numbers: evtxexport writes seven digits and an exponent (1.562049e-001)',
    applies: ({ ours, theirs }) =>
      /^-?\d\.\d{6}e[+-]\d{3}$/.test(theirs ?? '') &&
      Math.abs(Number(ours) - Number(theirs)) <= 1e-6 * Math.abs(Number(theirs)),
  },
];
