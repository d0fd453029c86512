// Where everything lies in the kernel's memory, which its host makes and hands over.

/** What a byte can be in an encoded letter, as its first digit and as its second: see `letter` in index.ts. */
export const FIRST_DIGIT: usize = 0x400;
export const SECOND_DIGIT: usize = 0x500;
/** What `find` found, u32 each: position in the piece × 2, + 1 for an encoded letter. */
export const CANDIDATES: usize = 0x1000;
/** Most bytes that `find` takes at once: every word of them a candidate, and every third byte a letter, fit. */
export const PIECE: u32 = 0x8000;
/** 1 where the upper half of a word begins a literal of four bytes. */
export const HALVES: usize = 0x20000;
/** 1 where a searched word has this hash. */
export const BLOOM: usize = 0x30000;
export const BLOOM_MAX: u32 = 0x100000;
/** Hash table of the searched words: 0 key, 4 first entry (0 = free), 8 behind its last one. */
export const SLOTS: usize = 0x130000;
export const SLOT: u32 = 12;
export const SLOTS_MAX: u32 = 0x10000;
/** What must stand around a word: 0 the eight folded bytes, 8 mask of those that count, 16 their distance from the word. */
export const ENTRIES: usize = 0x1f0000;
export const ENTRY: u32 = 24;
export const ENTRIES_MAX: u32 = 0x4000;
/** The blocks of lines; around them the kernel reads up to `AROUND` bytes, whatever they are. */
export const BLOCK: usize = 0x251000;
export const AROUND: u32 = 64;
