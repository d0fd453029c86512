/** Bounds of the YARA engine. Packs and evidence are both hostile; each bound has a test, and what reaches one is reported. */

/** Bytes of one rule file. */
export const MAX_RULE_FILE = 16 * 1024 * 1024;
/** Nesting of conditions, of regular expressions and of alternatives in hex strings. */
export const MAX_NESTING = 200;
/** Steps of the program of one regular expression, both directions together. */
export const MAX_PROGRAM = 60_000;
/** Largest count in a repetition, as in libyara. */
export const MAX_REPEAT = 32_767;
/** Bytes that a regular expression may span on each side of the place where it was noticed, as in libyara. */
export const REGEX_SPAN = 4096;
/** Matches kept of one string in one file, as in libyara; the file counts as not finished beyond them. */
export const MAX_MATCHES = 1_000_000;
/** What one file may cost in all beyond the first pass: a byte of a plain search is one, a step of a regular expression eight. Seconds at worst. */
export const FILE_STEPS = 400_000_000;
/** Rules of one pack folder. */
export const MAX_RULES = 100_000;
/** Entries in the tables of a pack; rules beyond it are refused. */
export const MAX_GRAMS = 3_000_000;
