/** Limits that keep time and memory bounded whatever a log holds. Genuine logs stay far below each of them. */

/** Elements inside elements, and binary XML inside values of binary XML. */
export const MAX_DEPTH = 32;
/** Elements, attributes and pieces of text of one template; a chunk could hold 16,000. */
export const MAX_NODES = 8192;
/** Substitution values of one template instance. */
export const MAX_VALUES = 2048;
/** Items told of one array value. */
export const MAX_ITEMS = 1024;
/** Bytes of template definitions kept for one file beyond the chunk they stand in. */
export const MAX_KEPT_BYTES = 4 << 20;
/** Characters that one record is rendered to: a record of 64 KiB, all of it binary, takes half of them. */
export const MAX_TEXT = 1 << 18;
/** Different log sources (channel, event id) remembered of one file. */
export const MAX_SOURCES = 4096;
/** Template instances that the values of one record may open while it is read. */
export const MAX_INSTANCES = 64;
