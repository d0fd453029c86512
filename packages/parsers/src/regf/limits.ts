/** Limits that keep time and memory bounded whatever a hive holds. Genuine hives stay below each of them. */

/** Windows itself allows 512 levels of keys. */
export const MAX_DEPTH = 512;
/** Windows allows names of keys of 255 characters. */
export const MAX_NAME_BYTES = 512;
/** Characters of a path; what is longer keeps its beginning and its last name. */
export const MAX_PATH = 16_384;
/** Lists of lists of subkeys; Windows writes one level. */
export const MAX_LIST_DEPTH = 4;
/** Bytes of one value; Windows allows what memory holds, genuine values stay below 2 MB. */
export const MAX_VALUE_BYTES = 16 << 20;
/** Keys and values that were recovered from free space, each. */
export const MAX_RECOVERED = 200_000;
/** A genuine key or value belongs to one parent; more references than cells fit into the hive, times this, are an attack. */
export const REFERENCES_A_CELL = 32;
/** Bytes of values that may be read, as a multiple of the hive's size: several readers read the same key. */
export const DATA_A_BYTE = 16;
/** Below this size the two multiples count as if the hive had it. */
export const LEAST_SIZE = 1 << 20;
/** Bytes that transaction logs may add to a hive. */
export const MAX_GROWTH = 256 << 20;
/** Entries of one transaction log. */
export const MAX_LOG_ENTRIES = 1 << 16;
