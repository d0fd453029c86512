/** Look-ups of hashes, addresses, names, paths and user agents in published indicators. */
export type { Indicator, IndicatorType } from './indicator.js';
export { IndicatorIndex } from './indicator-index.js';
