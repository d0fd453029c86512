export { analysePage, type PageAnalysis, type PageFinding, type PageLine } from './analyse.js';
export type { PageLevel } from './judge.js';
