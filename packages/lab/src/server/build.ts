/** The four numbers of an Exchange build. */
export interface Build {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
  readonly revision: number;
}

export function parseBuild(text: string): Build {
  const [major, minor, build, revision] = text.split('.').map(Number);
  if (major === undefined || minor === undefined || build === undefined || revision === undefined) {
    throw new RangeError(`not a build: ${text}`);
  }
  return { major, minor, build, revision };
}

/** `15.1.2176.2`. */
export function shortBuild(b: Build): string {
  return `${b.major}.${b.minor}.${b.build}.${b.revision}`;
}

/** `15.01.2176.002`, as in log headers. */
export function longBuild(b: Build): string {
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  return `${b.major}.${pad(b.minor, 2)}.${pad(b.build, 4)}.${pad(b.revision, 3)}`;
}

/** The packed version number of `FEAuth=BEVersion-…` (no revision in it): checked on real rows, 15.1.2375 = 1942063431. */
export function packedVersion(b: Build): number {
  return 0x7000_0000 + b.major * 0x40_0000 + b.minor * 0x1_0000 + 0x8000 + b.build;
}
