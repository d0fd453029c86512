/** Bounds of the analysis of assemblies; each has a test or follows from one that has. */

/** Characters of source text that are analysed in one piece; beyond it an assembly is taken in pieces, type by type. */
export const MAX_PIECE = 600_000;
/** Pieces of one assembly. */
export const MAX_PIECES = 12;
/** Characters of one expression; a longer one is put into a variable of its own. */
export const MAX_EXPRESSION = 1200;
/** Characters of one literal that are kept. */
export const MAX_LITERAL = 256 * 1024;
/** Values that lie on the evaluation stack at once. */
export const MAX_STACK = 256;
/** Elements of an array that is written out as a list. */
export const MAX_ELEMENTS = 4096;
/** Bytes of constant data that are carried along. */
export const MAX_DATA = 192 * 1024;
/** Overriding methods that a call may mean. */
export const MAX_OVERRIDES = 8;
/** Assemblies inside assemblies inside … */
export const MAX_LEVELS = 3;
/** Embedded assemblies of one file that are looked into. */
export const MAX_EMBEDDED = 8;
