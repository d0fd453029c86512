import type { Family } from './schema.js';

export type BuildNumber = readonly [number, number, number, number];

/** `15.1.2176.9`, `15.01.2176.009` and `Version 15.1 (Build 2176.9)` are the same build; undefined for anything else. */
export function parseBuild(text: string): BuildNumber | undefined {
  const plain = /^\s*(\d{1,3})\.(\d{1,3})\.(\d{1,5})\.(\d{1,5})\s*$/.exec(text);
  const display = /^\s*Version (\d{1,3})\.(\d{1,3}) \(Build (\d{1,5})\.(\d{1,5})\)\s*$/i.exec(text);
  const match = plain ?? display;
  if (!match) return undefined;
  const [a, b, c, d] = match.slice(1).map(Number);
  return [a ?? 0, b ?? 0, c ?? 0, d ?? 0];
}

/** `15.1.2176.9`: the form without leading zeros in which the build table and all output name a build. */
export function formatBuild(build: BuildNumber): string {
  return build.join('.');
}

/** Negative, 0 or positive, comparing the four numbers as integers. */
export function compareBuilds(a: BuildNumber, b: BuildNumber): number {
  for (let i = 0; i < 4; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** First third number of the Subscription Edition; below it 15.2 is Exchange 2019. */
const FIRST_SE = 2562;

/** The product a build belongs to (`2016`); undefined for what is no Exchange 2010 or later. */
export function familyOf(build: BuildNumber): Family | undefined {
  const [major, minor, cumulative] = build;
  if (major === 14) return '2010';
  if (major !== 15) return undefined;
  if (minor === 0) return '2013';
  if (minor === 1) return '2016';
  if (minor === 2) return cumulative >= FIRST_SE ? 'SE' : '2019';
  return undefined;
}
