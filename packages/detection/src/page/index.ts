export { analysePage, type PageAnalysis, type PageFinding, type PageLine } from './analyse.js';
export { analysePageFile } from './analyse-file.js';
export type { PageLevel } from './judge.js';
export { pageReadings } from './readings.js';
