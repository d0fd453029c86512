/** One event as exported, in characters; the binary format itself ends at 64 KiB a record. */
export const MAX_EVENT_CHARACTERS = 1 << 20;
/** Elements of one event, and their depth. */
export const MAX_EVENT_ELEMENTS = 4096;
export const MAX_EVENT_DEPTH = 64;
/** Columns of a CSV export. */
export const MAX_COLUMNS = 256;
