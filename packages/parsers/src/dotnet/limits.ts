/** Bounds of reading an assembly: evidence is hostile. Each has a test. */

/** Rows of one metadata table that are used; System.Web has some 20,000 methods. */
export const MAX_ROWS = 200_000;
/** Characters of one name. */
export const MAX_NAME = 1024;
/** Characters of one literal string. */
export const MAX_USER_STRING = 1 << 20;
/** Instructions of one method. */
export const MAX_INSTRUCTIONS = 200_000;
/** Exception clauses of one method. */
export const MAX_CLAUSES = 4096;
/** Types inside types inside … of one signature, and classes nested in classes. */
export const MAX_NESTING = 32;
/** Parameters or local variables of one signature. */
export const MAX_SIGNATURE_ITEMS = 4096;
/** Streams of the metadata root. */
export const MAX_STREAMS = 64;
/** Characters of all names of one assembly together; what comes later has no name. */
export const MAX_NAME_CHARS = 64 << 20;
/** Bytes of method bodies that are decoded, as a multiple of the file's size: bodies may overlap. */
export const MAX_BODY_RATIO = 4;
/** Rows of one table that are put out as records, and characters of one literal in them. */
export const MAX_RECORDS = 20_000;
export const MAX_RECORD_TEXT = 4096;
