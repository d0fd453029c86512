/** What genuine Exchange servers hold, as the file facts ask for it. Implemented from data elsewhere. */
import type { FileArea, FilePlace } from '@allclear/parsers';

export interface KnownGood {
  /**
   * SHA-256 values (hexadecimal, any case) of genuine files at this path below the Exchange install folder, over all
   * covered builds; undefined where no genuine server has a file of that path. Case and separators do not matter.
   */
  pathHashes(relativePath: string): readonly string[] | undefined;
  /** File names that genuine servers have in an area. */
  knownNames(area: FileArea): readonly string[];
  /** Whether the lists hold the files of this build (`15.1.2176.9`). */
  coversBuild(build: string): boolean;
  /** Whether the owner of the server vouches for this content at this (Windows or evidence) path. */
  accepts?(path: string, sha256: string | undefined): boolean;
}

/**
 * `known-hash`: a genuine file. `tampered`: a genuine file's path with another content, on a build whose files are
 * known. `known-name`: the path is genuine, the content cannot be told. `unknown`: no genuine server of a covered build
 * has this file. `not-covered`: the lists say nothing about this build or folder: unknown is not bad.
 */
export type KnownGoodState = 'known-hash' | 'tampered' | 'known-name' | 'unknown' | 'not-covered';

/** Areas whose executable files the lists enumerate completely. */
const LISTED: ReadonlySet<FileArea> = new Set<FileArea>(['owa-auth', 'ecp-auth', 'oab', 'frontend', 'clientaccess']);

export interface KnownGoodQuestion {
  readonly place: FilePlace;
  readonly sha256: string | undefined;
  readonly executable: boolean;
  /** Build of the server; undefined where the evidence does not tell. */
  readonly build: string | undefined;
}

/** Whether a file is what the maker shipped at this place; `undefined` lists answer `not-covered`. */
export function knownGoodState(question: KnownGoodQuestion, knownGood: KnownGood | undefined): KnownGoodState {
  const { place, sha256, executable, build } = question;
  // No genuine server has an executable page in aspnet_client, whatever its build.
  if (place.area === 'aspnet_client') return executable ? 'unknown' : 'not-covered';
  if (knownGood === undefined || place.relativePath === undefined) return 'not-covered';
  const covered = build !== undefined && knownGood.coversBuild(build);
  const hashes = knownGood.pathHashes(place.relativePath);
  if (hashes !== undefined) {
    const own = sha256?.toLowerCase();
    if (own !== undefined && hashes.some((hash) => hash.toLowerCase() === own)) return 'known-hash';
    return covered && own !== undefined && hashes.length > 0 ? 'tampered' : 'known-name';
  }
  return executable && LISTED.has(place.area) && covered ? 'unknown' : 'not-covered';
}
