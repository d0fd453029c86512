/** Bounds of the evaluation that nothing outside it needs. */

/** Calls within calls of the page's own functions that are entered. */
export const MAX_CALLS = 4;
/** Times one function is entered with new arguments in one pass. */
export const MAX_ENTRIES = 12;
/** Characters of a constant from which on a decoding function is taken for one. */
export const MIN_DECODED = 8;
/** The same where the function itself is not to be seen. */
export const MIN_HIDDEN = 40;
/** Members of members of a variable that are kept apart. */
export const MAX_MEMBERS = 6;
