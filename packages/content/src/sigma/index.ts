export * from './own-rule.js';
