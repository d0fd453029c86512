export { correlate } from './correlate.js';
export { type CorrelationMatch, MAX_EPISODE_MATCHES, MAX_EPISODES, type RuleMatch } from './match.js';
export { correlationFields } from './resolve.js';
