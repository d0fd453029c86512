import type { BackgroundName } from '../background/index.js';

/** The sources of ordinary traffic of the examples, in a fixed order: their archives are published byte by byte. */
export const ALL_BACKGROUND: readonly BackgroundName[] = [
  'administrators',
  'agents',
  'crawlers',
  'healthProbes',
  'loadBalancer',
  'mailFlow',
  'oddPages',
  'people',
  'scanners',
  'shellSweeps',
  'sprayers',
  'systemEvents',
  'vulnerabilityProbes',
];
