export * from './csv/findings.js';
export * from './csv/timeline.js';
export * from './explain/explain.js';
export * from './html/render.js';
export * from './jsonl/timeline.js';
export * from './jsonl/timesketch.js';
export * from './terminal/summary.js';
