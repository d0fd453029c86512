export { type Hit, hitsOfCorrelation, interpretCorrelation } from './correlation.js';
export { type GivenPlaceholders, interpretDetection, interpretRule, type PlainEvent, type Yaml } from './rule.js';
