/** Sigma 2.1: rules on events, correlations on matches (https://sigmahq.io, specification of 2025-08-02). */
export { type CompiledRule, compileRule, type LiteralNeed } from './compiled-rule.js';
export * from './correlation/index.js';
export { applyFilters } from './filter.js';
export * from './interpreter/index.js';
export type { TableLayout } from './literals/layout.js';
export type { Placeholders } from './modifiers.js';
export { type ParsedSigma, type ParseOptions, parseSigma } from './parse.js';
export { readPlaceholders } from './placeholders.js';
export type {
  CorrelationOperator,
  CorrelationType,
  SigmaCorrelation,
  SigmaFilter,
  SigmaHead,
  SigmaLevel,
  SigmaRule,
} from './rule.js';
export { type FieldMapping, RuleSet, type RuleSetOptions } from './rule-set.js';
export type { TableMatcher } from './table-matcher.js';
