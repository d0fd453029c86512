export { assessHost, type Knowledge, TOOL_VERSION } from './assessment.js';
export { assess, defaultWorkers, loadKnowledge, type Progress, type RunOptions, type RunResult } from './run/assess.js';
export { type DetectOptions, type DetectResult, detect } from './run/detect.js';
export type { DetectedMatch } from './run/detect-match.js';
export { dumpFile } from './run/dump.js';
export { prefilterLiterals } from './run/literals.js';
export { type CompiledContent, compileContent } from './run/rules.js';
export { scanStream } from './run/scan-stream.js';
