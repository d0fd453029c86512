/** Limits that keep time and memory bounded whatever a file table holds. Genuine volumes stay below each of them. */

/** Records that folders are remembered for: a table of 32 GB. Beyond it paths are unknown. */
export const MAX_RECORDS = 1 << 25;
/** Bytes of all names of folders, and of all names of files that are kept. */
export const MAX_NAME_BYTES = 64 << 20;
/** Folders above a file; Windows' own limit of a path is 32,767 characters. */
export const MAX_DEPTH = 512;
/** Characters of a path; what is longer keeps its end. */
export const MAX_PATH = 32_767;
/** Attributes of one record; a record of 4,096 bytes has room for 170 of the smallest kind. */
export const MAX_ATTRIBUTES = 256;
/** Runs of one stream that are listed. */
export const MAX_RUNS = 65_536;
/** Largest record; volumes with sectors of 4,096 bytes have records of that size. */
export const MAX_RECORD_BYTES = 65_536;
/** Programs that a survey keeps; a server has some 100,000, most of them in the component store. */
export const MAX_PROGRAMS = 200_000;
/** Files that a survey keeps, of each other kind. */
export const MAX_KEPT = 60_000;
/** Bytes of resident content that a survey keeps. */
export const MAX_RESIDENT_BYTES = 24 << 20;
