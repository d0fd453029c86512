/** What hostile or damaged containers may cost at most. Everything beyond becomes problem ALC-E007. */
export interface Limits {
  /** Members of one container; the rest is not read. */
  readonly maxMembers: number;
  /** Unpacked bytes of one member. */
  readonly maxMemberBytes: number;
  /** Unpacked bytes of one container, as its directory declares them or as a stream delivers them. */
  readonly maxTotalBytes: number;
  /** Unpacked bytes per packed byte, once a member has delivered more than `ratioFreeBytes`. */
  readonly maxRatio: number;
  /** A member may always expand to this many bytes, whatever its ratio. */
  readonly ratioFreeBytes: number;
  /** Bytes of a zip's central directory or a 7z header, which are held in memory. */
  readonly maxDirectoryBytes: number;
  /** Dictionary of LZMA and LZMA2, which is held in memory. */
  readonly maxDictionaryBytes: number;
  /** Folders inside each other on a disk. */
  readonly maxFolderDepth: number;
}

export const MAX_MEMBERS = 1_000_000;
export const MAX_MEMBER_BYTES = 2 ** 40;
export const MAX_TOTAL_BYTES = 2 ** 42;
/** Deflate itself ends at 1,032; text logs stay below 100, zero-filled files reach the end. */
export const MAX_RATIO = 1000;
export const RATIO_FREE_BYTES = 256 * 2 ** 20;
export const MAX_DIRECTORY_BYTES = 256 * 2 ** 20;
/** 7-Zip's own largest preset. */
export const MAX_DICTIONARY_BYTES = 256 * 2 ** 20;
export const MAX_FOLDER_DEPTH = 200;
/** Archives inside the given archive; a Velociraptor outer container does not count. */
export const MAX_NESTING = 1;
/** Characters of one member's name. */
export const MAX_NAME_LENGTH = 32_767;
/** Different problems kept for one container; the last one then says how many more there were. */
export const MAX_PROBLEMS = 10_000;

export const DEFAULT_LIMITS: Limits = {
  maxMembers: MAX_MEMBERS,
  maxMemberBytes: MAX_MEMBER_BYTES,
  maxTotalBytes: MAX_TOTAL_BYTES,
  maxRatio: MAX_RATIO,
  ratioFreeBytes: RATIO_FREE_BYTES,
  maxDirectoryBytes: MAX_DIRECTORY_BYTES,
  maxDictionaryBytes: MAX_DICTIONARY_BYTES,
  maxFolderDepth: MAX_FOLDER_DEPTH,
};
