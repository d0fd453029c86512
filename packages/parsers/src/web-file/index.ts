export * from './area.js';
export * from './content.js';
export * from './decode.js';
export * from './extension.js';
export * from './lookalike.js';
export * from './normalise.js';
export * from './pst.js';
