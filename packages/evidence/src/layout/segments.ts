/** Cutting a path of the evidence, and the percent-encoding that Velociraptor puts over names. */

/** Members of an archive inside the evidence stand behind its name and `!`. */
const NESTED = /^(.*\.(?:zip|7z|tar|tgz|gz)!)(.*)$/is;

export interface SplitPath {
  /** With the trailing `!` of an archive inside the evidence; empty where there is none. */
  readonly archive: string;
  readonly segments: readonly string[];
}

export function splitPath(path: string): SplitPath {
  const nested = NESTED.exec(path);
  const archive = nested?.[1] ?? '';
  return { archive, segments: (nested?.[2] ?? path).split('/').filter((segment) => segment !== '') };
}

/** Undoes %XX once. What is not valid UTF-8, or would become a separator or a step upwards, stays as it is. */
export function decodeSegment(segment: string): string {
  if (!segment.includes('%')) return segment;
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment.replace(/%(?![0-9A-Fa-f]{2})/g, '%25'));
  } catch {
    return segment;
  }
  return /[/\\\0]/.test(decoded) || decoded === '..' || decoded === '.' ? segment : decoded;
}

/** The volume a percent-encoded segment names: `C%3A`, `%5C%5C.%5CC%3A`, a shadow copy's device. */
export function decodeVolume(segment: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    return undefined;
  }
  const drive = /^(?:\\\\[.?]\\)?([A-Za-z]):\\?$/.exec(decoded)?.[1];
  if (drive !== undefined) return `${drive.toUpperCase()}:`;
  const shadow = /HarddiskVolumeShadowCopy\d+/i.exec(decoded)?.[0];
  return shadow === undefined ? undefined : `\\\\?\\GLOBALROOT\\Device\\${shadow}`;
}
