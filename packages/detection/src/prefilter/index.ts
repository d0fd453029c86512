/** Literal prefilter: which lines of a block can concern any rule at all. */

export { ENCODED_LETTER, type OnLine } from './hit-lines.js';
export { allocateScanBuffer } from './kernel.js';
export { createPrefilter, MIN_LITERAL_BYTES, type Prefilter, type PrefilterSpec } from './prefilter.js';
