/**
 * Limits that keep memory bounded whatever the evidence holds. IIS itself stops a line at 64 KiB
 * (`maxLogLineLength`); Exchange rows stay below a few hundred KiB.
 */

/** A longer line is cut to this many bytes (ALC-P002). */
export const MAX_LINE_BYTES = 1 << 20;
/** More columns than this in one header are ignored (ALC-P003); the longest real header has 92. */
export const MAX_HEADER_FIELDS = 1024;
/** Elements read from one `key=value;` list (ECP EventData, GenericInfo). */
export const MAX_LIST_ITEMS = 1024;
/** Values taken from one JSON event or audit record. */
export const MAX_JSON_VALUES = 1024;
