export { PART, type Totals, type WavePlan } from './part.js';
export { DEFAULT_ORGANISATIONS } from './published.js';
export { type WaveProgress, writeWave } from './write-wave.js';
