export * from './csv/findings.js';
export * from './csv/timeline.js';
export * from './explain/explain.js';
export * from './html/render.js';
export * from './jsonl/timeline.js';
export * from './jsonl/timesketch.js';
export * from './markdown/render.js';
export * from './terminal/summary.js';
export { visible } from './text/visible.js';
